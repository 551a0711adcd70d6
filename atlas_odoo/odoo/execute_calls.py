"""What carrying out a plan needs of a client, and how several calls run at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.transport import ServerInfo

IDS_PER_CALL = 1_000
"""Records read in one call by id. Odoo fetches a thousand records at a time itself."""

T = TypeVar("T")
U = TypeVar("U")


class Caller(Protocol):
    """The part of OdooClient that plans are carried out with."""

    @property
    def info(self) -> ServerInfo:
        """The server and its version."""
        ...

    async def call(self, call: Call, /) -> Json:
        """Carry out one call."""
        ...


async def side_by_side(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results in order. The first error ends the other calls too, and is raised once they have ended.

    How many really run at once is the client's business.
    """
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def both(first: Coroutine[Any, Any, T], second: Coroutine[Any, Any, U]) -> tuple[T, U]:
    """As `side_by_side`, for two results of different types."""
    work: tuple[Coroutine[Any, Any, Any], ...] = (first, second)
    left, right = await side_by_side(work)
    return left, right


def chunks(ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """`ids` in pieces of IDS_PER_CALL."""
    for start in range(0, len(ids), IDS_PER_CALL):
        yield tuple(ids[start : start + IDS_PER_CALL])


def without_content(context: Context) -> Context:
    """The context in which Odoo gives the size of a binary field instead of its content."""
    return replace(context, extra=(*context.extra, ("bin_size", True)))
