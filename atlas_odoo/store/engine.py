"""One door to the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from atlas_odoo.settings import Settings


class Store:
    """The database behind atlas-odoo. Every method raises StoreError, whatever the database raised."""

    @classmethod
    def at(cls, settings: Settings) -> Store:
        """The store that the settings point to. No I/O: it opens at the first use."""
        raise NotImplementedError

    async def ready(self) -> None:
        """Create or migrate it when needed; `read` and `begin` do so by themselves."""
        raise NotImplementedError

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: one consistent view, and it waits for no writer."""
        raise NotImplementedError
        yield

    @asynccontextmanager
    async def begin(self, locking: Table | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes; no other may write `locking` meanwhile (on SQLite: anything)."""
        raise NotImplementedError
        yield

    async def close(self) -> None:
        """Close all connections to the database."""
        raise NotImplementedError
