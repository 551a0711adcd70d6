"""Which protocol a connection speaks: what the server has, and what the secret is good for."""

from __future__ import annotations

import re
from typing import Final

from atlas_odoo.odoo.transport import Credentials, ServerInfo, Wire

_API_KEY: Final = re.compile(r"[0-9a-f]{40}")


def is_api_key(secret: str) -> bool:
    """Whether a secret has the form of Odoo's API keys: 40 hexadecimal digits (seen on 14 and 19)."""
    return _API_KEY.fullmatch(secret) is not None


def choose_wire(info: ServerInfo, credentials: Credentials) -> Wire:
    """JSON-2 takes API keys only, so a password goes over JSON-RPC, which 19 still has."""
    if info.wire is Wire.JSON2 and not is_api_key(credentials.secret):
        return Wire.JSONRPC
    return info.wire
