from __future__ import annotations

import asyncio
import errno
import os
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import event, insert, text

from atlas_odoo.errors import StoreError
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.faults import translate
from atlas_odoo.store.place import find_place
from atlas_odoo.store.tables import connections, seal
from tests.store.postgres import Postgres


async def fault(settings: Settings) -> StoreError:
    """What a person is told who uses this store."""
    store = Store.at(settings)
    with pytest.raises(StoreError) as caught:
        await store.ready()
    await store.close()
    assert caught.value.advice
    assert caught.value.__suppress_context__
    return caught.value


def at(url: str) -> Settings:
    return Settings.from_environ({"ATLAS_ODOO_DATABASE_URL": url})


# SQLite ---------------------------------------------------------------------------------------------------------


async def test_a_file_that_is_not_a_database(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "atlas-odoo.db").write_text, "shopping list\n" * 100)
    error = await fault(Settings(home=tmp_path))
    assert error.message == f"The store ({tmp_path / 'atlas-odoo.db'}) is not a store of atlas-odoo."
    assert await asyncio.to_thread((tmp_path / "atlas-odoo.db").read_text) == "shopping list\n" * 100


async def test_a_home_that_cannot_be_a_folder(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "file").touch)
    error = await fault(Settings(home=tmp_path / "file" / "home"))
    assert error.message.endswith("cannot be opened: Not a directory.")
    assert "ATLAS_ODOO_HOME" in error.advice


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "atlas-odoo.db").mkdir)
    assert (await fault(Settings(home=tmp_path))).message.endswith("cannot be opened: Is a directory.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; the next test shows SQLite's own refusal")
async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    await asyncio.to_thread(tmp_path.chmod, 0o500)
    assert (await fault(Settings(home=tmp_path))).message.endswith("cannot be opened: Permission denied.")


async def broken_by(tmp_path: Path, pragma: str) -> StoreError:
    """The error of a write after SQLite was told to behave as on a broken machine."""
    store = Store.at(Settings(home=tmp_path))
    await store.ready()
    assert store._engine is not None

    @event.listens_for(store._engine.sync_engine, "begin", insert=True)
    def _break(connection: Any) -> None:
        connection.exec_driver_sql(pragma)

    async def write() -> None:
        async with store.begin() as transaction:
            values = {"source": "key file", "fingerprint": "00", "since": "2026-01-01 00:00:00"}
            row = {**values, "held_by": "x" * 1_000_000}
            await transaction.execute(
                text("INSERT INTO seal VALUES (true, :source, :held_by, :fingerprint, :since)"), row
            )

    with pytest.raises(StoreError) as caught:
        await write()
    await store.close()
    return caught.value


async def test_a_full_disk(tmp_path: Path) -> None:
    error = await broken_by(tmp_path, "PRAGMA max_page_count = 1")
    assert error.message.endswith("has no space left.")
    assert "nothing was changed" in error.advice


async def test_a_database_that_may_only_be_read(tmp_path: Path) -> None:
    assert (await broken_by(tmp_path, "PRAGMA query_only = ON")).message.endswith("cannot be written.")


async def test_another_writer_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atlas_odoo.store.engine.BUSY_SECONDS", 0.1)
    store, other = Store.at(Settings(home=tmp_path)), Store.at(Settings(home=tmp_path))
    await other.ready()
    async with store.begin():
        with pytest.raises(StoreError, match="being written by another process"):
            async with other.begin():
                pass
    await store.close()
    await other.close()


async def test_a_damaged_file(tmp_path: Path) -> None:
    store = Store.at(Settings(home=tmp_path))
    await store.ready()
    await store.close()

    def damage() -> None:
        file = tmp_path / "atlas-odoo.db"
        content = bytearray(file.read_bytes())
        content[100:4096] = b"\xff" * 3996
        file.write_bytes(content)

    await asyncio.to_thread(damage)
    assert (await fault(Settings(home=tmp_path))).message.endswith("is damaged.")


