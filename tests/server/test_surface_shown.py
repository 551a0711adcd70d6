"""What clients are shown while the tenant behind the server changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mcp import Client
from mcp_types import PromptListChangedNotification, ToolListChangedNotification

from atlas_odoo.errors import StoreError
from atlas_odoo.server.app import build
from atlas_odoo.server.cache_hints import MINUTES
from tests.server.holding import held
from tests.server.stub import TOOLS, Saved

FEWER = TOOLS[:2]


@pytest.fixture
def saved() -> Saved:
    return Saved()


class Heard:
    """What a client of the handshake era was told without asking."""

    def __init__(self) -> None:
        self.kinds: list[type] = []
        self.tools = asyncio.Event()

    async def __call__(self, message: Any) -> None:
        self.kinds.append(type(message))
        if isinstance(message, ToolListChangedNotification):
            self.tools.set()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(params=["auto", "legacy"])
async def client(request: pytest.FixtureRequest, saved: Saved, heard: Heard) -> AsyncIterator[Client]:
    async with held(Client(build(saved.serving), mode=request.param, message_handler=heard)) as client:
        yield client


async def listed(client: Client) -> list[str]:
    client_tools = await client.list_tools(cache_mode="refresh")
    return [tool.name for tool in client_tools.tools]


async def test_the_list_is_the_same_until_the_tenant_changes(client: Client, saved: Saved) -> None:
    before = await listed(client)
    await client.call_tool("echo", {"text": "a"})
    assert await listed(client) == before == [tool.name for tool in TOOLS]
    saved.tools = FEWER
    assert await listed(client) == [tool.name for tool in FEWER]


async def test_a_list_may_be_kept_for_minutes_and_by_this_client_only(saved: Saved) -> None:
    async with Client(build(saved.serving)) as client:
        tools, prompts = await client.list_tools(), await client.list_prompts()
    assert (tools.ttl_ms, tools.cache_scope) == (MINUTES, "private")
    assert (prompts.ttl_ms, prompts.cache_scope) == (MINUTES, "private")


async def test_without_a_connection_a_list_is_shown_that_nobody_may_keep(saved: Saved) -> None:
    saved.key = None
    saved.known = False
    async with Client(build(saved.serving)) as client:
        tools = await client.list_tools()
        assert [tool.name for tool in tools.tools] == [tool.name for tool in TOOLS]
        assert tools.ttl_ms == 0


async def test_a_tenant_whose_schema_is_not_known_is_asked(client: Client, saved: Saved) -> None:
    saved.known, saved.tools = False, FEWER
    assert await listed(client) == [tool.name for tool in FEWER]
    assert len(saved.opened) == 1


async def test_a_tenant_that_cannot_be_asked_is_shown_a_standard_odoo(
    client: Client, saved: Saved, caplog: pytest.LogCaptureFixture
) -> None:
    saved.known, saved.tools, saved.broken = False, FEWER, StoreError("The store is locked.")
    assert await listed(client) == [tool.name for tool in TOOLS]
    assert "The store is locked. Until then the tools are those of a standard Odoo." in caplog.text
    saved.broken = None
    assert await listed(client) == [tool.name for tool in FEWER]


async def test_a_store_that_cannot_be_read_is_no_failure_of_the_list(
    client: Client, saved: Saved, caplog: pytest.LogCaptureFixture
) -> None:
    saved.lost, saved.known = StoreError("The store is locked."), False
    assert await listed(client) == [tool.name for tool in TOOLS]
    assert "The store is locked." in caplog.text


async def test_clients_of_the_handshake_era_are_told_of_a_change_that_a_call_finds(saved: Saved, heard: Heard) -> None:
    async with held(Client(build(saved.serving), mode="legacy", message_handler=heard)) as client:
        assert await listed(client) == [tool.name for tool in TOOLS]
        await client.call_tool("echo", {"text": "a"})
        assert heard.kinds == []
        saved.stations[0].tools = FEWER
        await client.call_tool("echo", {"text": "a"})
        await asyncio.wait_for(heard.tools.wait(), 5)
        assert PromptListChangedNotification in heard.kinds


async def test_clients_of_the_stateless_era_are_told_where_they_listen(saved: Saved) -> None:
    async with held(Client(build(saved.serving))) as client:
        await client.list_tools()
        await client.call_tool("echo", {"text": "a"})
        async with client.listen(tools_list_changed=True) as events:
            saved.stations[0].tools = FEWER
            await client.call_tool("echo", {"text": "a"})
            event = await asyncio.wait_for(anext(aiter(events)), 5)
    assert "ToolsListChanged" in repr(event)


async def test_what_a_call_found_is_not_taken_back_by_what_lay_ready(client: Client, saved: Saved) -> None:
    assert await listed(client) == [tool.name for tool in TOOLS]
    await client.call_tool("echo", {"text": "a"})
    saved.stations[0].tools = FEWER
    await client.call_tool("echo", {"text": "a"})
    assert await listed(client) == [tool.name for tool in FEWER]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_what_can_change_is_announced(saved: Saved, mode: str) -> None:
    async with Client(build(saved.serving), mode=mode) as client:
        capabilities = client.server_capabilities
        assert capabilities is not None
        assert capabilities.resources is not None
        assert not capabilities.resources.list_changed
        assert not capabilities.resources.subscribe
        if mode == "auto":
            assert capabilities.tools is not None
            assert capabilities.tools.list_changed
