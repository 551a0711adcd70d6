"""Servers that behave badly, on real sockets of this machine: what stands between a client and its Odoo."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Script = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Exchange:
    """One request, and the means to answer it, or not."""

    head: bytes
    body: bytes
    writer: asyncio.StreamWriter
    number: int
    """Of the request on this server, from 1."""

    @property
    def path(self) -> str:
        """The request's target."""
        return self.head.split(b" ", 2)[1].decode()

    async def answer(
        self, status: str = "200 OK", body: bytes = b"{}", *headers: str, kind: str = "application/json"
    ) -> None:
        """A complete answer."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {kind}", *headers]
        await self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def hang_up(self) -> None:
        """Break the connection in the middle of whatever is going on."""
        self.writer.transport.abort()


@dataclass
class Server:
    """What a test sees of a server."""

    url: str
    requests: int = 0
    connections: int = 0
    open_now: int = 0
    most_open: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client has closed its connection while the script was still busy."""
    paths: list[str] = field(default_factory=list)


@asynccontextmanager
async def serving(script: Script, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Answer each request by `script` until the block ends."""
    server = Server("")
    handlers: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.add(task)
        server.connections += 1
        server.open_now += 1
        server.most_open = max(server.most_open, server.open_now)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(_length(head))
                server.requests += 1
                exchange = Exchange(head, body, writer, server.requests)
                server.paths.append(exchange.path)
                await _until_gone(script(exchange), reader, server.gone)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client or the test is done
        finally:
            server.open_now -= 1
            handlers.discard(task)
            writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    port = listener.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listener.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)


async def forward(exchange: Exchange, upstream: str) -> bytes:
    """The answer of the real server behind, whole."""
    where = urlsplit(upstream)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(_closing(exchange.head) + exchange.body)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()


@contextmanager
def closed_port() -> Iterator[str]:
    """The URL of a port where nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))  # taken, and not listening
        yield f"http://127.0.0.1:{one.getsockname()[1]}"


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _closing(head: bytes) -> bytes:
    """The same request, asking the server to close the connection after its answer."""
    lines = [line for line in head.rstrip(b"\r\n").split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n"


async def _until_gone(script: Awaitable[None], reader: asyncio.StreamReader, gone: asyncio.Event) -> None:
    """Run the script, and notice a client that leaves meanwhile."""
    working = asyncio.ensure_future(script)
    # A client that waits for its answer sends nothing: the only thing to read is its goodbye.
    leaving = asyncio.ensure_future(_goodbye(reader))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            gone.set()
            raise ConnectionResetError
        await working
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _goodbye(reader: asyncio.StreamReader) -> None:
    while not reader.at_eof():  # noqa: ASYNC110 -- reading instead would swallow the next request
        await asyncio.sleep(0.005)
