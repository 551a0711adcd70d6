"""URLs as people type them, made into the address of an Odoo."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from atlas_odoo.errors import ArgumentInvalid

_ODOO_PORT: Final = 8069
_ONLINE: Final = ".odoo.com"
_NOT_TENANTS: Final = frozenset({"www", "apps", "runbot", "accounts", "upgrade", "iap"})
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"^[^\s/\\@?#<>\"'%]+$")


@dataclass(frozen=True, slots=True)
class Address:
    """A mended URL (scheme, host and port only) and what was mended, in words."""

    url: str
    notes: tuple[str, ...]


def mend_url(text: str) -> Address:
    """The address of the Odoo that `text` means.

    Adds a missing scheme (http for this machine, private networks and Odoo's own port 8069, else https) and drops
    what follows the host: Odoo always lives at the top. Raises ArgumentInvalid for what cannot be a URL.
    """
    notes: list[str] = []
    text = text.strip()
    if not text:
        raise ArgumentInvalid("The URL is empty.", advice="Give the address that the browser shows for Odoo.")
    typed_scheme = bool(_SCHEME.match(text))
    parts = _split(text if typed_scheme else f"//{text}")
    host, port = _host(parts), _port(parts)
    if typed_scheme:
        scheme = parts.scheme.lower()
        if scheme not in ("http", "https"):
            raise ArgumentInvalid(f"The URL starts with {scheme}://, which no Odoo speaks.", advice="Use https://.")
    else:
        scheme = "http" if port == _ODOO_PORT or _is_near(host) else "https"
        notes.append(f"{scheme}:// was put in front.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        notes.append("What follows the host name was left out.")
    elif parts.path or text.endswith(("?", "#")):
        notes.append("The trailing slash was left out.")
    shown = f"[{host}]" if ":" in host else host
    standard = {"http": 80, "https": 443}[scheme]
    return Address(f"{scheme}://{shown}" + (f":{port}" if port and port != standard else ""), tuple(notes))


def guess_database(url: str) -> str | None:
    """The database that an Odoo Online host (`name.odoo.com`) most likely means, else None."""
    host = urlsplit(url).hostname or ""
    if not host.endswith(_ONLINE):
        return None
    labels = host.removesuffix(_ONLINE).split(".")
    # name.dev.odoo.com is an Odoo.sh branch, whose database has another name.
    return labels[0] if len(labels) == 1 and labels[0] not in _NOT_TENANTS else None


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ArgumentInvalid("This is not a URL.", advice="It looks like https://mycompany.odoo.com.") from None
    if "@" in parts.netloc:
        raise ArgumentInvalid(
            "The URL holds a user name or a password.",
            advice="Give the address only; login and API key are asked for separately.",
        )
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.match(host):
        raise ArgumentInvalid("The URL has no usable host name.", advice="It looks like https://mycompany.odoo.com.")
    return host


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ArgumentInvalid("The URL has a port that is not a number from 1 to 65535.") from None


def _is_near(host: str) -> bool:
    """Whether a host is this machine or in a private network, where Odoo seldom has a certificate."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
