"""Plain sockets for httpx: asyncio's own, in place of anyio's.

Odoo's own server closes the connection after every answer, so that every call pays for a new one; by way of anyio that
cost a tenth of a small read in our process (seen with httpcore 1.0 and anyio 4.16). Only for http://. Where there is
TLS there is a proxy before Odoo that keeps connections, and httpx's own way tells better why a handshake failed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import httpcore
import httpx

_NEXT_ADDRESS: Final = 0.25
"""Seconds until another address of the same host is tried beside the one that does not answer."""
_MUCH: Final = 65536
"""Bytes that are sent without waiting for more."""


class PlainTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport, on these sockets."""

    def __init__(self, limits: httpx.Limits) -> None:
        # Reading the certificate store takes longer than a request, and there is nothing to check.
        super().__init__(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), limits=limits)
        # httpx has no parameter for what its pool connects with.
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=Network(),
        )


class Network(httpcore.AsyncNetworkBackend):
    """Connects by asyncio streams."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connected stream. Raises ConnectError or ConnectTimeout."""
        with _named(httpcore.ConnectError, httpcore.ConnectTimeout):
            async with asyncio.timeout(timeout):
                reader, writer = await asyncio.open_connection(
                    host,
                    port,
                    local_addr=(local_address, 0) if local_address else None,
                    happy_eyeballs_delay=None if _is_address(host) else _NEXT_ADDRESS,
                )
        for option in socket_options or ():
            writer.get_extra_info("socket").setsockopt(*option)
        return Stream(reader, writer)

    async def sleep(self, seconds: float) -> None:
        """Wait between attempts to connect."""
        await asyncio.sleep(seconds)


class Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unsent = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as above
        """What has arrived; empty at the end. Raises ReadError or ReadTimeout."""
        if self._unsent:
            with suppress(httpcore.WriteError):  # the answer may say why nobody listened to the end
                await self._send(timeout)
        with _named(httpcore.ReadError, httpcore.ReadTimeout):
            async with asyncio.timeout(timeout):
                return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 -- as above
        """Take what is to be sent. A request's head and body leave together, when its answer is waited for.

        Raises WriteError or WriteTimeout; `read` raises the latter too.
        """
        self._unsent += buffer
        if len(self._unsent) > _MUCH:
            await self._send(timeout)

    async def _send(self, timeout: float | None) -> None:  # noqa: ASYNC109 -- as above
        with _named(httpcore.WriteError, httpcore.WriteTimeout):
            async with asyncio.timeout(timeout):
                self._writer.write(self._unsent)
                self._unsent = b""
                await self._writer.drain()

    async def aclose(self) -> None:
        """Let go of the socket, at once: nobody waits for the other side's goodbye."""
        self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about a connection; `is_readable` on an idle one means that it is no longer good."""
        if info == "is_readable":
            return self._reader.at_eof() or self._writer.is_closing()
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._writer.get_extra_info(names.get(info, info))


def _is_address(host: str) -> bool:
    """Whether `host` is one address, and no name that may have several."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def _named(broken: type[Exception], late: type[Exception]) -> Iterator[None]:
    """Name what asyncio raises as httpcore does. A TimeoutError is an OSError too."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error
