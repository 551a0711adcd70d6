"""The part of Test & Save before anybody is signed in: which database, and whether the credentials work there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from atlas_odoo.errors import DatabaseNotFound, OdooError
from atlas_odoo.odoo.address import guess_database
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import databases
from atlas_odoo.odoo.transport import Credentials, ServerInfo
from atlas_odoo.odoo.wire import choose_wire


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the database could be: the server's own list (empty where it does not tell), or a guess."""

    names: tuple[str, ...]
    guess: str | None

    @property
    def only(self) -> str | None:
        """The name that needs no question."""
        return self.names[0] if len(self.names) == 1 else self.guess


async def find_databases(info: ServerInfo, limits: Limits) -> Candidates:
    """The databases that the server lists, else a guess from the host. Raises the errors of reaching a server."""
    names = await databases(info, limits)
    return Candidates(names or (), None if names else guess_database(info.url))


def client_for(info: ServerInfo, credentials: Credentials, limits: Limits) -> OdooClient:
    """A client over the protocol that the secret is good for; its `info` says which."""
    return open_client(replace(info, wire=choose_wire(info, credentials)), credentials, limits)


async def sign_in(client: OdooClient, limits: Limits) -> int:
    """The user's id. Raises SignInFailed, reach errors, DatabaseNotFound (with those that exist, where Odoo tells)."""
    try:
        return await client.sign_in()
    except DatabaseNotFound as error:
        raise await _with_names(error, client.info, limits) from None


async def _with_names(error: DatabaseNotFound, info: ServerInfo, limits: Limits) -> DatabaseNotFound:
    try:
        names = await databases(info, limits)
    except OdooError:
        names = None
    if not names:
        return error
    return DatabaseNotFound(error.message, advice=f"This server has: {', '.join(names)}.")
