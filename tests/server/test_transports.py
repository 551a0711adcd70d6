from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.server.holding import held
from tests.server.processes import TOP, http_server, process
from tests.server.stub import TOOLS

STUB = "tests.server.stub_server"
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


def message(number: int, method: str, **params: Any) -> bytes:
    body = {"jsonrpc": "2.0", "id": number, "method": method, "params": {**params, "_meta": META}}
    return json.dumps(body).encode() + b"\n"


@pytest.fixture(params=["auto", "legacy"])
async def stdio(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Client]:
    parameters = StdioServerParameters(command=sys.executable, args=["-m", STUB, "stdio"], cwd=TOP)
    with (tmp_path / "stderr").open("w+", encoding="utf-8") as errors:
        async with held(Client(stdio_client(parameters, errlog=errors), mode=request.param)) as client:
            yield client
        errors.seek(0)
        assert "a stray line while serving" in errors.read()


async def test_stdio_carries_nothing_but_the_protocol(stdio: Client) -> None:
    assert [tool.name for tool in (await stdio.list_tools()).tools] == [tool.name for tool in TOOLS]
    result = await stdio.call_tool("echo", {"text": "עִבְרִית 🎈\u2028"})
    assert result.structured_content == {"text": "עִבְרִית 🎈\u2028", "desk": "first"}


async def test_stdio_answers_200_calls_at_once(stdio: Client) -> None:
    results = await asyncio.gather(*(stdio.call_tool("echo", {"text": str(number)}) for number in range(200)))
    assert [result.structured_content for result in results] == [
        {"text": str(number), "desk": "first"} for number in range(200)
    ]


async def test_stdio_takes_long_lines_and_survives_broken_ones() -> None:
    async with process(["-m", STUB, "stdio"]) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert (await child.stdout.readline()).startswith(b"a stray line before")
        child.stdin.write(b"no json\n" + b"\xff\xfe\n" + message(1, "tools/list"))
        assert json.loads(await asyncio.wait_for(child.stdout.readline(), 20))["id"] == 1
        child.stdin.write(message(2, "tools/call", name="echo", arguments={"text": "x" * 2_000_000}))
        answer = json.loads(await asyncio.wait_for(child.stdout.readline(), 20))
        assert "at most 1000 characters" in answer["result"]["content"][0]["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_stdio_ends_gracefully_on_a_signal_while_it_waits(number: signal.Signals) -> None:
    async with process(["-m", STUB, "stdio"]) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        await child.stdout.readline()
        child.stdin.write(message(1, "tools/call", name="echo", arguments={"text": "a"}))
        await asyncio.wait_for(child.stdout.readline(), 20)
        child.send_signal(number)
        assert await asyncio.wait_for(child.wait(), 5) == 0
        assert b"closed" in await child.stderr.read()


async def test_stdio_ends_when_the_client_leaves() -> None:
    async with process(["-m", STUB, "stdio"]) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.stdin.write(message(1, "tools/call", name="wait", arguments={}))
        await asyncio.sleep(1)
        child.stdin.close()
        assert await asyncio.wait_for(child.wait(), 10) == 0
        assert b"closed" in await child.stderr.read()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with http_server(["-m", STUB, "127.0.0.1:0"]) as server:
        yield server.url


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_http_serves_both_eras(url: str, mode: str) -> None:
    async with held(Client(url, mode=mode)) as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == [tool.name for tool in TOOLS]
        results = await asyncio.gather(*(client.call_tool("echo", {"text": str(number)}) for number in range(20)))
        assert [result.structured_content for result in results] == [
            {"text": str(number), "desk": "first"} for number in range(20)
        ]


HEADERS = {
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2026-07-28",
    "Mcp-Method": "tools/list",
}


@pytest.mark.parametrize("version", ["2026-07-28", "2025-06-18"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1:1"}, 421),
        ({"Host": "127.0.0.1.evil.example:8765"}, 421),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
async def test_http_refuses_what_a_web_page_could_send(
    url: str, version: str, headers: dict[str, str], status: int
) -> None:
    body = message(1, "tools/list")
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(
            url,
            content=body,
            headers={"Content-Type": "application/json", **HEADERS, "MCP-Protocol-Version": version, **headers},
        )
    assert response.status_code == status
    assert ("echo" in response.text) == (status == 200)


async def test_http_takes_its_own_origin(url: str) -> None:
    origin = url.removesuffix("/mcp")
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(
            url,
            content=message(1, "tools/list"),
            headers={"Content-Type": "application/json", "Origin": origin, **HEADERS},
        )
    assert response.status_code == 200


async def test_http_refuses_a_body_beyond_the_limit(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(
            url, content=b"x" * 5_000_000, headers={"Content-Type": "application/json", **HEADERS}
        )
    assert response.status_code == 413


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_http_ends_gracefully_on_a_signal(number: signal.Signals) -> None:
    with http_server(["-m", STUB, "127.0.0.1:0"]) as server:
        async with held(Client(server.url)) as client:
            await client.call_tool("echo", {"text": "a"})
        server.child.send_signal(number)
        assert await asyncio.to_thread(server.child.wait, 10) == 0
        assert "closed" in server.log.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
async def test_http_ends_while_a_client_listens_for_changes() -> None:
    with http_server(["-m", STUB, "127.0.0.1:0"]) as server:
        async with held(Client(server.url)) as client, client.listen(tools_list_changed=True):
            server.child.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(server.child.wait, 15) == 0
        assert "closed" in server.log.read_text(encoding="utf-8")
