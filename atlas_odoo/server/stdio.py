"""MCP over standard input and output.

Standard output belongs to the protocol alone: while serving, whatever else writes there lands on standard error.
On POSIX pipes the event loop reads and writes by itself; the SDK's way, a thread per line, costs twice the time of an
echo and cannot be interrupted while it waits for a line. Where that cannot be (Windows, files), the SDK's way is taken.
"""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.stdio import stdio_server

if TYPE_CHECKING:
    from anyio import AsyncFile

CHANGING: Final = NotificationOptions(prompts_changed=True, tools_changed=True)
"""What clients of the handshake era are told about when it changes."""
LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes of one message; a longer one is answered by nothing, as other unreadable ones."""


async def serve(server: Server[Any]) -> None:
    """Serve one client until it closes our standard input."""
    if not _pipes():
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options(CHANGING))
        return
    async with _standard_streams() as (lines, out), stdio_server(lines, out) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options(CHANGING))


def _pipes() -> bool:
    """Whether the event loop can wait for both streams: pipes, sockets and terminals, on POSIX."""
    if sys.platform == "win32":
        return False
    modes = [os.fstat(descriptor).st_mode for descriptor in (0, 1)]
    return all(stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISCHR(mode) for mode in modes) and not any(
        _is_null(descriptor) for descriptor in (0, 1)
    )


def _is_null(descriptor: int) -> bool:
    """The null device looks like a terminal, but nothing can be waited for on it."""
    return os.fstat(descriptor).st_rdev == Path(os.devnull).stat().st_rdev


@asynccontextmanager
async def _standard_streams() -> AsyncIterator[tuple[AsyncFile[str], AsyncFile[str]]]:
    """The two ends of the wire, shaped as the SDK's transport wants them."""
    loop = asyncio.get_running_loop()
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    incoming, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(source), "rb", buffering=0)
    )
    outgoing, protocol = await loop.connect_write_pipe(
        lambda: asyncio.streams.FlowControlMixin(loop), os.fdopen(os.dup(sink), "wb", buffering=0)
    )
    writer = asyncio.StreamWriter(outgoing, protocol, None, loop)
    try:
        yield cast("AsyncFile[str]", _Lines(reader)), cast("AsyncFile[str]", _Out(writer))
    finally:
        outgoing.close()
        incoming.close()
        for saved, number in ((source, 0), (sink, 1)):
            os.set_blocking(saved, True)  # a terminal is shared with the shell, which expects it as it was
            os.dup2(saved, number)
            os.close(saved)


class _Lines:
    """Messages as they arrive, one per line."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    def __aiter__(self) -> _Lines:
        return self

    async def __anext__(self) -> str:
        try:
            line = await self._reader.readline()
        except ValueError:
            return ""  # too long: unreadable, like any other line that is no JSON
        if not line:
            raise StopAsyncIteration
        return line.decode("utf-8", "replace")


class _Out:
    """Messages as they leave."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def write(self, text: str) -> None:
        """Take a message; it leaves by itself."""
        self._writer.write(text.encode())

    async def flush(self) -> None:
        """Wait while the client reads more slowly than we write."""
        await self._writer.drain()
