"""Resources: the tenant's schema and single records, read through the same tools as everything else.

`atlas-odoo://schema` lists the models. The templates are calls of tools in another form, so what a tool hides,
checks or cuts is hidden, checked and cut here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp.shared.uri_template import UriTemplate
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from atlas_odoo.business.tool import Tool
from atlas_odoo.errors import ArgumentInvalid, AtlasError, NameMissing, RecordMissing, Refused
from atlas_odoo.server.arguments import checked
from atlas_odoo.server.leases import Desks

Context = ServerRequestContext[Desks[Any, Any]]

INDEX: Final = "atlas-odoo://schema"
PLAIN: Final = "text/plain"
ABSENT: Final = (NameMissing, RecordMissing, Refused, ArgumentInvalid)
"""What makes a URI one of nothing: hidden things look like missing ones, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template and the tool call it stands for. `arguments` raises ValueError for a URI that cannot be one."""

    name: str
    title: str
    description: str
    uri: UriTemplate
    tool: str
    arguments: Callable[[Mapping[str, str]], dict[str, Any]]


TEMPLATES: Final = (
    Template(
        name="model",
        title="Fields of a model",
        description="The fields of one model as this tenant has them, the most useful first.",
        uri=UriTemplate.parse(f"{INDEX}/{{model}}"),
        tool="describe_model",
        arguments=lambda parts: {"model": parts["model"]},
    ),
    Template(
        name="field",
        title="One field of a model",
        description="One field: type, label, help, selection values, what it points to.",
        uri=UriTemplate.parse(f"{INDEX}/{{model}}/{{field}}"),
        tool="describe_model",
        arguments=lambda parts: {"model": parts["model"], "fields": [parts["field"]]},
    ),
    Template(
        name="record",
        title="One record",
        description="One record by model and database id, with its most useful fields.",
        uri=UriTemplate.parse("atlas-odoo://record/{model}/{id}"),
        tool="get_records",
        arguments=lambda parts: {"model": parts["model"], "ids": [int(parts["id"])]},
    ),
)


class Resources:
    """The handlers of `resources/*`, on top of the tools that they stand for."""

    def __init__(self, tools: Mapping[str, Tool[Any, Any]]) -> None:
        self._tools = tools
        self._templates = tuple(item for item in TEMPLATES if item.tool in tools)

    async def list(self, _context: Context, _params: PaginatedRequestParams | None) -> ListResourcesResult:
        """The one resource that is not a template."""
        index = Resource(
            uri=INDEX,
            name="schema",
            title="Models of this Odoo",
            description="Every model that the integration user may read, with its label.",
            mime_type=PLAIN,
        )
        return ListResourcesResult(resources=[index])

    async def templates(self, _context: Context, _params: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        """The templates."""
        return ListResourceTemplatesResult(
            resource_templates=[
                ResourceTemplate(
                    uri_template=str(item.uri),
                    name=item.name,
                    title=item.title,
                    description=item.description,
                    mime_type=PLAIN,
                )
                for item in self._templates
            ]
        )

    async def read(self, context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        """The text of a resource. A URI of nothing is INVALID_PARAMS, as 2026-07-28 asks (SEP-2164)."""
        desks = context.lifespan_context
        try:
            text = await self._text(params.uri, desks)
        except ABSENT as error:
            raise _not_found(params.uri, error.text) from None
        except AtlasError as error:
            raise MCPError(INTERNAL_ERROR, error.text, {"uri": params.uri}) from None
        return ReadResourceResult(contents=[TextResourceContents(uri=params.uri, mime_type=PLAIN, text=text)])

    async def _text(self, uri: str, desks: Desks[Any, Any]) -> str:
        if uri == INDEX:
            async with desks.lease() as desk:
                catalogue = await desk.gateway.catalogue()
                return _index(catalogue)
        for template in self._templates:
            parts = template.uri.match(uri)
            if parts is not None:
                tool = self._tools[template.tool]
                values = checked(tool.name, tool.arguments, _arguments(template, uri, parts))
                async with desks.lease() as desk:
                    answer = await tool.run(desk, values)
                return answer.text
        raise _not_found(uri, "`resources/templates/list` shows the forms that exist.")


def _arguments(template: Template, uri: str, parts: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
    try:
        return template.arguments({name: str(part) for name, part in parts.items()})
    except ValueError:
        raise _not_found(uri, f"It has the form {template.uri}.") from None


def _index(catalogue: Mapping[str, Any]) -> str:
    lines = [f"{name}  {catalogue[name].label}" for name in sorted(catalogue)]
    return "\n".join([f"{len(lines)} models; {INDEX}/MODEL describes one.", *lines])


def _not_found(uri: str, why: str) -> MCPError:
    return MCPError(INVALID_PARAMS, f"Resource not found: {uri}. {why}", {"uri": uri})
