"""What a server tells before anyone signs in: that it is an Odoo, its version, its databases."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from atlas_odoo.errors import NotAnOdoo
from atlas_odoo.odoo.address import Address, guess_database, mend_url
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.channel import Answer, Channel
from atlas_odoo.odoo.http import HttpChannel
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.transport import ServerInfo, Wire
from atlas_odoo.odoo.versions import dialect

__all__ = ["Address", "databases", "guess_database", "mend_url", "probe"]

_VERSION: Final = re.compile(r"^(?:saas[~-])?(\d+)(?:\.\d+)?")
_REDIRECTS: Final = 3
_VERSION_PAGE: Final = "/web/version"
_HEADERS: Final = {"Content-Type": "application/json"}


async def probe(url: str, limits: Limits) -> ServerInfo:
    """Ask a server for its version, without sign-in.

    A redirect is followed where it is safe to (http to https of the same host, or between https addresses); the
    answer then holds the address that it led to. Raises Unreachable, TLSFailure, TimedOut, NotAnOdoo, and
    VersionNotSupported for 12 and older.
    """
    for _ in range(_REDIRECTS + 1):
        channel = HttpChannel(url, limits)
        try:
            version, moved_to = await _version(channel)
        finally:
            await channel.close()
        if moved_to is None:
            break
        url = _follow(url, moved_to)
    else:
        raise NotAnOdoo(f"{url} redirects again and again.")
    match = _VERSION.match(version or "")
    if version is None or match is None:
        raise NotAnOdoo(f"What answers at {url} is not an Odoo.")
    major = int(match[1])
    return ServerInfo(url, version, major, Wire.JSON2 if dialect(major).json2 else Wire.JSONRPC)


async def databases(info: ServerInfo, limits: Limits) -> tuple[str, ...] | None:
    """The names of the server's databases, or None when it does not list them.

    Raises Unreachable, TLSFailure and TimedOut.
    """
    channel = HttpChannel(info.url, limits)
    try:
        names = await _ask(channel, "/web/database/list", {})
    finally:
        await channel.close()
    return tuple(str(name) for name in names) if isinstance(names, list) else None


async def _version(channel: Channel) -> tuple[str | None, str | None]:
    """The version and, instead of it, where the server sends us."""
    # 18 and later have a page; older ones tell over JSON-RPC, which a proxy may have closed in part.
    answer = await channel.send("GET", _VERSION_PAGE)
    if answer.status in range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST) and "location" in answer.headers:
        return None, answer.headers["location"]
    told = _json(answer)
    if isinstance(told, dict) and isinstance(told.get("version"), str):
        return told["version"], None
    for path, parameters in (
        ("/jsonrpc", {"service": "common", "method": "version", "args": []}),
        ("/web/webclient/version_info", {}),
    ):
        told = await _ask(channel, path, parameters)
        if isinstance(told, dict) and isinstance(told.get("server_version"), str):
            return told["server_version"], None
    return None, None


async def _ask(channel: Channel, path: str, parameters: dict[str, Json]) -> Json:
    """The result of a JSON-RPC request, or None for anything else."""
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters, "id": 1}).encode()
    answer = await channel.send("POST", path, body=body, headers=_HEADERS)
    value = _json(answer)
    return value.get("result") if isinstance(value, dict) else None


def _json(answer: Answer) -> Json:
    """The body of a 200 as JSON, or None for anything else."""
    if answer.status != HTTPStatus.OK:
        return None
    try:
        return answer.json()
    except ValueError:
        return None


def _follow(url: str, location: str) -> str:
    """The address that a redirect leads to. Raises NotAnOdoo where following it could send the key astray."""
    old, new = urlsplit(url), urlsplit(location)
    if not new.hostname or new.path != _VERSION_PAGE:
        raise NotAnOdoo(f"What answers at {url} is not an Odoo: it redirects to another page.")
    if new.scheme == "https" and (old.scheme == "https" or new.hostname == old.hostname):
        return mend_url(f"https://{new.netloc}").url
    if new.scheme == old.scheme and new.hostname == old.hostname:
        return mend_url(f"{new.scheme}://{new.netloc}").url
    raise NotAnOdoo(
        f"{url} redirects to another server, {new.hostname}.", advice="If that is your Odoo, give its address."
    )
