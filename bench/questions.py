"""Every question through our server, beside the requests that a specialist would write by hand for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from atlas_odoo import shipped
from atlas_odoo.objects.files import load
from bench.by_hand import accounting, across, manufacturing, sales, stock
from bench.by_hand.rpc import Question, Rpc
from bench.connection import connect
from bench.counted import Relay
from bench.figures import Figure, ratio, timed
from bench.pipe import Pipe
from bench.starts import OURS, TOP
from tests.bed.tenants import Tenant

QUESTIONS: Final = (
    *sales.QUESTIONS,
    *accounting.QUESTIONS,
    *stock.QUESTIONS,
    *manufacturing.QUESTIONS,
    *across.QUESTIONS,
)
_COUNTED: Final = "counted"
_TARGET: Final = 1.3
_BYTES_PER_TOKEN: Final = 4


@dataclass(frozen=True, slots=True)
class _Cost:
    """What an answer of ours is and takes."""

    tokens: int
    requests: int


async def measure(tenant: Tenant, environ: Mapping[str, str], rounds: int) -> tuple[Figure, ...]:
    """A figure for each question; none may be missing."""
    every = {name for file in load(shipped.folder("tools")).files for name in file.questions}
    lacking = every - {question.tool for question in QUESTIONS}
    assert not lacking, f"without requests by hand in bench/by_hand: {lacking}"
    costs = await _costs(tenant, environ)
    headers = {"Authorization": f"bearer {tenant.api_key}", "X-Odoo-Database": tenant.database}
    async with (
        Pipe.to(OURS, environ, TOP) as server,
        httpx.AsyncClient(base_url=tenant.url, headers=headers, trust_env=False, timeout=60) as http,
    ):
        return tuple([await _measured(question, costs[question.tool], server, http, rounds) for question in QUESTIONS])


async def _measured(question: Question, cost: _Cost, server: Pipe, http: httpx.AsyncClient, rounds: int) -> Figure:
    """Ours and the specialist's, in turns."""
    sent = await _by_hand(question, http)
    await _ask(server, question)
    pairs = [
        (await timed(lambda: _by_hand(question, http)), await timed(lambda: _ask(server, question)))
        for _ in range(rounds)
    ]
    detail = f"{cost.tokens:5} tokens, {cost.requests:2} requests beside {sent}"
    return ratio(question.tool, [ours for _, ours in pairs], [raw for raw, _ in pairs], _TARGET, detail)


async def _costs(tenant: Tenant, environ: Mapping[str, str]) -> dict[str, _Cost]:
    """Each question once more, through a relay that counts; the second time, when the schema is known."""
    found = {}
    async with Relay.before(tenant.url) as relay:
        await asyncio.to_thread(connect, tenant, environ, name=_COUNTED, url=relay.url)
        async with Pipe.to((*OURS, "--connection", _COUNTED), environ, TOP) as server:
            for question in QUESTIONS:
                await _ask(server, question)
                before = relay.requests
                text = await _ask(server, question)
                found[question.tool] = _Cost(len(text.encode()) // _BYTES_PER_TOKEN, relay.requests - before)
    return found


async def _ask(server: Pipe, question: Question) -> str:
    """The text of our answer."""
    answer = await server.call(question.tool, question.arguments)
    return str(answer["content"][0]["text"])


async def _by_hand(question: Question, http: httpx.AsyncClient) -> int:
    """Send what the specialist would; how many requests that were."""
    found: list[Any] = []
    for step in question.steps:
        rpcs = step(found) if callable(step) else step
        found += await asyncio.gather(*(_send(rpc, http) for rpc in rpcs))
    assert any(found), question.tool
    return len(found)


async def _send(rpc: Rpc, http: httpx.AsyncClient) -> Any:
    if not rpc.method:
        page = await http.get(rpc.model)
        return page.raise_for_status().content
    answer = await http.post(f"/json/2/{rpc.model}/{rpc.method}", json=rpc.body)
    assert answer.status_code == httpx.codes.OK, f"{rpc.model} {rpc.method}: {answer.text[:500]}"
    return answer.json()
