"""Resources in the protocol's words: their list and templates, and what is read through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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

from atlas_odoo.errors import ArgumentInvalid, AtlasError, NameMissing, RecordMissing, Refused
from atlas_odoo.server.state import Context

PLAIN: Final = "text/plain"
ABSENT: Final = (NameMissing, RecordMissing, Refused, ArgumentInvalid)
"""What makes a URI one of nothing; hidden things count as missing, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template. What is read through it and what its parts can be completed with is in `reading`, by its name."""

    name: str
    title: str
    description: str
    uri: UriTemplate


MODELS: Final = Resource(
    uri="atlas-odoo://schema",
    name="schema",
    title="Models of this Odoo",
    description="Every model that the integration user may read, with its label.",
    mime_type=PLAIN,
)
TEMPLATES: Final = (
    Template(
        name="model",
        title="Fields of a model",
        description="The fields of one model as this tenant has them, the most useful first.",
        uri=UriTemplate.parse("atlas-odoo://schema/{model}"),
    ),
    Template(
        name="field",
        title="One field of a model",
        description="Type, label, help, selection values and what it points to.",
        uri=UriTemplate.parse("atlas-odoo://schema/{model}/{field}"),
    ),
    Template(
        name="record",
        title="One record",
        description="What is filled in on one record, by model and database id.",
        uri=UriTemplate.parse("atlas-odoo://record/{model}/{id}"),
    ),
)


async def listed(_context: Context, _params: PaginatedRequestParams | None) -> ListResourcesResult:
    """The one resource that is no template."""
    return ListResourcesResult(resources=[MODELS])


async def templates(_context: Context, _params: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
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
            for item in TEMPLATES
        ]
    )


async def read(context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
    """The text of a resource. A URI of nothing is INVALID_PARAMS, as 2026-07-28 asks (SEP-2164)."""
    from atlas_odoo.server.reading import TEXTS  # noqa: PLC0415 -- a start needs the lists only

    found = _found(params.uri)
    if found is None:
        raise _not_found(params.uri, "`resources/templates/list` shows the forms that exist.")
    name, parts = found
    try:
        async with context.lifespan_context.kit() as kit:
            content = await TEXTS[name](kit.desk, parts)
    except ABSENT as error:
        raise _not_found(params.uri, error.text) from None
    except AtlasError as error:
        raise MCPError(INTERNAL_ERROR, error.text, {"uri": params.uri}) from None
    return ReadResourceResult(contents=[TextResourceContents(uri=params.uri, mime_type=PLAIN, text=content)])


async def completed(context: Context, uri: str, part: str, typed: str, given: Mapping[str, str]) -> list[str]:
    """Names for a part of a template's URI. Raises MCPError, and what reading raises."""
    from atlas_odoo.server.reading import NAMES  # noqa: PLC0415 -- as above

    name = next((item.name for item in TEMPLATES if str(item.uri) == uri), "")
    names = NAMES.get((name, part))
    if names is None:
        raise MCPError(INVALID_PARAMS, "There is no such template, or it has no such part.")
    async with context.lifespan_context.kit() as kit:
        return list(await names(kit.desk, given, typed))


def _found(uri: str) -> tuple[str, Mapping[str, str]] | None:
    """The resource or template that `uri` is one of, and its parts; None when it has no form of ours."""
    if uri == MODELS.uri:
        return MODELS.name, {}
    for template in TEMPLATES:
        parts = template.uri.match(uri)
        if parts is not None:
            return template.name, {name: str(part) for name, part in parts.items()}
    return None


def _not_found(uri: str, why: str) -> MCPError:
    return MCPError(INVALID_PARAMS, f"Resource not found: {uri}. {why}", {"uri": uri})