def test_a_disk_without_space_before_sqlite_comes_to_it(tmp_path: Path) -> None:
    told = translate(OSError(errno.ENOSPC, "No space left on device"), find_place(Settings(home=tmp_path)))
    assert told.message.endswith("cannot be opened: No space left on device.")
    assert told.advice.startswith("Free some space")


def test_an_error_that_nobody_foresaw_is_told_in_the_words_of_the_database(tmp_path: Path) -> None:
    told = translate(sqlite3.OperationalError("no such table: seal"), find_place(Settings(home=tmp_path)))
    assert told.message.endswith("failed: no such table: seal.")


# PostgreSQL -----------------------------------------------------------------------------------------------------

SECRET = "p@ss:w/rd %41ß"


async def test_a_wrong_password(postgres: Postgres) -> None:
    error = await fault(at(postgres.url(password=quote(SECRET, safe=""))))
    assert (
        error.message
        == "The store (the PostgreSQL database postgres on 127.0.0.1) does not take this user and password."
    )
    assert SECRET not in error.text


async def test_a_password_with_every_awkward_character_works(postgres: Postgres) -> None:
    def create() -> None:
        with postgres.connect() as connection:
            connection.execute(f"CREATE ROLE awkward LOGIN SUPERUSER PASSWORD '{SECRET}'")
            connection.execute("CREATE DATABASE awkward OWNER awkward")

    await asyncio.to_thread(create)
    store = Store.at(at(f"postgres://awkward:{quote(SECRET, safe='')}@127.0.0.1:{postgres.port}/awkward"))
    await store.ready()
    await store.close()


async def test_a_database_that_does_not_exist(postgres: Postgres) -> None:
    assert "does not exist" in (await fault(at(postgres.url("nowhere")))).message


async def test_a_user_who_may_not_create_tables(postgres: Postgres) -> None:
    def create() -> None:
        with postgres.connect() as connection:
            connection.execute("CREATE ROLE humble LOGIN PASSWORD 'humble'")

    await asyncio.to_thread(create)
    error = await fault(at(f"postgresql://humble:humble@127.0.0.1:{postgres.port}/postgres"))
    assert error.message.endswith("does not give this user enough rights.")


async def test_a_replica(postgres: Postgres) -> None:
    error = await fault(at(postgres.url() + "?options=-c%20default_transaction_read_only%3Don"))
    assert error.message.endswith("can only be read.")


async def test_a_port_where_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = await fault(at(f"postgresql://atlas:{quote(SECRET, safe='')}@127.0.0.1:{taken.getsockname()[1]}/erp"))
    assert error.message.startswith("The store (the PostgreSQL database erp on 127.0.0.1) cannot be reached: ")
    assert "Check that PostgreSQL runs" in error.advice
    assert SECRET not in error.text


async def test_a_host_that_does_not_exist() -> None:
    error = await fault(at("postgresql://atlas:pw@nowhere.invalid/erp"))
    assert "cannot be reached" in error.message


async def test_a_server_that_goes_away_is_told_and_the_next_use_works(
    postgres: Postgres, postgres_settings: Settings
) -> None:
    store = Store.at(postgres_settings)

    async def cut_off() -> None:
        async with store.begin() as transaction:
            await transaction.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StoreError) as caught:
        await cut_off()
    assert postgres.password not in caught.value.text
    async with store.begin(locking=connections) as transaction:
        await transaction.execute(
            insert(seal).values(source="x", held_by="x", fingerprint="x", since=datetime.now(UTC))
        )
    await store.close()


def test_without_the_driver_the_extra_is_named() -> None:
    program = (
        "import asyncio, sys\n"
        "sys.modules['psycopg'] = None\n"
        "from atlas_odoo.errors import StoreError\n"
        "from atlas_odoo.settings import Settings\n"
        "from atlas_odoo.store.engine import Store\n"
        "try:\n"
        "    asyncio.run(Store.at(Settings(database_url='postgresql://a:hunter2@b/c')).ready())\n"
        "except StoreError as error:\n"
        "    print(error.text)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert 'pip install "atlas-odoo[postgres]"' in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
