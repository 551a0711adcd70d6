"""From a saved connection to the desk that tools work with: book, session, schema, gateway.

Heavy: it brings the store and the HTTP client along. The first look imports it, not the start.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace

from atlas_odoo.business.binding import Bindings
from atlas_odoo.business.companies import currency_of
from atlas_odoo.business.desk import Desk
from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.connections.session import Session, session_of
from atlas_odoo.errors import AccessDenied, NameMissing, NoConnection, Refused, StoreError, UnknownConnection
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.plan import ReadIds, Spec
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.schema.tenant import TenantSchema, open_schema
from atlas_odoo.server.connection_choice import ConnectionChoice
from atlas_odoo.server.desk_lending import Opened
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_making import SurfaceMaker, glimpse_of
from atlas_odoo.server.tenant_tools import TenantTools
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
    """The source of desks, and of what clients are shown, for the saved connection that is `served`."""

    def __init__(self, settings: Settings, served: ConnectionChoice, maker: SurfaceMaker) -> None:
        self._settings = settings
        self._book = ConnectionBook.at(settings)
        self._served = served
        self._maker = maker

    async def look(self) -> Saved:
        """The connection and its secret now. Raises NoConnection, UnknownConnection, SecretError, StoreError."""
        connection = await self._find()
        return Saved.of(connection, await self._book.secret(connection))

    async def open(self, key: Saved) -> Opened[TenantTools]:
        """The desk of that connection, with its tools. Raises OdooError when its first reads fail."""
        async with AsyncExitStack() as unless_opened:
            session = session_of(key.connection, key.secret, self._settings)
            unless_opened.push_async_callback(session.close)
            station = await self._station(session)
            unless_opened.pop_all()
        return Opened(station, session.close)

    async def surface(self, *, anyway: bool = False) -> Surface | None:
        """What clients are shown, without asking Odoo; None when it has to be asked, unless they are shown `anyway`.

        Raises StoreError, unless something is wanted `anyway`.
        """
        try:
            connection = await self._find()
        except (NoConnection, UnknownConnection):
            return await self._maker.standard(None)
        except StoreError:
            if anyway:
                return None
            raise
        made = await self._maker.cached(connection)
        return await self._maker.standard(connection) if made is None and anyway else made

    async def close(self) -> None:
        """Close the book."""
        await self._book.close()

    async def _find(self) -> Connection:
        """The connection that is served, as it is saved now. Raises NoConnection or UnknownConnection."""
        served = self._served
        if not served.found:
            connection = await self._book.get(served.name)
            served.choose([glimpse_of(connection)])
            return connection
        saved = {connection.id: connection for connection in await self._book.all()}
        chosen = served.choose(map(glimpse_of, saved.values()))
        if chosen is not None:
            return saved[chosen.id]
        raise UnknownConnection(
            f"The connection {served.name!r}, which this server serves, was removed.",
            advice="Run `atlas-odoo connect` with this name, or restart the server to serve another one.",
        )

    async def _station(self, session: Session) -> TenantTools:
        """The desk of an open session, with the facts that answers mention."""
        connection = session.connection
        schema = open_schema(session.client, self._settings, connection.id)
        gateway = Gateway(session.client, schema, BUILT_IN, session.context)
        facts = await _facts(session, schema, gateway)
        desk = Desk(
            gateway=gateway,
            connection=connection.name,
            company=connection.company_name,
            currency=facts.currency,
            version=connection.version,
            tokens=self._settings.response_tokens,
            tz=facts.tz,
            bindings=Bindings(await self._maker.files()),
            companies=facts.references,
        )
        return TenantTools(desk, connection, facts, self._maker)


async def _facts(session: Session, schema: TenantSchema, gateway: Gateway) -> Facts:
    """What Odoo says of the company and the user. What this user may not read is left out."""
    uid = session.connection.uid
    # Without a company of its own a call sees all of the user's: companies outside the current ones have no names.
    everywhere = Gateway(session.client, schema, BUILT_IN, Context())
    company = Spec("company_ids", "many2many", "res.company", (Spec("display_name", "char"),))
    plan = ReadIds("res.users", (uid,), (Spec("tz", "selection"), company))

    async def user() -> dict[str, object]:
        try:
            page = await everywhere.read_ids(plan)
        except (AccessDenied, NameMissing, Refused):
            return {}
        return page.records[0] if page.records else {}

    currency, found = await asyncio.gather(currency_of(gateway, session.connection.company_id), user())
    listed = found.get("company_ids")
    companies = [(item["id"], item["display_name"]) for item in listed] if isinstance(listed, list) else []
    tz = found.get("tz")
    return Facts(currency, tz if isinstance(tz, str) else None, tuple(companies) if len(companies) > 1 else ())
