"""Twenty partners with four fields: through our server over stdio, and with a bare httpx client."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx

from bench.figures import Figure, ratio, timed
from bench.pipe import Pipe
from bench.starts import OURS, TOP
from tests.bed.tenants import Tenant

FIELDS: Final = ["name", "email", "city", "country_id"]
AT_ONCE: Final = 32
SIDE_BY_SIDE: Final = 8


async def measure(tenant: Tenant, environ: Mapping[str, str], rounds: int) -> tuple[Figure, ...]:
    """One call, a burst of calls, and the size of a described model."""
    headers = {"Authorization": f"bearer {tenant.api_key}", "X-Odoo-Database": tenant.database}
    gate = asyncio.Semaphore(SIDE_BY_SIDE)
    async with (
        Pipe.to(OURS, environ, TOP) as server,
        httpx.AsyncClient(base_url=tenant.url, headers=headers, trust_env=False) as http,
    ):

        async def ours(number: int = 0) -> None:
            arguments = {"object": "res.partner", "domain": _domain(number), "fields": FIELDS, "limit": 20}
            assert len((await server.call("find_records", arguments))["structuredContent"]["rows"]) == 20

        async def raw(number: int = 0) -> None:
            body = {"domain": _domain(number), "fields": FIELDS, "limit": 20}
            async with gate:
                answer = await http.post("/json/2/res.partner/search_read", json=body)
            assert len(answer.raise_for_status().json()) == 20

        async def burst_of_ours() -> None:
            await asyncio.gather(*(ours(number) for number in range(AT_ONCE)))

        async def burst_of_raw() -> None:
            await asyncio.gather(*(raw(number) for number in range(AT_ONCE)))

        for work in (ours, raw, burst_of_ours, burst_of_raw):
            await work()
        singles = [(await timed(raw), await timed(ours)) for _ in range(rounds)]
        bursts = [(await timed(burst_of_raw), await timed(burst_of_ours)) for _ in range(max(5, rounds // 10))]
        described = await server.call("describe_model", {"object": "sale.order"})
    size = len(described["content"][0]["text"].encode())
    return (
        ratio("find_records, 20 partners with 4 fields", [b for _, b in singles], [a for a, _ in singles], 1.3),
        ratio("32 different ones at once, beside raw 8 at a time", [b for _, b in bursts], [a for a, _ in bursts], 1.2),
        Figure("describe_model sale.order", size / 1000, 6, "kB"),
    )


def _domain(number: int) -> list[list[object]]:
    """Finds every partner. Each number's is another one, so that no two calls of a burst can share an answer."""
    return [["id", ">", -number]]
