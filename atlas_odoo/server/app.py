"""The MCP server: which request goes where. Works the same over stdio, HTTP and in memory, in both eras."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NoReturn, TypeVar

from mcp.server.context import CallNext, HandlerResult
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    CallToolRequestParams,
    ListToolsResult,
    PaginatedRequestParams,
    SubscriptionsListenRequestParams,
    SubscriptionsListenResult,
)

from atlas_odoo import __version__
from atlas_odoo.server import prompts, resources
from atlas_odoo.server.cache_hints import FIXED, RECORDS, TENANT, ttl
from atlas_odoo.server.calling import call, failed
from atlas_odoo.server.completing import complete
from atlas_odoo.server.faults import report
from atlas_odoo.server.state import Context, State

P = TypeVar("P")
R = TypeVar("R")


def build(open_serving: Callable[[], State]) -> Server[State]:
    """The server. `open_serving` is called when serving begins; what it opened is closed when it ends."""
    serving: State | None = None

    @asynccontextmanager
    async def lifespan(_: Server[State]) -> AsyncIterator[State]:
        nonlocal serving
        serving = open_serving()
        async with serving.desks:
            yield serving

    def schema_of(name: str) -> dict[str, Any] | None:
        shown = serving.showing.shown if serving is not None else None
        return next((item.input_schema for item in shown.tools if item.name == name), None) if shown else None

    server = Server(
        "atlas-odoo",
        title="Atlas Odoo",
        version=__version__,
        lifespan=lifespan,
        cache_hints={
            "server/discover": TENANT,
            "tools/list": TENANT,
            "prompts/list": TENANT,
            "resources/list": FIXED,
            "resources/templates/list": FIXED,
            "resources/read": RECORDS,
        },
        get_tool_input_schema=schema_of,
        on_list_tools=edge(list_tools, _internal),
        on_call_tool=edge(call, failed),
        on_list_prompts=edge(prompts.listed, _internal),
        on_get_prompt=edge(prompts.get, _internal),
        on_list_resources=resources.listed,
        on_list_resource_templates=resources.templates,
        on_read_resource=edge(resources.read, _internal),
        on_completion=edge(complete, _internal),
        on_subscriptions_listen=listen,
    )
    server.middleware.append(introduce)
    return server


async def list_tools(context: Context, _: PaginatedRequestParams | None) -> ListToolsResult:
    """The tools of this tenant."""
    serving = context.lifespan_context
    surface = await serving.showing.surface()
    serving.desks.hurry()
    serving.changes.met(context.session)
    return ListToolsResult(tools=list(surface.tools), ttl_ms=ttl(surface))


async def listen(context: Context, params: SubscriptionsListenRequestParams) -> SubscriptionsListenResult:
    """Tell a client when these lists change."""
    return await context.lifespan_context.changes.listen(context, params)


async def introduce(ctx: Context, call_next: CallNext) -> HandlerResult:
    """The one middleware: what the server says of itself is this tenant's, and known when it is asked for.

    The SDK takes `instructions` once, for all connections; a handler of our own could replace `server/discover`, but
    nothing else reaches the answer to `initialize`.
    """
    result = await call_next(ctx)
    if ctx.method not in {"initialize", "server/discover"} or not isinstance(result, dict):
        return result
    surface = await ctx.lifespan_context.showing.surface()
    capabilities = {**result["capabilities"], "resources": {}}  # none of which changes while the server runs
    lifetime = {"ttlMs": ttl(surface)} if "ttlMs" in result else {}
    return {**result, **lifetime, "capabilities": capabilities, "instructions": surface.instructions}


def edge(
    handler: Callable[[Context, P], Awaitable[R]], on_fault: Callable[[str], R]
) -> Callable[[Context, P], Awaitable[R]]:
    """`handler`, whose unforeseen errors end the request with `on_fault` and not the server."""

    async def handled(context: Context, params: P) -> R:
        try:
            return await handler(context, params)
        except MCPError:
            raise
        except Exception as error:  # noqa: BLE001 -- the outermost edge of a request
            tool = params.name if isinstance(params, CallToolRequestParams) else ""
            return on_fault(report(error, f"{context.method} {tool}".rstrip()))

    return handled


def _internal(text: str) -> NoReturn:
    raise MCPError(INTERNAL_ERROR, text)
