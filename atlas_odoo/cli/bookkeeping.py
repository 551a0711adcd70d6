"""The connection book for commands: each function opens it, does one thing, and closes it."""

from __future__ import annotations

import dataclasses

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.settings import Settings


async def all_saved(settings: Settings) -> tuple[Connection, ...]:
    """Every saved connection, by name."""
    async with ConnectionBook.at(settings) as book:
        return await book.all()


async def get(settings: Settings, name: str | None) -> Connection:
    """The connection of that name, the active one when None. Raises UnknownConnection or NoConnection."""
    async with ConnectionBook.at(settings) as book:
        return await book.get(name)


async def find(settings: Settings, name: str) -> Connection | None:
    """The connection of that name, or None."""
    return next((one for one in await all_saved(settings) if one.name.casefold() == name.casefold()), None)


async def with_secret(settings: Settings, name: str | None) -> tuple[Connection, str]:
    """A connection and its secret. Raises UnknownConnection, NoConnection or SecretError."""
    async with ConnectionBook.at(settings) as book:
        connection = await book.get(name)
        return connection, await book.secret(connection)


async def save(settings: Settings, connection: Connection, secret: str, old: Connection | None = None) -> Connection:
    """Save what passed, in the place of `old` if given; as it was saved."""
    if old is not None:
        connection = dataclasses.replace(connection, id=old.id, active=old.active, created_at=old.created_at)
    async with ConnectionBook.at(settings) as book:
        saved = await book.save(connection, secret)
    if old is not None and (old.url, old.database) != (saved.url, saved.database):
        forget_schema(settings, saved)  # it is another tenant's
    return saved


async def update(settings: Settings, connection: Connection) -> Connection:
    """Save what a new test found out. Raises UnknownConnection."""
    async with ConnectionBook.at(settings) as book:
        return await book.update(connection)


async def use(settings: Settings, name: str) -> Connection:
    """Make one the active connection. Raises UnknownConnection."""
    async with ConnectionBook.at(settings) as book:
        return await book.use(name)


async def rename(settings: Settings, old: str, new: str) -> Connection:
    """Give one another name. Raises UnknownConnection or NameTaken."""
    async with ConnectionBook.at(settings) as book:
        return await book.rename(old, new)


async def remove(settings: Settings, name: str) -> Connection:
    """Forget one, with its secret and its schema cache; what it was. Raises UnknownConnection."""
    async with ConnectionBook.at(settings) as book:
        connection = await book.remove(name)
    forget_schema(settings, connection)
    return connection


def forget_schema(settings: Settings, connection: Connection) -> None:
    """Delete the schema cache of a connection."""
    SchemaCache(cache_path(settings.cache, connection.id)).remove()
