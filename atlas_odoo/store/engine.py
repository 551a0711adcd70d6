"""One door to the store, whichever database is behind it.

SQLite runs in WAL mode with synchronous FULL and with transactions that we begin ourselves: Python's own would commit
before each change of the schema, and a kill in the middle of a migration left a half-made schema that no rerun could
mend. Writers begin with BEGIN IMMEDIATE, so that a transaction that looks first and then writes cannot lose a race.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from atlas_odoo.errors import StoreError
from atlas_odoo.settings import Settings
from atlas_odoo.store.faults import translate
from atlas_odoo.store.place import Place, find_place
from atlas_odoo.store.revisions import HEAD, current

BUSY_SECONDS: Final = 15
"""How long a writer waits for another one, and how long PostgreSQL may take to accept a connection."""

_MIGRATING: Final = 0x61746C6173  # "atlas": the advisory lock that PostgreSQL migrations of atlas-odoo take
# secure_delete: a removed secret, or one sealed with an old key, does not stay behind in a free page.
_PRAGMAS: Final = ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL", "journal_mode = WAL")


class Store:
    """The database behind atlas-odoo. Every method raises StoreError, whatever the database raised."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._engine: AsyncEngine | None = None
        self._opening = asyncio.Lock()

    @classmethod
    def at(cls, settings: Settings) -> Store:
        """The store that the settings point to. No I/O: it opens at the first use. Raises SettingInvalid."""
        return cls(find_place(settings))

    async def ready(self) -> None:
        """Create or migrate it when needed; `read` and `begin` do so by themselves."""
        await self._open()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: one consistent view, and it waits for no writer."""
        engine = await self._open()
        with self._translated():
            async with engine.execution_options(atlas_begin="BEGIN").begin() as connection:
                yield connection

    @asynccontextmanager
    async def begin(self, locking: Table | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes; no other may write `locking` meanwhile (on SQLite: anything)."""
        engine = await self._open()
        with self._translated():
            async with engine.begin() as connection:
                if locking is not None and connection.dialect.name == "postgresql":
                    await connection.execute(text(f"LOCK TABLE {locking.name} IN SHARE ROW EXCLUSIVE MODE"))
                yield connection

    async def close(self) -> None:
        """Close all connections to the database."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    async def _open(self) -> AsyncEngine:
        if self._engine is None:
            async with self._opening:
                if self._engine is None:
                    self._engine = await self._opened()
        return self._engine

    async def _opened(self) -> AsyncEngine:
        with self._translated():
            if self.place.file is not None:
                await asyncio.to_thread(_private_file, self.place.file)
            engine = _engine(self.place)
            async with AsyncExitStack() as on_failure:
                on_failure.push_async_callback(engine.dispose)
                await _migrate(engine)
                on_failure.pop_all()
            return engine

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise translate(error, self.place) from None


async def _migrate(engine: AsyncEngine) -> None:
    async with engine.execution_options(atlas_begin="BEGIN").begin() as connection:
        if await current(connection) == HEAD:
            return
    from atlas_odoo.store.migrate import upgrade  # noqa: PLC0415 -- alembic takes 300 ms, and only this needs it

    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        if await current(connection) != HEAD:  # another process may have been faster
            await connection.run_sync(upgrade)


def _private_file(file: Path) -> None:
    """Make the file and its folder, for their owner only; SQLite gives its side files the same mode.

    A folder that is already there keeps its mode: it may be the user's own.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)


def _engine(place: Place) -> AsyncEngine:
    if place.file is not None:
        engine = create_async_engine(
            place.url,
            connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    arguments = {} if "connect_timeout" in place.url.query else {"connect_timeout": BUSY_SECONDS}
    try:
        return create_async_engine(place.url, connect_args=arguments, pool_pre_ping=True, hide_parameters=True)
    except ImportError:
        raise StoreError(
            "ATLAS_ODOO_DATABASE_URL names a PostgreSQL database, and the driver for it is not installed.",
            advice='Install it: `pip install "atlas-odoo[postgres]"`.',
        ) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("atlas_begin", "BEGIN IMMEDIATE"))
