from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, select, table, update

from atlas_odoo.errors import StoreError
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.migrate import configuration
from atlas_odoo.store.revisions import HEAD, REVISIONS, VERSION_TABLE
from atlas_odoo.store.tables import metadata
from tests.store.postgres import variables

VERSION = table(VERSION_TABLE, column("version_num"))
TABLES = [VERSION_TABLE, "connection_secrets", "connections", "seal"]


def test_the_known_revisions_are_those_of_the_migrations() -> None:
    script = ScriptDirectory.from_config(configuration())
    assert script.get_heads() == [HEAD]
    assert [revision.revision for revision in reversed(list(script.walk_revisions()))] == list(REVISIONS)


async def test_the_migrations_make_the_tables_that_the_program_expects(store_settings: Settings) -> None:
    def difference(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        return list(compare_metadata(context, metadata))

    store = Store.at(store_settings)
    async with store.begin() as transaction:
        assert await transaction.run_sync(difference) == []
    await store.close()


def program(name: str, settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables(settings)}
    command = [sys.executable, "-m", f"tests.store.{name}", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_migration_that_is_killed_anywhere_is_completed_by_the_next_run(store_settings: Settings) -> None:
    done = program("crash", store_settings, "migrate", "60")
    assert done.returncode == 0, done.stderr
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [run["left"] for run in runs[:-1]] == [[]] * (len(runs) - 1), "a killed run left something behind"
    assert runs[-1] == {"point": len(runs), "killed": False, "at": "", "left": TABLES}
    steps = [run["at"] for run in runs[:-1]]
    for name in TABLES:
        assert any(step.startswith(f"CREATE TABLE {name}") for step in steps)
    assert steps[-1] == "before commit"


def test_processes_that_open_a_new_store_at_once_all_find_it_ready(store_settings: Settings) -> None:
    program_text = (
        "import asyncio, os, time\n"
        "from atlas_odoo.settings import Settings\n"
        "from atlas_odoo.store.engine import Store\n"
        "import atlas_odoo.store.migrate\n"
        "async def main():\n"
        "    store = Store.at(Settings.from_environ(os.environ))\n"
        "    await store.ready()\n"
        "    await store.close()\n"
        "input()\n"
        "asyncio.run(main())\n"
    )
    environment = {**os.environ, **variables(store_settings)}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program_text],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    results = [racer.communicate("go\n", timeout=60) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 6, results


async def test_a_store_of_a_newer_program_is_refused_and_left_alone(store_settings: Settings) -> None:
    store = Store.at(store_settings)
    async with store.begin() as transaction:
        await transaction.execute(update(VERSION).values(version_num="9999"))
    await store.close()
    with pytest.raises(StoreError, match="newer atlas-odoo") as caught:
        await Store.at(store_settings).ready()
    assert "pip install --upgrade atlas-odoo" in caught.value.advice


async def test_a_database_that_holds_another_alembic_program_is_no_trouble(tmp_path: Any) -> None:
    settings = Settings(home=tmp_path)

    def other_program() -> None:
        with sqlite3.connect(tmp_path / "atlas-odoo.db") as connection:
            connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
            connection.execute("INSERT INTO alembic_version VALUES ('its own')")
        connection.close()

    await asyncio.to_thread(other_program)
    store = Store.at(settings)
    async with store.read() as transaction:
        assert await transaction.scalar(select(VERSION.c.version_num)) == HEAD
    await store.close()
