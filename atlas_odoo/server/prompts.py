"""Prompts in the protocol's words: the list, a text with its arguments filled in, names for an argument."""

from __future__ import annotations

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    PaginatedRequestParams,
    PromptMessage,
    TextContent,
)

from atlas_odoo.errors import ArgumentInvalid, AtlasError
from atlas_odoo.server.cache_hints import ttl
from atlas_odoo.server.state import Context, unknown


async def listed(context: Context, _params: PaginatedRequestParams | None) -> ListPromptsResult:
    """The prompts of this tenant."""
    surface = await context.lifespan_context.showing.surface()
    context.lifespan_context.changes.met(context.session)
    return ListPromptsResult(prompts=list(surface.prompts), ttl_ms=ttl(surface))


async def get(context: Context, params: GetPromptRequestParams) -> GetPromptResult:
    """One prompt, as a message of the user. What cannot be given is a protocol error: there is no result for it."""
    from atlas_odoo.business.prompts import rendered  # noqa: PLC0415 -- a start needs the list only

    try:
        async with context.lifespan_context.kit() as kit:
            prompt = kit.prompt(params.name)
            if prompt is None:
                raise MCPError(INVALID_PARAMS, unknown("prompt", params.name, list(kit.prompts)))
            text = rendered(prompt, params.arguments or {}, kit.desk)
    except ArgumentInvalid as error:
        raise MCPError(INVALID_PARAMS, error.text) from None
    except AtlasError as error:
        raise MCPError(INTERNAL_ERROR, error.text) from None
    message = PromptMessage(role="user", content=TextContent(text=text))
    return GetPromptResult(description=prompt.definition.says, messages=[message])


async def completed(context: Context, name: str, argument: str, typed: str) -> list[str]:
    """Names for an argument of the prompt called `name`. Raises MCPError, and what reading raises."""
    from atlas_odoo.business.prompts import completed as names  # noqa: PLC0415 -- as above

    async with context.lifespan_context.kit() as kit:
        prompt = kit.prompt(name)
        if prompt is None:
            raise MCPError(INVALID_PARAMS, unknown("prompt", name, list(kit.prompts)))
        return await names(prompt, argument, typed, kit.desk)
