"""HTTP without TLS, for httpx: one exchange on one asyncio stream, and streams that are kept for the next.

Odoo's own server closes the connection after every answer, so that every call makes one; with httpx's own transport
(locks and events for many pools and event loops, anyio's streams) that was half of what a small read cost in our
process. Only for http://: where there is TLS there is a proxy before Odoo that keeps connections, and httpx's own
transport tells better why a handshake failed. How many exchanges there are at a time is the caller's business.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

import h11
import httpx

_NEXT_ADDRESS: Final = 0.25
"""Seconds until another address of the same host is tried beside the one that does not answer."""
_CHUNK: Final = 65536

Place = tuple[str, int]


class PlainTransport(httpx.AsyncBaseTransport):
    """Connects by asyncio's streams and speaks HTTP/1.1 by h11. `keep` is the seconds that an idle stream is kept."""

    def __init__(self, *, keep: float) -> None:
        self._keep = keep
        self._idle: dict[Place, list[_Exchange]] = {}
        self._closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is read by whoever iterates over it. Raises httpx's TransportError."""
        place = (request.url.host, request.url.port or 80)
        limits: dict[str, float | None] = request.extensions.get("timeout", {})
        exchange = self._kept(place) or await _connected(place, limits.get("connect"))
        with ExitStack() as unless_answered:
            unless_answered.callback(exchange.close)
            head = await exchange.send(request, limits.get("write"), limits.get("read"))
            unless_answered.pop_all()
        body = _Body(self, place, exchange, limits.get("read"))
        return httpx.Response(head.status_code, headers=list(head.headers), stream=body)

    def give_back(self, place: Place, exchange: _Exchange) -> None:
        """Keep a stream whose exchange is over for the next one, or close it."""
        if exchange.over() and not self._closed:
            self._idle.setdefault(place, []).append(exchange)
        else:
            exchange.close()

    async def aclose(self) -> None:
        """Close the idle streams; those still in use are closed when they are given back."""
        self._closed = True
        for exchange in [item for kept in self._idle.values() for item in kept]:
            exchange.close()
        self._idle.clear()

    def _kept(self, place: Place) -> _Exchange | None:
        """A stream that is still good, if there is one."""
        kept = self._idle.get(place, [])
        while kept:
            exchange = kept.pop()
            if exchange.good(self._keep):
                return exchange
            exchange.close()
        return None


class _Exchange:
    """One stream, and where HTTP is on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT)
        self._since = time.monotonic()

    async def send(self, request: httpx.Request, write: float | None, read: float | None) -> h11.Response:
        """Send a request, its head and body together, and read the head of the answer."""
        with _named(httpx.LocalProtocolError, h11.LocalProtocolError):
            head = h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
            out = self._http.send(head) or b""
            async for part in _parts(request.stream):
                out += self._http.send(h11.Data(data=part)) or b""
            out += self._http.send(h11.EndOfMessage()) or b""
        # A write that fails is left to the answer, which may say why nobody listened to the end.
        with suppress(httpx.WriteError), _broken(httpx.WriteError, httpx.WriteTimeout):
            async with asyncio.timeout(write):
                self._writer.write(out)
                await self._writer.drain()
        while not isinstance(event := await self.event(read), h11.Response):
            if isinstance(event, h11.ConnectionClosed):
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        return event

    async def event(self, read: float | None) -> h11.Event:
        """What comes next: a head, a part of the body, the end."""
        while True:
            with _named(httpx.RemoteProtocolError, h11.RemoteProtocolError):
                event = self._http.next_event()
            if isinstance(event, h11.Event):
                return event
            with _broken(httpx.ReadError, httpx.ReadTimeout):
                async with asyncio.timeout(read):
                    data = await self._reader.read(_CHUNK)
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
            self._http.receive_data(data)

    def over(self) -> bool:
        """Whether another exchange may follow; if so, everything is ready for it."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        self._since = time.monotonic()
        return True

    def good(self, keep: float) -> bool:
        """Whether the other side has kept its end of an idle stream, as far as one can see."""
        return not self._reader.at_eof() and not self._writer.is_closing() and time.monotonic() - self._since < keep

    def close(self) -> None:
        """Let go of the socket, at once: nobody waits for the other side's goodbye."""
        self._writer.transport.abort()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes in."""

    def __init__(self, transport: PlainTransport, place: Place, exchange: _Exchange, read: float | None) -> None:
        self._transport = transport
        self._place = place
        self._exchange: _Exchange | None = exchange
        self._read = read

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._exchange is not None and isinstance(event := await self._exchange.event(self._read), h11.Data):
            yield bytes(event.data)

    async def aclose(self) -> None:
        """The answer is read, or nobody wants the rest."""
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            self._transport.give_back(self._place, exchange)


async def _connected(place: Place, limit: float | None) -> _Exchange:
    host, port = place
    with _broken(httpx.ConnectError, httpx.ConnectTimeout):
        async with asyncio.timeout(limit):
            delay = None if _is_address(host) else _NEXT_ADDRESS
            try:
                return _Exchange(*await asyncio.open_connection(host, port, happy_eyeballs_delay=delay))
            except UnicodeError:  # an empty label or one of more than 63 characters: no name that DNS could know
                raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None


async def _parts(stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> AsyncIterator[bytes]:
    """The parts of a request's body, whose stream is of either kind."""
    if isinstance(stream, httpx.AsyncByteStream):
        async for part in stream:
            yield part
        return
    for part in stream:
        yield part


def _is_address(host: str) -> bool:
    """Whether `host` is one address, and no name that may have several."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def _broken(broken: type[Exception], late: type[Exception]) -> Iterator[None]:
    """Name what asyncio raises as httpx does. A TimeoutError is an OSError too."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error


@contextmanager
def _named(name: type[Exception], fault: type[Exception]) -> Iterator[None]:
    """Name what h11 raises as httpx does."""
    try:
        yield
    except fault as error:
        raise name(str(error)) from error
