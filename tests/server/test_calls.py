from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, TextContent

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.server.app import build
from atlas_odoo.server.arguments import checked
from tests.server.holding import held
from tests.server.stub import SECRET, TOOLS, EchoArguments, Saved


@pytest.fixture
def saved() -> Saved:
    return Saved()


@pytest.fixture(params=["auto", "legacy"])
async def client(request: pytest.FixtureRequest, saved: Saved) -> AsyncIterator[Client]:
    async with held(Client(build(saved.serving), mode=request.param)) as client:
        yield client


def text(result: CallToolResult) -> str:
    assert all(isinstance(item, TextContent) for item in result.content)
    return "".join(item.text for item in result.content if isinstance(item, TextContent))


async def test_an_answer_is_text_and_structured_content(client: Client) -> None:
    result = await client.call_tool("echo", {"text": "ab", "times": 2, "marks": ["!", "?"]})
    assert not result.is_error
    assert text(result) == "abab!?"
    assert result.structured_content == {"text": "abab!?", "desk": "first"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"text": "a", "tims": 2}, "There is no argument `tims`. Did you mean `times`?"),
        ({}, "The argument `text` is required."),
        ({"text": "a", "times": "2"}, "`times`: Input should be a valid integer."),
        ({"text": "a", "times": True}, "`times`: Input should be a valid integer."),
        ({"text": "a", "times": 10}, "`times`: Input should be less than or equal to 9."),
        ({"text": 5}, "`text`: Input should be a valid string."),
        ({"text": "a", "marks": "!"}, "`marks`: Input should be a valid array."),
        ({"text": "a", "marks": ["!", 3]}, "`marks[1]`: Input should be a valid string."),
        ({"text": "a", "lines": [{"field": "x"}, {}]}, "The argument `lines[1].field` is required."),
    ],
)
async def test_wrong_arguments_are_refused_with_what_was_meant(
    client: Client, arguments: dict[str, Any], told: str
) -> None:
    result = await client.call_tool("echo", arguments)
    assert result.is_error
    assert result.structured_content is None
    assert told in text(result)
    assert "Arguments of echo: text, times, marks, lines." in text(result)


async def test_arguments_of_the_wrong_value_are_not_quoted_back(client: Client) -> None:
    result = await client.call_tool("echo", {"text": "a", "times": SECRET})
    assert result.is_error
    assert SECRET not in text(result)


@pytest.mark.parametrize("arguments", [{"text": "a\ud800"}, {"text": "a", "marks": ["\udfff"]}, {"\ud800": 1}])
def test_half_a_character_is_refused_as_an_argument(arguments: dict[str, Any]) -> None:
    with pytest.raises(ArgumentInvalid, match="half of a character"):
        checked("echo", EchoArguments, arguments)


async def test_an_unknown_tool_is_a_protocol_error_that_names_the_near_one(client: Client) -> None:
    with pytest.raises(MCPError, match=r"Unknown tool: ecko\. Did you mean echo\?") as caught:
        await client.call_tool("ecko", {})
    assert caught.value.code == INVALID_PARAMS


async def test_an_error_of_ours_is_told_with_its_advice(client: Client) -> None:
    result = await client.call_tool("refuse", {})
    assert result.is_error
    assert text(result) == (
        "You may not read res.bank. An Odoo administrator can add the integration user to: Accounting / Bank."
    )


async def test_a_fault_gives_the_client_a_reference_and_the_log_the_way_there(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        result = await client.call_tool("break", {})
    assert result.is_error
    reference = text(result).partition("reference ")[2][:8]
    assert f"fault {reference} in tools/call break" in caplog.text
    assert "builtins.LookupError" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "in _break" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in text(result)
    assert not (await client.call_tool("echo", {"text": "still here"})).is_error


async def test_without_a_connection_every_call_says_so_until_one_is_saved(client: Client, saved: Saved) -> None:
    saved.key = None
    assert len((await client.list_tools()).tools) == len(TOOLS)
    for _ in range(2):
        result = await client.call_tool("echo", {"text": "a"})
        assert result.is_error
        assert text(result) == (
            "No Odoo connection is saved. Run `atlas-odoo connect` on the machine where this program is installed."
        )
    saved.key = "made meanwhile"
    result = await client.call_tool("echo", {"text": "a"})
    assert result.structured_content == {"text": "a", "desk": "made meanwhile"}


async def test_a_cancelled_call_stops_working(client: Client, saved: Saved) -> None:
    await client.call_tool("echo", {"text": "a"})
    [desk] = saved.opened
    call = asyncio.create_task(client.call_tool("wait", {}))
    await asyncio.wait_for(desk.working.wait(), 5)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await asyncio.wait_for(desk.cancelled.wait(), 5)
    assert not (await client.call_tool("echo", {"text": "a"})).is_error


async def test_many_calls_at_once_share_one_desk(client: Client, saved: Saved) -> None:
    saved.slow = 0.02
    results = await asyncio.gather(*(client.call_tool("echo", {"text": str(number)}) for number in range(200)))
    assert [text(result) for result in results] == [str(number) for number in range(200)]
    assert saved.looks == 1
    assert len(saved.opened) == 1


async def test_the_desk_closes_with_the_server(saved: Saved) -> None:
    async with Client(build(saved.serving)) as client:
        await client.call_tool("echo", {"text": "a"})
    assert saved.opened[0].closed
    assert saved.closed


async def test_an_old_name_of_a_tool_works_and_is_not_listed(client: Client) -> None:
    result = await client.call_tool("mirror", {"text": "a"})
    assert result.structured_content == {"text": "a", "desk": "first"}
    assert "mirror" not in {tool.name for tool in (await client.list_tools()).tools}
