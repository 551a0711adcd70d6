"""Completions: names for the parts of our resources' URIs, and for arguments of prompts."""

from __future__ import annotations

from typing import Final

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    PromptReference,
)

from atlas_odoo.errors import ArgumentInvalid, AtlasError
from atlas_odoo.server import prompts, resources
from atlas_odoo.server.state import Context

MOST: Final = 100
"""Completions that the specification allows in one answer."""


async def complete(context: Context, params: CompleteRequestParams) -> CompleteResult:
    """Names from what this tenant's integration user may see."""
    ref, part = params.ref, params.argument
    given = (params.context.arguments if params.context else None) or {}
    try:
        if isinstance(ref, PromptReference):
            found = await prompts.completed(context, ref.name, part.name, part.value)
        else:
            found = await resources.completed(context, ref.uri, part.name, part.value, given)
    except ArgumentInvalid as error:
        raise MCPError(INVALID_PARAMS, error.text) from None
    except AtlasError as error:
        raise MCPError(INTERNAL_ERROR, error.text) from None
    return CompleteResult(completion=Completion(values=found[:MOST], total=len(found), has_more=len(found) > MOST))
