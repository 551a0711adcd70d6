"""The saved connections and their secrets.

One process may save while another reads: every change is one transaction that looks first and writes then, with the
table locked. Removing the active connection leaves none active, even when one other is left: which tenant agents
work in is a person's choice and never moves by itself.
"""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from atlas_odoo.connections.connection import Connection
from atlas_odoo.connections.names import folded
from atlas_odoo.connections.rows import from_row, proper_name, to_row, unknown
from atlas_odoo.connections.vault import SealState, Vault
from atlas_odoo.errors import NameTaken, NoConnection, SecretError
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.tables import connection_secrets, connections


class ConnectionBook:
    """The connections of one store. Use as `async with ConnectionBook.at(settings) as book`.

    Every method raises StoreError when the store fails. Names compare without regard to case.
    """

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    @classmethod
    def at(cls, settings: Settings) -> ConnectionBook:
        """The book that the settings point to. No I/O: the store opens at the first use. Raises SettingInvalid."""
        store = Store.at(settings)
        return cls(store, Vault(store, settings))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the store."""
        await self._store.close()

    async def all(self) -> tuple[Connection, ...]:
        """Every connection, by name."""
        async with self._store.read() as transaction:
            return await _all(transaction)

    async def get(self, name: str | None = None) -> Connection:
        """The connection of that name; None gives the active one.

        Raises UnknownConnection, which names near ones, or NoConnection.
        """
        async with self._store.read() as transaction:
            if name is not None:
                return await _find(transaction, name)
            active = await _one(transaction, connections.c.active)
            saved = () if active else await _all(transaction)
        if active is not None:
            return active
        if not saved:
            raise NoConnection("No connection is saved yet.")
        raise NoConnection(
            f"No connection is active. Saved are: {', '.join(one.name for one in saved)}.",
            advice="Choose one: `atlas-odoo connections use NAME`.",
        )

    async def secret(self, connection: Connection) -> str:
        """The API key or password of a connection. Raises SecretError or UnknownConnection (it was removed)."""
        seen = await self._look(connection)
        try:
            return await self._open(connection, *seen)
        except SecretError:
            again = await self._look(connection)
            if again == seen:
                raise
        return await self._open(connection, *again)  # the key was changed between the look at store and key

    async def save(self, connection: Connection, secret: str) -> Connection:
        """Insert a connection, or replace the one with its id, and seal its secret; both or nothing.

        It becomes the active one when `connection.active` says so or no other is saved; else a replaced one stays
        what it was, as does its `created_at`. Returns it as saved. Raises NameTaken (another has the name),
        SettingInvalid (the name cannot be one) or SecretError.
        """
        connection = replace(connection, name=proper_name(connection.name))
        async with self._store.begin(locking=connections) as transaction:
            sealer = await self._vault.sealer(transaction)
            await _check_free(transaction, connection.name, connection.id)
            before = await _one(transaction, connections.c.id == connection.id)
            if before is not None:
                connection = replace(
                    connection, created_at=before.created_at, active=before.active or connection.active
                )
            elif not await _all(transaction):
                connection = replace(connection, active=True)
            await _write(transaction, connection, new=before is None)
            await transaction.execute(
                delete(connection_secrets).where(connection_secrets.c.connection_id == connection.id)
            )
            await transaction.execute(
                insert(connection_secrets).values(connection_id=connection.id, sealed=sealer.seal(secret))
            )
        return connection

    async def update(self, connection: Connection) -> Connection:
        """Replace what is known of a saved connection (after a new test: version, user, company, times).

        Its name, secret, `active` and `created_at` stay. Returns it as saved. Raises UnknownConnection when it was
        removed meanwhile.
        """
        async with self._store.begin(locking=connections) as transaction:
            connection = await _renewed(transaction, connection)
            await _write(transaction, connection, new=False)
        return connection

    async def rotate_secret(self, connection: Connection, secret: str) -> Connection:
        """Replace the secret of a saved connection, and what its test found out, as `update` does; both or nothing.

        Raises UnknownConnection when it was removed meanwhile (it does not come back), or SecretError.
        """
        async with self._store.begin(locking=connections) as transaction:
            connection = await _renewed(transaction, connection)
            sealer = await self._vault.sealer(transaction)
            await _write(transaction, connection, new=False)
            await transaction.execute(
                update(connection_secrets)
                .where(connection_secrets.c.connection_id == connection.id)
                .values(sealed=sealer.seal(secret))
            )
        return connection

    async def use(self, name: str) -> Connection:
        """Make one the active connection. Raises UnknownConnection."""
        async with self._store.begin(locking=connections) as transaction:
            connection = replace(await _find(transaction, name), active=True)
            await _write(transaction, connection, new=False)
        return connection

    async def rename(self, old: str, new: str) -> Connection:
        """Give a connection another name. Raises UnknownConnection, NameTaken or SettingInvalid."""
        new = proper_name(new)
        async with self._store.begin(locking=connections) as transaction:
            connection = replace(await _find(transaction, old), name=new)
            await _check_free(transaction, new, connection.id)
            await _write(transaction, connection, new=False)
        return connection

    async def remove(self, name: str) -> Connection:
        """Delete a connection and its secret; returns what it was. Needs no key. Raises UnknownConnection."""
        async with self._store.begin(locking=connections) as transaction:
            connection = await _find(transaction, name)
            await transaction.execute(delete(connections).where(connections.c.id == connection.id))
        return connection

    async def _look(self, connection: Connection) -> tuple[str, SealState]:
        async with self._store.read() as transaction:
            token = await transaction.scalar(
                select(connection_secrets.c.sealed).where(connection_secrets.c.connection_id == connection.id)
            )
            state = await self._vault.state(transaction)
            if token is None or state is None:
                raise await _unknown(transaction, connection.name)
        return token, state

    async def _open(self, connection: Connection, token: str, state: SealState) -> str:
        return (await self._vault.opener(state)).open(token, of=connection.name)


async def _all(transaction: AsyncConnection) -> tuple[Connection, ...]:
    rows = await transaction.execute(select(connections).order_by(connections.c.name_folded))
    return tuple(from_row(row) for row in rows.mappings())


async def _one(transaction: AsyncConnection, condition: ColumnElement[bool]) -> Connection | None:
    row = (await transaction.execute(select(connections).where(condition))).mappings().one_or_none()
    return None if row is None else from_row(row)


async def _find(transaction: AsyncConnection, name: str) -> Connection:
    connection = await _one(transaction, connections.c.name_folded == folded(name))
    if connection is None:
        raise await _unknown(transaction, name)
    return connection


async def _renewed(transaction: AsyncConnection, connection: Connection) -> Connection:
    """A saved connection with what is known of it now; what a person chose stays as saved."""
    before = await _one(transaction, connections.c.id == connection.id)
    if before is None:
        raise await _unknown(transaction, connection.name)
    return replace(connection, name=before.name, active=before.active, created_at=before.created_at)


async def _unknown(transaction: AsyncConnection, name: str) -> Exception:
    return unknown(name, [one.name for one in await _all(transaction)])


async def _check_free(transaction: AsyncConnection, name: str, for_id: str) -> None:
    """Raise NameTaken when another connection has the name."""
    other = await _one(transaction, (connections.c.name_folded == folded(name)) & (connections.c.id != for_id))
    if other is not None:
        raise NameTaken(f"Another connection is called {other.name!r}.")


async def _write(transaction: AsyncConnection, connection: Connection, *, new: bool) -> None:
    if connection.active:
        others = update(connections).where(connections.c.active, connections.c.id != connection.id)
        await transaction.execute(others.values(active=False))
    row = to_row(connection)
    if new:
        await transaction.execute(insert(connections).values(**row))
    else:
        await transaction.execute(update(connections).where(connections.c.id == connection.id).values(**row))
