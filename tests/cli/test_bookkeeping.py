"""The connection book under the commands, while another process changes it, and with a cache that cannot be deleted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from atlas_odoo.cli import bookkeeping
from atlas_odoo.connections.connection import Connection
from atlas_odoo.errors import CacheError, UnknownConnection
from atlas_odoo.settings import Settings
from tests.cli.program import Program
from tests.connections.samples import OLD_SHOP, PRODUCTION


@pytest.fixture
def settings(atlas: Program) -> Settings:
    """Those of the program."""
    return Settings.from_environ(atlas.environment())


def _in_the_way(settings: Settings, connection: Connection) -> Path:
    """A schema cache that nobody can delete, root included."""
    path = settings.cache / f"{connection.id}.sqlite"
    path.mkdir(parents=True)
    return path


async def test_a_name_is_found_however_it_is_written(settings: Settings) -> None:
    await bookkeeping.save(settings, replace(PRODUCTION, name="Caf\u00e9"), "a key")
    found = await bookkeeping.find(settings, " CAFE\u0301 ")
    assert found is not None
    assert found.id == PRODUCTION.id
    assert await bookkeeping.find(settings, "Coffee") is None


async def test_a_new_key_brings_nothing_back_that_changed_while_it_was_typed(settings: Settings) -> None:
    await bookkeeping.save(settings, PRODUCTION, "a key")
    typed_for = await bookkeeping.get(settings, "Production")
    await bookkeeping.rename(settings, "Production", "Main")
    assert (await bookkeeping.rotate_secret(settings, typed_for, "new key")).name == "Main"
    assert await bookkeeping.with_secret(settings, "Main") == (await bookkeeping.get(settings, "Main"), "new key")
    await bookkeeping.remove(settings, "Main")
    with pytest.raises(UnknownConnection):
        await bookkeeping.rotate_secret(settings, typed_for, "newer key")
    assert await bookkeeping.all_saved(settings) == ()


async def test_another_tenant_never_gets_the_schema_of_the_one_before(settings: Settings) -> None:
    old = await bookkeeping.save(settings, PRODUCTION, "a key")
    _in_the_way(settings, old)
    with pytest.raises(CacheError):
        await bookkeeping.save(settings, replace(OLD_SHOP, name=old.name), "another key", old)
    assert await bookkeeping.with_secret(settings, None) == (old, "a key")
    await bookkeeping.save(settings, replace(old, login="other"), "another key", old)  # the same tenant


def test_remove_says_what_is_gone_and_what_stays(atlas: Program, settings: Settings) -> None:
    asyncio.run(bookkeeping.save(settings, PRODUCTION, "a key"))
    path = _in_the_way(settings, PRODUCTION)
    done = atlas.run("connections", "remove", "Production", "--yes")
    assert done.code == 5
    assert "Production was removed." in done.out
    assert f"The schema cache {path} cannot be deleted" in done.err
    assert asyncio.run(bookkeeping.all_saved(settings)) == ()

    asyncio.run(bookkeeping.save(settings, PRODUCTION, "a key"))
    told = atlas.run("connections", "remove", "Production", "--yes", "--json").json
    assert (told["removed"]["name"], told["error"]["code"]) == ("Production", "schema_cache")
