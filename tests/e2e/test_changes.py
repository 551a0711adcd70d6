"""What an administrator does while the server runs, and what happens to Odoo meanwhile."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from mcp import Client

from atlas_odoo.server.desk_lending import LOOK_EVERY
from tests.bed.bed import Bed
from tests.bed.private import PrivateServer
from tests.bed.tenants import Tenant
from tests.cli.program import Program
from tests.e2e.serving import connect, over_stdio, rows, text

PARTNERS = {"object": "res.partner", "fields": ["name"], "limit": 3, "order": "id"}


async def told(client: Client) -> str:
    """What a model reads when it asks for partners: the table, or the error."""
    result = await client.call_tool("find_records", PARTNERS)
    return ("ERROR " if result.is_error else "") + text(result)


async def until(client: Client, wanted: str, seconds: float = LOOK_EVERY + 10) -> None:
    """Ask until the answer says `wanted`."""
    said = ""
    for _ in range(int(seconds * 5)):
        said = await told(client)
        if wanted in said:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{wanted!r} was never said; at the end: {said}")


async def run(program: Program, *arguments: str, given: str = "") -> None:
    """Run a command beside the server."""
    done = await asyncio.to_thread(program.run, *arguments, given=given)
    assert done.code == 0, done.err


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_server_without_a_connection_works_once_there_is_one(
    atlas: Program, tenant19: Tenant, mode: str
) -> None:
    async with over_stdio(atlas, mode=mode) as client:
        before = await client.list_tools()
        assert before.ttl_ms == 0
        assert "No Odoo is connected yet" in (client.instructions or "")
        said = await told(client)
        assert said.startswith("ERROR ")
        assert "atlas-odoo connect" in said
        await asyncio.to_thread(connect, atlas, tenant19)
        assert "3" in await told(client)
        assert not (await told(client)).startswith("ERROR")
        now = await client.list_tools(cache_mode="refresh")
        assert "x_customer_tier" in str([tool.description for tool in now.tools])
        assert [tool.name for tool in now.tools] == [tool.name for tool in before.tools]
    log = (atlas.home.parent / "server.log").read_text(encoding="utf-8")
    assert "atlas-odoo connect" in log


async def test_a_server_for_a_name_that_does_not_exist_says_so(atlas: Program, tenant19: Tenant) -> None:
    connect(atlas, tenant19, name="here")
    async with over_stdio(atlas, "--connection", "hero") as client:
        assert "here" in await told(client)


async def test_another_active_connection_does_not_move_a_running_server(
    atlas: Program, tenant19: Tenant, tenant14: Tenant
) -> None:
    connect(atlas, tenant19, name="new")
    connect(atlas, tenant14, name="old")
    async with over_stdio(atlas) as client, over_stdio(atlas, "--connection", "old") as beside:
        before, other = await told(client), await told(beside)
        await run(atlas, "connections", "use", "old")
        await asyncio.sleep(LOOK_EVERY + 0.5)
        assert await told(client) == before
        assert await told(beside) == other
        versions = [text(await one.call_tool("search_schema", {"query": "partner"})) for one in (client, beside)]
        assert versions[0] != versions[1]


async def test_a_removed_connection_is_told_and_a_new_one_of_its_name_is_taken(
    atlas: Program, tenant19: Tenant
) -> None:
    connect(atlas, tenant19)
    async with over_stdio(atlas) as client:
        assert not (await told(client)).startswith("ERROR")
        await run(atlas, "connections", "remove", "here", "--yes")
        await until(client, "was removed")
        await asyncio.to_thread(connect, atlas, tenant19)
        await until(client, "res.partner")


async def test_a_key_removed_in_odoo_is_told_and_a_new_one_is_taken(atlas: Program, tenant19: Tenant, bed: Bed) -> None:
    connect(atlas, tenant19, person=tenant19.disposable)
    async with over_stdio(atlas) as client:
        assert not (await told(client)).startswith("ERROR")
        index = tenant19.disposable.api_key[:8]
        bed.sql(19, tenant19.database, f"DELETE FROM res_users_apikeys WHERE index = '{index}'")
        await until(client, "rotate-key", 30)
        await run(atlas, "connections", "rotate-key", "here", "--api-key-stdin", given=tenant19.agent.api_key)
        await until(client, "res.partner")


async def test_an_archived_user_is_told(atlas: Program, tenant19: Tenant, bed: Bed) -> None:
    person = tenant19.expiring
    assert person is not None
    [user] = bed.sql(19, tenant19.database, f"SELECT id FROM res_users WHERE login = '{person.login}'")
    connect(atlas, tenant19, person=person)
    async with over_stdio(atlas) as client, httpx.AsyncClient(base_url=tenant19.url, trust_env=False) as administrator:
        assert not (await told(client)).startswith("ERROR")
        for active, said in ((False, "user is active"), (True, "res.partner")):
            answer = await administrator.post(
                "/json/2/res.users/write",
                json={"ids": [user["id"]], "vals": {"active": active}},
                headers={
                    "Authorization": f"bearer {tenant19.admin.api_key}",
                    "X-Odoo-Database": tenant19.database,
                },
            )
            assert answer.status_code == 200
            await until(client, said)


async def test_odoo_stopped_and_started_between_calls(
    atlas: Program, tenant19: Tenant, private_server: Callable[[Tenant], PrivateServer]
) -> None:
    server = private_server(tenant19)
    connect(atlas, server.serving(tenant19))
    few = {"ATLAS_ODOO_RETRIES": "1"}
    async with over_stdio(atlas, environ=few) as client:
        before, tools = await told(client), (await client.list_tools()).tools
        await asyncio.to_thread(server.stop)
        said = await told(client)
        assert said.startswith("ERROR ")
        assert "running" in said
        async with over_stdio(atlas, environ=few) as later:
            assert (await later.list_tools()).tools == tools
            assert "x_equipment" in (later.instructions or "")
        shutil.rmtree(atlas.home / "cache")
        async with over_stdio(atlas, environ=few) as later:
            standard = await later.list_tools()
            assert standard.ttl_ms == 0
            assert [tool.name for tool in standard.tools] == [tool.name for tool in tools]
            assert (await told(later)).startswith("ERROR ")
            await asyncio.to_thread(server.start)
            assert await told(later) == before
            assert (await later.list_tools(cache_mode="refresh")).tools == tools
        assert await told(client) == before


async def test_200_calls_at_once_through_one_session(connected19: Program) -> None:
    async with over_stdio(connected19) as client:
        wanted = [row["id"] for row in rows(await client.call_tool("find_records", {**PARTNERS, "limit": 40}))]
        calls = [
            client.call_tool("get_records", {"object": "res.partner", "ids": [wanted[number % 40]], "fields": ["name"]})
            for number in range(200)
        ]
        answers = [rows(result) for result in await asyncio.gather(*calls)]
        assert [[row["id"] for row in answer] for answer in answers] == [[wanted[n % 40]] for n in range(200)]


def established(port: int) -> int:
    """TCP connections of this machine that are open towards `port`."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    pairs = [line.split()[2:4] for line in lines]
    return sum(1 for remote, state in pairs if state == "01" and int(remote.rpartition(":")[2], 16) == port)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_cancelled_call_lets_go_of_the_socket(
    atlas: Program, tenant19: Tenant, private_server: Callable[[Tenant], PrivateServer], mode: str
) -> None:
    server = private_server(tenant19)
    connect(atlas, server.serving(tenant19))
    port = int(server.url.rpartition(":")[2])
    async with over_stdio(atlas, mode=mode) as client:
        before = await told(client)
        server.freeze()
        try:
            idle = established(port)
            call = asyncio.create_task(client.call_tool("find_records", {**PARTNERS, "limit": 2}))
            for _ in range(100):
                await asyncio.sleep(0.05)
                if established(port) > idle:
                    break
            assert established(port) > idle
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            for _ in range(100):
                await asyncio.sleep(0.05)
                if established(port) <= idle:
                    break
            assert established(port) <= idle
        finally:
            server.thaw()
        assert await told(client) == before
