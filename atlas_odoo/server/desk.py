"""From a saved connection to the desk that tools work with: book, session, schema, gateway.

Heavy: it brings the store and the HTTP client along. The first look imports it, not the start.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace

from atlas_odoo.business.desk import Desk
from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.connections.names import folded
from atlas_odoo.connections.session import Session, session_of
from atlas_odoo.errors import AccessDenied, NameMissing, Refused, UnknownConnection
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import ReadIds, Reference, Spec
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.schema.tenant import open_schema
from atlas_odoo.server.leases import Opened
from atlas_odoo.settings import Settings


@dataclass(frozen=True, slots=True)
class Saved:
    """A connection as it is saved now. Two are equal when a desk opened with one serves for the other."""

    connection: Connection = field(compare=False)
    secret: str
    essence: Connection
    """The connection without what changes while it stays the same to a desk."""

    @classmethod
    def of(cls, connection: Connection, secret: str) -> Saved:
        """The connection as it was just read."""
        essence = replace(connection, active=False, key_expires=None, tested_at=connection.created_at)
        return cls(connection, secret, essence)

    def __repr__(self) -> str:
        return f"Saved({self.connection.name!r}, ***)"


class SavedConnection:
    """The source of desks for one saved connection: the one called `name`, else the one active at the first look."""

    def __init__(self, settings: Settings, name: str | None) -> None:
        self._settings = settings
        self._book = ConnectionBook.at(settings)
        self._name = name
        self._serving: Connection | None = None

    async def look(self) -> Saved:
        """The connection and its secret now. Raises NoConnection, UnknownConnection, SecretError, StoreError."""
        connection = self._serving = await self._find()
        return Saved.of(connection, await self._book.secret(connection))

    async def open(self, key: Saved) -> Opened[Desk]:
        """The desk of that connection. Raises OdooError when its first reads fail."""
        async with AsyncExitStack() as unless_opened:
            session = session_of(key.connection, key.secret, self._settings)
            unless_opened.push_async_callback(session.close)
            desk = await _desk(session, self._settings)
            unless_opened.pop_all()
        return Opened(desk, session.close)

    async def close(self) -> None:
        """Close the book."""
        await self._book.close()

    async def _find(self) -> Connection:
        serving = self._serving
        if serving is None:
            return await self._book.get(self._name)
        saved = await self._book.all()
        for connection in saved:
            if connection.id == serving.id:
                return connection
        for connection in saved:
            if folded(connection.name) == folded(serving.name):
                return connection
        raise UnknownConnection(
            f"The connection {serving.name!r}, which this server serves, was removed.",
            advice="Run `atlas-odoo connect` with this name, or restart the server to serve another one.",
        )


async def _desk(session: Session, settings: Settings) -> Desk:
    """The desk of an open session, with the facts that answers mention."""
    connection = session.connection
    schema = open_schema(session.client, settings, connection.id)
    gateway = Gateway(session.client, schema, BUILT_IN, session.context)
    currency, tz = await asyncio.gather(
        _value(gateway, "res.company", connection.company_id, Spec("currency_id", "many2one", "res.currency")),
        _value(gateway, "res.users", connection.uid, Spec("tz", "selection")),
    )
    return Desk(
        gateway=gateway,
        connection=connection.name,
        company=connection.company_name,
        currency=currency.name if isinstance(currency, Reference) else None,
        version=connection.version,
        tokens=settings.response_tokens,
        tz=tz if isinstance(tz, str) else None,
    )


async def _value(gateway: Gateway, model: str, record: int, spec: Spec) -> Json:
    """One field of one record; None where this user may not read it: such facts are good to have, not needed."""
    try:
        page = await gateway.read_ids(ReadIds(model, (record,), (spec,)))
    except (AccessDenied, NameMissing, Refused):
        return None
    return page.records[0].get(spec.name) if page.records else None
