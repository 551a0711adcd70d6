"""MCP over streamable HTTP, stateless: every request stands for itself.

Bound to this machine only, and Host and Origin must name it: a web page that a person has open must not reach the
ERP through their browser (DNS rebinding). Other machines need authentication, which comes with a later version.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings

from atlas_odoo.errors import ConfigurationError, SettingInvalid

PATH: Final = "/mcp"
DEFAULT: Final = "127.0.0.1:8765"
"""Not 8069, which is Odoo's own."""
LAST_CALLS: Final = 5
"""Seconds that calls under way get when the server is told to stop."""
HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Bind:
    """Where to listen; always on this machine. Port 0 takes a free one."""

    host: str
    port: int

    @property
    def name(self) -> str:
        """The address as it stands in a URL and in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def bind(text: str) -> Bind:
    """`HOST:PORT`, `HOST` or `PORT` as an address. Raises SettingInvalid, and ConfigurationError off this machine."""
    standard = DEFAULT.rpartition(":")
    match = re.fullmatch(r"(?:(\[[^\]]*\]|[^:]*):)?(\d+)|(\[[^\]]*\]|[^:]+)", text.strip())
    if match is None:
        raise SettingInvalid(f"--http {text} cannot be used.", advice=f"Give HOST:PORT, such as {DEFAULT}.")
    host = (match[1] or match[3] or standard[0]).strip("[]").lower()
    port = int(match[2] or standard[2])
    if port > HIGHEST_PORT:
        raise SettingInvalid(f"There is no port {port}.", advice=f"Give HOST:PORT, such as {DEFAULT}.")
    if not _loopback(host):
        raise ConfigurationError(
            f"Serving on {host} would open this Odoo to everyone who reaches that address: "
            "authentication comes with a later version.",
            advice=f"Serve on this machine only (--http {DEFAULT}), or over stdio.",
        )
    return Bind(host, port)


def _loopback(host: str) -> bool:
    """Whether only this machine reaches `host`. Names other than localhost may point anywhere: they do not count."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def security(place: Bind) -> TransportSecuritySettings:
    """Host and Origin of this machine at this port, and no other."""
    names = {place.name, *(f"{host}:{place.port}" for host in ("localhost", "127.0.0.1", "[::1]"))}
    if place.port == 80:  # noqa: PLR2004 -- HTTP's own port is left out of both headers
        names |= {name.removesuffix(":80") for name in names}
    return TransportSecuritySettings(
        allowed_hosts=sorted(names), allowed_origins=sorted(f"http://{name}" for name in names)
    )


def listen(place: Bind) -> tuple[socket.socket, Bind]:
    """A listening socket, and where it is. Raises ConfigurationError when the port is taken."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host, place.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"Cannot listen on {place.name}: {error.strerror or 'not possible'}.",
            advice="Stop what listens there, or choose another port with --http HOST:PORT.",
        ) from None
    return listener, Bind(place.host, listener.getsockname()[1])


class _Uvicorn(uvicorn.Server):
    """Uvicorn that leaves the signals to the process's edge."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(server: Server[Any], listener: socket.socket, place: Bind) -> None:
    """Serve until cancelled; calls under way get a moment to end."""
    app = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, host=place.host, transport_security=security(place)
    )
    http = _Uvicorn(
        uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=LAST_CALLS
        )
    )
    serving = asyncio.create_task(http.serve([listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        http.should_exit = True
        await serving
        raise
