"""A relay before an Odoo that counts the requests which pass it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

_PIECE: Final = 65_536
_REQUEST: Final = b" HTTP/1.1\r\n"
"""The end of a request's first line; nowhere else in one: JSON escapes line ends."""


class Relay:
    """Listens on a port of its own; `requests` is how many went through to Odoo."""

    def __init__(self, url: str) -> None:
        there = urlsplit(url)
        self._there = there.hostname or "127.0.0.1", there.port or 80
        self.requests = 0
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def before(cls, url: str) -> AsyncIterator[Relay]:
        """A relay before the Odoo at `url` (plain HTTP), for the time of the block."""
        self = cls(url)
        listening = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            listening.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_odoo, to_odoo = await asyncio.open_connection(*self._there)
        await asyncio.gather(_pump(reader, to_odoo, self._count), _pump(from_odoo, writer, len))

    def _count(self, sent: bytes) -> None:
        self.requests += sent.count(_REQUEST)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, see: Callable[[bytes], object]) -> None:
    """Everything, until one side ends."""
    try:
        while piece := await reader.read(_PIECE):
            see(piece)
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        pass  # the other side was quicker
    finally:
        writer.close()
