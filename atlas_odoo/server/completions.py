"""Completions of model and field names in resource URIs, from what this tenant's integration user may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    ResourceTemplateReference,
)

from atlas_odoo.errors import AtlasError, ModelMissing, Refused
from atlas_odoo.server.leases import Desks
from atlas_odoo.server.resources import TEMPLATES, Context

MOST: Final = 100
"""What the specification allows in one answer."""


async def complete(context: Context, params: CompleteRequestParams) -> CompleteResult:
    """Names that begin with what was typed, then those that contain it."""
    ref = params.ref
    template = next(
        (item for item in TEMPLATES if isinstance(ref, ResourceTemplateReference) and str(item.uri) == ref.uri), None
    )
    if template is None:
        raise MCPError(INVALID_PARAMS, "Only the arguments of our resource templates can be completed.")
    if params.argument.name not in template.uri.variable_names:
        raise MCPError(INVALID_PARAMS, f"{template.uri} has no argument {params.argument.name!r}.")
    given = (params.context.arguments if params.context else None) or {}
    try:
        names = await _names(context.lifespan_context, params.argument.name, given.get("model"))
    except AtlasError as error:
        raise MCPError(INTERNAL_ERROR, error.text) from None
    found = matching(names, params.argument.value)
    return CompleteResult(
        completion=Completion(values=found[:MOST], total=len(found), has_more=len(found) > MOST),
    )


async def _names(desks: Desks[Any, Any], argument: str, model: str | None) -> Iterable[str]:
    """All that `argument` could be; nothing for a record's id, and for a field of an unknown model."""
    if argument == "id" or (argument == "field" and model is None):
        return ()
    async with desks.lease() as desk:
        if argument == "model":
            return list(await desk.gateway.catalogue())
        try:
            return list((await desk.gateway.model(model)).fields)
        except (ModelMissing, Refused):
            return ()


def matching(names: Iterable[str], typed: str) -> list[str]:
    """Names that begin with `typed`, then those that contain it, each in alphabetical order."""
    wanted = typed.strip().lower()
    found = [name for name in names if wanted in name.lower()]
    return sorted(found, key=lambda name: (not name.lower().startswith(wanted), name))
