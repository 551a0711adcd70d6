"""The glance at the store says what the store says, or that it has to be asked."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.settings import Settings
from atlas_odoo.store.glance import FILE_NAME, glance
from tests.connections.samples import OLD_SHOP, PRODUCTION

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, cache=tmp_path / "cache", key=SecretStr(Fernet.generate_key().decode()))


@pytest.fixture
async def book(settings: Settings) -> AsyncIterator[ConnectionBook]:
    async with ConnectionBook.at(settings) as book:
        yield book


async def test_it_sees_what_the_book_saved_while_the_book_is_open(settings: Settings, book: ConnectionBook) -> None:
    assert glance(settings) == ()
    await book.save(PRODUCTION, "a key")
    await book.save(OLD_SHOP, "a password")
    seen = glance(settings)
    assert seen is not None
    assert [(one.id, one.name, one.active) for one in seen] == [
        ("c2", "Old shop", False),
        ("c1", "Production", True),
    ]
    assert PRODUCTION.url in seen[1].essence


async def test_it_sees_what_was_saved_after_the_book_closed(settings: Settings) -> None:
    async with ConnectionBook.at(settings) as book:
        await book.save(PRODUCTION, "a key")
    assert [one.id for one in glance(settings) or ()] == ["c1"]
    assert sorted(path.name for path in settings.home.iterdir() if path.name.startswith(FILE_NAME)) == [FILE_NAME]


async def test_the_essence_changes_with_what_tools_depend_on_only(settings: Settings, book: ConnectionBook) -> None:
    def essence() -> str:
        [one] = glance(settings) or ()
        return one.essence

    await book.save(PRODUCTION, "a key")
    before = essence()
    await book.update(replace(PRODUCTION, tested_at=NOW, key_expires=NOW))
    assert essence() == before
    await book.update(replace(PRODUCTION, company_id=2, company_name="Other"))
    assert essence() != before


async def test_secrets_are_not_looked_at(settings: Settings, book: ConnectionBook) -> None:
    await book.save(PRODUCTION, "the-secret")
    assert "the-secret" not in str(glance(settings))


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00 but damaged"])
def test_a_store_that_it_cannot_read_has_to_be_asked(settings: Settings, content: bytes) -> None:
    (settings.home / FILE_NAME).write_bytes(content)
    assert glance(settings) is None


def test_a_store_of_another_schema_has_to_be_asked(settings: Settings) -> None:
    with sqlite3.connect(settings.home / FILE_NAME) as connection:
        connection.execute("CREATE TABLE connections (id TEXT, name TEXT)")
    connection.close()
    assert glance(settings) is None


async def test_a_store_that_is_locked_has_to_be_asked(settings: Settings) -> None:
    async with ConnectionBook.at(settings) as book:
        await book.save(PRODUCTION, "a key")
    with sqlite3.connect(settings.home / FILE_NAME) as writer:
        writer.execute("PRAGMA locking_mode = EXCLUSIVE")
        writer.execute("BEGIN EXCLUSIVE")
        assert glance(settings) is None
    writer.close()


def test_a_store_elsewhere_has_to_be_asked(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"database_url": SecretStr("postgresql://db.example.com/erp")})
    assert glance(elsewhere) is None


def test_it_needs_the_standard_library_only() -> None:
    code = "import sys, atlas_odoo.store.glance; sys.exit(any(name.startswith('sqlalchemy') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
