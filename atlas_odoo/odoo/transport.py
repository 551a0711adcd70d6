"""What every protocol offers, and the facts about a server that choose between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from atlas_odoo.odoo.call import Call, Json
from atlas_odoo.odoo.channel import Answer


class Wire(Enum):
    """The protocols that we speak."""

    JSON2 = "json-2"
    JSONRPC = "json-rpc"


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server tells without sign-in. `major` is 19 for 19.0 and for saas~19.2."""

    url: str
    version: str
    major: int
    wire: Wire


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Who signs in, where. `secret` is an API key or a password; nothing prints it."""

    database: str
    login: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials(database={self.database!r}, login={self.login!r}, secret=***)"


class Transport(Protocol):
    """One signed-in way to one database. Raises only errors of `atlas_odoo.errors`."""

    wire: Wire

    async def sign_in(self) -> int:
        """Prove the credentials; the user's id. Raises SignInFailed, DatabaseNotFound and the reach errors."""
        ...

    async def call(self, call: Call) -> Json:
        """Carry out one call, once: no retries here."""
        ...

    async def visit(self, path: str) -> Answer:
        """GET a page of this server as somebody without login, with the database chosen; whatever it answers."""
        ...

    async def close(self) -> None:
        """Give the sockets back; the transport is not used afterwards."""
        ...
