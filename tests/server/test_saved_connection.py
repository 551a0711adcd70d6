"""Which connection a server serves, while the book of connections changes under it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from atlas_odoo.business.selection import Chosen
from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.errors import NoConnection, UnknownConnection, Unreachable
from atlas_odoo.server.connection_choice import ConnectionChoice
from atlas_odoo.server.saved_connection import SavedConnection
from atlas_odoo.server.surface_cache import SurfaceCache
from atlas_odoo.server.surface_making import SurfaceMaker
from atlas_odoo.settings import Settings
from tests.connections.samples import OLD_SHOP, PRODUCTION

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, cache=tmp_path / "cache", key=SecretStr(Fernet.generate_key().decode()))


@pytest.fixture
async def book(settings: Settings) -> AsyncIterator[ConnectionBook]:
    async with ConnectionBook.at(settings) as book:
        yield book


def saved_connection(settings: Settings, name: str | None = None) -> SavedConnection:
    return SavedConnection(
        settings, ConnectionChoice(name), SurfaceMaker(settings, Chosen(), SurfaceCache(settings, Chosen()))
    )


@pytest.fixture
async def source(settings: Settings) -> AsyncIterator[SavedConnection]:
    source = saved_connection(settings)
    yield source
    await source.close()


async def test_the_first_saved_connection_is_served_once_there_is_one(
    source: SavedConnection, book: ConnectionBook
) -> None:
    with pytest.raises(NoConnection):
        await source.look()
    await book.save(PRODUCTION, "a key")
    saved = await source.look()
    assert (saved.connection.name, saved.secret) == ("Production", "a key")
    assert "a key" not in repr(saved)


async def test_what_does_not_matter_to_a_desk_keeps_it(source: SavedConnection, book: ConnectionBook) -> None:
    await book.save(PRODUCTION, "a key")
    before = await source.look()
    await book.update(replace(PRODUCTION, tested_at=NOW, key_expires=NOW))
    assert await source.look() == before


async def test_a_new_key_and_a_new_name_are_followed(source: SavedConnection, book: ConnectionBook) -> None:
    await book.save(PRODUCTION, "a key")
    before = await source.look()
    await book.rotate_secret(replace(PRODUCTION, key_expires=None, tested_at=NOW), "another key")
    rotated = await source.look()
    assert rotated != before
    assert rotated.secret == "another key"
    await book.rename("Production", "Main")
    assert (await source.look()).connection.name == "Main"


async def test_another_active_connection_is_not_followed(source: SavedConnection, book: ConnectionBook) -> None:
    await book.save(PRODUCTION, "a key")
    await book.save(OLD_SHOP, "a password")
    before = await source.look()
    await book.use("Old shop")
    assert await source.look() == before
    await book.remove("Production")
    with pytest.raises(UnknownConnection, match="'Production', which this server serves, was removed"):
        await source.look()


async def test_a_new_connection_of_the_same_name_is_taken(source: SavedConnection, book: ConnectionBook) -> None:
    await book.save(PRODUCTION, "a key")
    await source.look()
    await book.remove("Production")
    await book.save(replace(PRODUCTION, id="c9", name="production", url="https://new.example.com"), "new key")
    saved = await source.look()
    assert (saved.connection.url, saved.secret) == ("https://new.example.com", "new key")


async def test_names_are_the_same_for_the_server_as_for_the_book(source: SavedConnection, book: ConnectionBook) -> None:
    await book.save(replace(PRODUCTION, name="Cafe\u0301"), "a key")
    await source.look()
    await book.remove("Caf\u00e9")
    await book.save(replace(PRODUCTION, id="c9", name="caf\u00e9"), "new key")
    assert (await source.look()).secret == "new key"


async def test_what_was_looked_at_is_opened_whatever_happened_since(settings: Settings, book: ConnectionBook) -> None:
    await book.save(replace(PRODUCTION, url="http://127.0.0.1:9"), "a key")
    source = saved_connection(settings.model_copy(update={"retries": 0}))
    saved = await source.look()
    assert saved.connection.key_expires == PRODUCTION.key_expires
    await book.rename("Production", "Main")
    with pytest.raises(Unreachable):  # it got as far as asking Odoo
        await source.open(saved)
    await source.close()


async def test_a_named_connection_is_served_whatever_is_active(settings: Settings, book: ConnectionBook) -> None:
    await book.save(PRODUCTION, "a key")
    await book.save(OLD_SHOP, "a password")
    source = saved_connection(settings, "old SHOP")
    assert (await source.look()).connection.id == "c2"
    await source.close()
