from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import StatementError

from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.tables import connections, seal
from tests.store.postgres import variables

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def row(**changes: object) -> dict[str, object]:
    return {"source": "key file", "held_by": "nobody", "fingerprint": "00", "since": NOON, **changes}


async def test_what_is_written_is_there_for_the_next_process(store_settings: Settings) -> None:
    store = Store.at(store_settings)
    async with store.begin() as transaction:
        await transaction.execute(insert(seal).values(**row(fingerprint="ab")))
    await store.close()
    other = Store.at(store_settings)
    async with other.read() as transaction:
        assert await transaction.scalar(select(seal.c.fingerprint)) == "ab"
    await other.close()


async def test_a_failed_transaction_leaves_nothing(store_settings: Settings) -> None:
    store = Store.at(store_settings)

    async def give_up() -> None:
        async with store.begin() as transaction:
            await transaction.execute(insert(seal).values(**row()))
            raise LookupError

    with pytest.raises(LookupError):
        await give_up()
    async with store.read() as transaction:
        assert (await transaction.execute(select(seal))).all() == []
    await store.close()


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))])
async def test_moments_come_back_in_utc_to_the_microsecond(store_settings: Settings, zone: timezone) -> None:
    store = Store.at(store_settings)
    async with store.begin() as transaction:
        await transaction.execute(insert(seal).values(**row(since=NOON.astimezone(zone))))
    async with store.read() as transaction:
        found = await transaction.scalar(select(seal.c.since))
    await store.close()
    assert found == NOON
    assert found.tzinfo is UTC


async def test_a_moment_without_zone_is_a_bug(store_settings: Settings) -> None:
    store = Store.at(store_settings)
    async with store.begin() as transaction:
        with pytest.raises(StatementError, match="an instant needs a time zone"):
            await transaction.execute(insert(seal).values(**row(since=NOON.replace(tzinfo=None))))
    await store.close()


async def test_writers_that_look_first_do_not_overtake_each_other(store_settings: Settings) -> None:
    stores = [Store.at(store_settings) for _ in range(4)]
    async with stores[0].begin() as transaction:
        await transaction.execute(insert(seal).values(**row(fingerprint="0")))

    async def count_up(store: Store) -> None:
        async with store.begin(locking=connections) as transaction:
            seen = int(await transaction.scalar(select(seal.c.fingerprint)) or 0)
            await asyncio.sleep(0.01)
            await transaction.execute(update(seal).values(fingerprint=str(seen + 1)))

    await asyncio.gather(*(count_up(store) for store in stores for _ in range(5)))
    async with stores[0].read() as transaction:
        assert await transaction.scalar(select(seal.c.fingerprint)) == "20"
    for store in stores:
        await store.close()


async def test_a_reader_does_not_wait_for_a_writer(store_settings: Settings) -> None:
    store, other = Store.at(store_settings), Store.at(store_settings)
    async with store.begin(locking=connections) as writing:
        await writing.execute(insert(seal).values(**row()))
        async with asyncio.timeout(5), other.read() as reading:
            assert (await reading.execute(select(seal))).all() == []
    await store.close()
    await other.close()


async def test_a_store_of_the_right_schema_opens_without_alembic(store_settings: Settings) -> None:
    store = Store.at(store_settings)
    await store.ready()
    await store.close()
    program = (
        "import asyncio, os, sys\n"
        "from atlas_odoo.settings import Settings\n"
        "from atlas_odoo.store.engine import Store\n"
        "async def main():\n"
        "    store = Store.at(Settings.from_environ(os.environ))\n"
        "    await store.ready()\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )
    environment = {**os.environ, **variables(store_settings)}
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program], check=True, env=environment)


async def pragma(store: Store, name: str) -> object:
    async with store.read() as transaction:
        return await transaction.scalar(text(f"PRAGMA {name}"))


async def test_sqlite_is_durable_and_keeps_removed_secrets_from_free_pages(tmp_path: Path) -> None:
    store = Store.at(Settings(home=tmp_path))
    assert await pragma(store, "journal_mode") == "wal"
    assert await pragma(store, "synchronous") == 2
    assert await pragma(store, "foreign_keys") == 1
    assert await pragma(store, "secure_delete") == 1
    await store.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_only_the_owner_can_read_the_store(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store.at(Settings(home=tmp_path / "data" / "home"))
        async with store.begin() as transaction:
            await transaction.execute(insert(seal).values(**row()))
            files = {path.name: mode(path) for path in (tmp_path / "data" / "home").iterdir()}
        await store.close()
    finally:
        os.umask(before)
    assert files == {"atlas-odoo.db": 0o600, "atlas-odoo.db-wal": 0o600, "atlas-odoo.db-shm": 0o600}
    assert mode(tmp_path / "data" / "home") == 0o700


async def test_a_store_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "atlas-odoo.db").touch, mode=0o644)
    store = Store.at(Settings(home=tmp_path))
    await store.ready()
    await store.close()
    assert mode(tmp_path / "atlas-odoo.db") == 0o600


async def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    await asyncio.to_thread(tmp_path.chmod, 0o755)
    store = Store.at(Settings(home=tmp_path))
    await store.ready()
    await store.close()
    assert mode(tmp_path) == 0o755
