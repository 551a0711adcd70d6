"""Resources and completions: what `business.resources` gives, in the protocol's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp.shared.uri_template import UriTemplate
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    ResourceTemplateReference,
    TextResourceContents,
)

from atlas_odoo.business import resources as business
from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid, AtlasError, NameMissing, RecordMissing, Refused
from atlas_odoo.server.leases import Desks

Context = ServerRequestContext[Desks[Any, Any]]
Parts = Mapping[str, str]

PLAIN: Final = "text/plain"
MOST: Final = 100
"""Completions that the specification allows in one answer."""
ABSENT: Final = (NameMissing, RecordMissing, Refused, ArgumentInvalid)
"""What makes a URI one of nothing; hidden things count as missing, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template, its text for given parts, and the names that its parts can be completed with."""

    name: str
    title: str
    description: str
    uri: UriTemplate
    text: Callable[[Desk, Parts], Awaitable[str]]
    names: Mapping[str, Callable[[Desk, Parts, str], Awaitable[Iterable[str]]]]


async def _models(desk: Desk, _parts: Parts, typed: str) -> Iterable[str]:
    return await business.complete_model(desk, typed)


async def _fields(desk: Desk, parts: Parts, typed: str) -> Iterable[str]:
    return await business.complete_field(desk, parts.get("model", ""), typed)


async def _none(_desk: Desk, _parts: Parts, _typed: str) -> Iterable[str]:
    return ()


async def _record(desk: Desk, parts: Parts) -> str:
    if not parts["id"].isdecimal():
        raise ArgumentInvalid("A record's id is a number.")
    return await business.record_text(desk, parts["model"], int(parts["id"]))


MODELS: Final = Resource(
    uri=business.MODELS_URI,
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
        uri=UriTemplate.parse(business.SCHEMA_URI),
        text=lambda desk, parts: business.schema_text(desk, parts["model"]),
        names={"model": _models},
    ),
    Template(
        name="field",
        title="One field of a model",
        description="Type, label, help, selection values and what it points to.",
        uri=UriTemplate.parse(business.FIELD_URI),
        text=lambda desk, parts: business.field_text(desk, parts["model"], parts["field"]),
        names={"model": _models, "field": _fields},
    ),
    Template(
        name="record",
        title="One record",
        description="What is filled in on one record, by model and database id.",
        uri=UriTemplate.parse(business.RECORD_URI),
        text=_record,
        names={"model": _models, "id": _none},
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
    text = _text(params.uri)
    if text is None:
        raise _not_found(params.uri, "`resources/templates/list` shows the forms that exist.")
    try:
        async with context.lifespan_context.lease() as desk:
            content = await text(desk)
    except ABSENT as error:
        raise _not_found(params.uri, error.text) from None
    except AtlasError as error:
        raise MCPError(INTERNAL_ERROR, error.text, {"uri": params.uri}) from None
    return ReadResourceResult(contents=[TextResourceContents(uri=params.uri, mime_type=PLAIN, text=content)])


async def complete(context: Context, params: CompleteRequestParams) -> CompleteResult:
    """Names for a part of a resource's URI, from what this tenant's integration user may see."""
    ref, part = params.ref, params.argument
    uri = ref.uri if isinstance(ref, ResourceTemplateReference) else None
    names = next((item.names for item in TEMPLATES if str(item.uri) == uri), {}).get(part.name)
    if names is None:
        raise MCPError(INVALID_PARAMS, "Only the parts of our resource templates' URIs can be completed.")
    given = (params.context.arguments if params.context else None) or {}
    try:
        async with context.lifespan_context.lease() as desk:
            found = list(await names(desk, given, part.value))
    except AtlasError as error:
        raise MCPError(INTERNAL_ERROR, error.text) from None
    return CompleteResult(completion=Completion(values=found[:MOST], total=len(found), has_more=len(found) > MOST))


def _text(uri: str) -> Callable[[Desk], Awaitable[str]] | None:
    """How to get the text of `uri`; None when it has no form of ours."""
    if uri == business.MODELS_URI:
        return business.models_text
    for template in TEMPLATES:
        found = template.uri.match(uri)
        if found is not None:
            parts = {name: str(part) for name, part in found.items()}
            return _bound(template, parts)
    return None


def _bound(template: Template, parts: Parts) -> Callable[[Desk], Awaitable[str]]:
    return lambda desk: template.text(desk, parts)


def _not_found(uri: str, why: str) -> MCPError:
    return MCPError(INVALID_PARAMS, f"Resource not found: {uri}. {why}", {"uri": uri})
