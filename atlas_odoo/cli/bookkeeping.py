"""The connection book for commands: each function opens it, does one thing, and closes it."""

from __future__ import annotations

import dataclasses
from hmac import compare_digest

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.connections.names import folded
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
    return next((one for one in await all_saved(settings) if folded(one.name) == folded(name)), None)


async def with_secret(settings: Settings, name: str | None) -> tuple[Connection, str]:
    """A connection and its secret. Raises UnknownConnection, NoConnection or SecretError."""
    async with ConnectionBook.at(settings) as book:
        connection = await book.get(name)
        return connection, await book.secret(connection)


async def save(settings: Settings, connection: Connection, secret: str, old: Connection | None = None) -> Connection:
    """Save what passed, in the place of `old` if given; as it was saved. Raises CacheError, and then saves nothing."""
    if old is not None:
        if (old.url, old.database) != (connection.url, connection.database):
            forget_schema(settings, old)  # it is another tenant's
        connection = dataclasses.replace(connection, id=old.id, active=old.active, created_at=old.created_at)
    async with ConnectionBook.at(settings) as book:
        return await book.save(connection, secret)


async def rotate_secret(settings: Settings, connection: Connection, secret: str) -> Connection:
    """Save a new secret with what its test found out. Raises UnknownConnection."""
    async with ConnectionBook.at(settings) as book:
        return await book.rotate_secret(connection, secret)


async def is_secret_of(settings: Settings, connection: Connection, secret: str) -> bool:
    """Whether `secret` is the one that is saved. Raises UnknownConnection, SecretError."""
    async with ConnectionBook.at(settings) as book:
        return compare_digest((await book.secret(connection)).encode(), secret.encode())


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
    """Forget one, with its secret; what it was. Its schema cache stays. Raises UnknownConnection."""
    async with ConnectionBook.at(settings) as book:
        return await book.remove(name)


def forget_schema(settings: Settings, connection: Connection) -> None:
    """Delete the schema cache of a connection. Raises CacheError."""
    SchemaCache(cache_path(settings.cache, connection.id)).remove()
