"""The client on real sockets: what is cancelled, what is waited for, what is sent again."""

from __future__ import annotations

import asyncio

import pytest

from atlas_odoo import errors
from atlas_odoo.odoo.call import Call, Effect
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.transport import Credentials, ServerInfo, Wire
from tests.misbehaving import Exchange, Script, closed_port, serving

READ = Call("res.partner", "search_read", {"domain": []})
WRITE = Call("res.partner", "write", {"vals": {"name": "x"}}, ids=(1,), effect=Effect.WRITE)
KEY = "0123456789abcdef0123456789abcdef01234567"


def opened(url: str, wire: Wire = Wire.JSON2, limits: Limits = Limits()) -> OdooClient:  # noqa: B008 -- a frozen value
    return open_client(ServerInfo(url, "19.0", 19, wire), Credentials("db", "agent", KEY), limits, uid=7)


async def silent(_: Exchange) -> None:
    await asyncio.sleep(30)


def answering(status: str, *headers: str) -> Script:
    async def script(exchange: Exchange) -> None:
        await exchange.answer(status, b"<html></html>", *headers, kind="text/html")

    return script


@pytest.mark.parametrize("wire", Wire)
async def test_cancelling_the_last_who_waits_reaches_the_socket(wire: Wire) -> None:
    async with serving(silent) as server, opened(server.url, wire) as client:
        tasks = [asyncio.create_task(client.call(READ)) for _ in range(3)]
        await asyncio.sleep(0.1)
        for task in tasks[:2]:
            task.cancel()
        await asyncio.gather(*tasks[:2], return_exceptions=True)
        await asyncio.sleep(0.05)
        assert not server.gone.is_set()
        tasks[2].cancel()
        await asyncio.gather(tasks[2], return_exceptions=True)
        await asyncio.wait_for(server.gone.wait(), 1.0)
        assert server.requests == 1


@pytest.mark.parametrize(
    ("status", "requests"),
    [
        ("502 Bad Gateway", 3),
        ("503 Service Unavailable", 3),
        ("504 Gateway Timeout", 3),
        ("429 Too Many Requests", 3),
        ("500 Internal Server Error", 1),
        ("404 Not Found", 1),
        ("200 OK", 1),
    ],
)
async def test_reads_are_sent_again_only_when_it_may_help(status: str, requests: int) -> None:
    async with serving(answering(status)) as server, opened(server.url, limits=Limits(retries=2)) as client:
        with pytest.raises(errors.OdooError):
            await client.call(READ)
        assert server.requests == requests


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("502 Bad Gateway", errors.OutcomeUnknown),
        ("503 Service Unavailable", errors.OutcomeUnknown),
        ("504 Gateway Timeout", errors.OutcomeUnknown),
        ("500 Internal Server Error", errors.OutcomeUnknown),
        ("200 OK", errors.OutcomeUnknown),
        ("429 Too Many Requests", errors.RateLimited),  # turned away at the door
        ("403 Forbidden", errors.NotAnOdoo),
        ("307 Temporary Redirect", errors.NotAnOdoo),
    ],
)
@pytest.mark.parametrize("wire", Wire)
async def test_writes_are_never_sent_again(wire: Wire, status: str, kind: type[errors.OdooError]) -> None:
    async with serving(answering(status, "Location: /elsewhere")) as server, opened(server.url, wire) as client:
        with pytest.raises(kind):
            await client.call(WRITE)
        assert server.requests == 1


async def test_identical_writes_are_two_requests() -> None:
    async with serving(answering("429 Too Many Requests")) as server, opened(server.url) as client:
        await asyncio.gather(client.call(WRITE), client.call(WRITE), return_exceptions=True)
        assert server.requests == 2


async def test_reads_that_differ_only_in_true_and_one_are_not_shared() -> None:
    async with serving(answering("404 Not Found")) as server, opened(server.url) as client:
        calls = [Call("m", "search", {"domain": [["a", "=", value]]}) for value in (1, True, 1.0, "1", 1)]
        await asyncio.gather(*(client.call(call) for call in calls), return_exceptions=True)
        assert server.requests == 4


async def test_closed_port_is_tried_again_and_then_told() -> None:
    with closed_port() as url:
        async with opened(url, limits=Limits(retries=1)) as client:
            with pytest.raises(errors.Unreachable):
                await client.call(READ)


async def test_closing_ends_what_is_under_way() -> None:
    async with serving(silent) as server:
        client = opened(server.url)
        task = asyncio.create_task(client.call(READ))
        await asyncio.sleep(0.1)
        await client.close()
        with pytest.raises(errors.Unreachable, match="was closed"):
            await task
        await asyncio.wait_for(server.gone.wait(), 1.0)


async def test_opening_a_client_touches_nothing() -> None:
    async with serving(silent) as server:
        client = opened(server.url)
        await asyncio.sleep(0.05)
        assert server.connections == 0
        await client.close()
