"""A saved connection, opened: what everything that reads Odoo starts from."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.transport import Credentials, ServerInfo
from atlas_odoo.settings import Settings


@dataclass(frozen=True, slots=True)
class Session:
    """One connection and the client that speaks for it. Use as `async with await open_session(...) as session`."""

    connection: Connection
    client: OdooClient

    @property
    def context(self) -> Context:
        """What calls are made with: the company that the connection remembers."""
        return Context(companies=(self.connection.company_id,))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the client's sockets back."""
        await self.client.close()


async def open_session(book: ConnectionBook, name: str | None, settings: Settings) -> Session:
    """The session of the connection called `name`, the active one when None. Nothing is sent before its first call.

    Raises UnknownConnection, NoConnection, SecretError, StoreError.
    """
    connection = await book.get(name)
    return session_of(connection, await book.secret(connection), settings)


def session_of(connection: Connection, secret: str, settings: Settings) -> Session:
    """The session of a connection that was just read. No I/O.

    What Test & Save found out about the server is taken from the connection, not asked again.
    """
    info = ServerInfo(connection.url, connection.version, connection.major, connection.wire)
    credentials = Credentials(connection.database, connection.login, secret)
    client = open_client(
        info,
        credentials,
        Limits.from_settings(settings),
        uid=connection.uid,
        key_expires=connection.key_expires,
    )
    return Session(connection, client)
