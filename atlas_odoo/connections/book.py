"""The saved connections and their secrets.

One process may save while another reads: every change is one transaction that looks first and writes then, with the
table locked. Removing the active connection leaves none active, even when one other is left: which tenant agents
work in is a person's choice and never moves by itself.
"""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from atlas_odoo.connections.connection import Connection, SecretKind
from atlas_odoo.connections.vault import Vault
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store


class ConnectionBook:
    """The connections of one store. Use as `async with ConnectionBook.at(settings) as book`.

    Every method raises StoreError when the store fails. Names compare without regard to case.
    """

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    @classmethod
    def at(cls, settings: Settings) -> ConnectionBook:
        """The book that the settings point to. No I/O: the store opens at the first use."""
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
        raise NotImplementedError

    async def get(self, name: str | None = None) -> Connection:
        """The connection of that name; None gives the active one.

        Raises UnknownConnection, which names near ones, or NoConnection.
        """
        raise NotImplementedError

    async def secret(self, connection: Connection) -> str:
        """The API key or password of a connection. Raises SecretError or UnknownConnection (it was removed)."""
        raise NotImplementedError

    async def save(self, connection: Connection, secret: str) -> Connection:
        """Insert a connection, or replace the one with its id, and seal its secret; both or nothing.

        It becomes the active one when `connection.active` says so or no other is saved; else a replaced one stays
        what it was. Returns it as saved. Raises NameTaken (another has the name), SettingInvalid (the name cannot be
        one) or SecretError.
        """
        raise NotImplementedError

    async def update(self, connection: Connection) -> Connection:
        """Replace what is known of a saved connection (after a new test: version, user, company, times).

        Name, secret, `active` and `created_at` stay. Raises UnknownConnection when it was removed meanwhile.
        """
        raise NotImplementedError

    async def rotate_secret(
        self, name: str, secret: str, *, kind: SecretKind, key_expires: datetime | None, tested_at: datetime
    ) -> Connection:
        """Replace the secret of a connection. Raises UnknownConnection or SecretError."""
        raise NotImplementedError

    async def use(self, name: str) -> Connection:
        """Make one the active connection. Raises UnknownConnection."""
        raise NotImplementedError

    async def rename(self, old: str, new: str) -> Connection:
        """Give a connection another name. Raises UnknownConnection, NameTaken or SettingInvalid."""
        raise NotImplementedError

    async def remove(self, name: str) -> Connection:
        """Delete a connection and its secret; returns what it was. Raises UnknownConnection."""
        raise NotImplementedError
