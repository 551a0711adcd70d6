"""Telling clients that the lists of tools and prompts are other ones than before."""

from __future__ import annotations

from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.session import ServerSession
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, PromptsListChanged, ToolsListChanged
from mcp_types import SubscriptionFilter, SubscriptionsListenRequestParams, SubscriptionsListenResult
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS


class Changes:
    """Clients of the stateless era are told where they listen, those of the handshake era over their own channel.

    Over stdio there is one client; over stateless HTTP those of the handshake era have no channel, and ask again.
    """

    def __init__(self) -> None:
        self._bus = InMemorySubscriptionBus()
        self._listen = ListenHandler(self._bus)
        self._session: ServerSession | None = None

    def met(self, session: ServerSession) -> None:
        """A client was shown a list."""
        if session.protocol_version in HANDSHAKE_PROTOCOL_VERSIONS:
            self._session = session

    async def tell(self) -> None:
        """Tell everyone. What cannot be delivered is left: clients ask again when their copy is old."""
        await self._bus.publish(ToolsListChanged())
        await self._bus.publish(PromptsListChanged())
        if self._session is not None:
            await self._session.send_tool_list_changed()
            await self._session.send_prompt_list_changed()

    async def listen(
        self, context: ServerRequestContext[Any], params: SubscriptionsListenRequestParams
    ) -> SubscriptionsListenResult:
        """Serve a client that wants to be told. Only what can happen is promised: no resource is watched."""
        wanted = params.notifications
        kept = SubscriptionFilter(
            tools_list_changed=wanted.tools_list_changed, prompts_list_changed=wanted.prompts_list_changed
        )
        return await self._listen(context, params.model_copy(update={"notifications": kept}))
