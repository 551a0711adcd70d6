"""`atlas-odoo secrets`: what an administrator sees who changes the encryption key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.secrets import new_key, parse_keys
from atlas_odoo.settings import Settings
from tests.cli.program import Program
from tests.connections.samples import OLD_SHOP, PRODUCTION
from tests.leaks import SecretsInUse

SECRET = "0123456789abcdef0123456789abcdef01234567"
NO_KEY = {"ATLAS_ODOO_KEY": ""}


@pytest.fixture(autouse=True)
def _watched(secrets_in_use: SecretsInUse) -> None:
    secrets_in_use.add(SECRET)


def book_of(atlas: Program, key: str) -> ConnectionBook:
    return ConnectionBook.at(Settings.from_environ({"ATLAS_ODOO_HOME": str(atlas.home), "ATLAS_ODOO_KEY": key}))


def fill(atlas: Program, key: str) -> None:
    async def save() -> None:
        async with book_of(atlas, key) as book:
            await book.save(PRODUCTION, SECRET)
            await book.save(OLD_SHOP, SECRET)

    asyncio.run(save())


def secret(atlas: Program, key: str) -> str:
    async def look() -> str:
        async with book_of(atlas, key) as book:
            return await book.secret(PRODUCTION)

    return asyncio.run(look())


def key_file(atlas: Program) -> Path:
    (found,) = atlas.home.glob("sealing-key-*")
    return found


def test_before_anything_is_saved_there_is_nothing_to_tell_or_do(atlas: Program) -> None:
    status, rotate = atlas.run("secrets", "status"), atlas.run("secrets", "rotate")
    assert (status.code, status.out) == (0, "No secret is saved yet, and no key chosen.\n")
    assert (rotate.code, rotate.out) == (0, "No secret is saved yet; nothing to do.\n")
    assert atlas.run("secrets", "status", "--json").json == {"key": None, "newer_key_given": False}


def test_status_says_where_the_key_is(atlas: Program) -> None:
    fill(atlas, key="")
    done = atlas.run("secrets", "status", env=NO_KEY)
    assert done.code == 0
    assert f"in the key file {key_file(atlas)} on " in done.out
    assert done.out.splitlines()[-1] == "Secrets      2"
    assert key_file(atlas).read_text().strip() not in done.out


def test_rotate_makes_a_new_key_file_and_says_so(atlas: Program) -> None:
    fill(atlas, key="")
    before = key_file(atlas)
    old = before.read_text().strip()
    done = atlas.run("secrets", "rotate", env=NO_KEY)
    assert done.code == 0
    assert not before.exists()
    assert done.out.startswith(f"2 secrets are now sealed with the key in the key file {key_file(atlas)} on ")
    assert secret(atlas, key="") == SECRET
    shown = done.out + done.err
    assert old not in shown
    assert key_file(atlas).read_text().strip() not in shown


def test_rotate_with_the_environment_says_what_to_do_next(atlas: Program) -> None:
    fill(atlas, key=atlas.key)
    again = atlas.run("secrets", "rotate")
    assert again.code == 0
    assert "ATLAS_ODOO_KEY=NEW,OLD" in again.out
    new = new_key()
    both = {"ATLAS_ODOO_KEY": f"{new},{atlas.key}"}
    assert "begins with another key" in atlas.run("secrets", "status", env=both).out
    done = atlas.run("secrets", "rotate", env=both)
    assert done.out.startswith("2 secrets are now sealed with the key in the environment variable ATLAS_ODOO_KEY")
    assert "Keep that key" in done.out
    assert "started without it in their ATLAS_ODOO_KEY need it there, and a restart" in done.out
    assert new not in done.out + done.err
    assert secret(atlas, key=new) == SECRET


def test_a_missing_key_is_exit_code_4_with_what_to_do(atlas: Program) -> None:
    fill(atlas, key="")
    key_file(atlas).unlink()
    for command in (["status"], ["rotate"]):
        done = atlas.run("secrets", *command, env=NO_KEY)
        assert done.code == 4
        assert "is missing: it was held by the key file" in done.err
        assert "ATLAS_ODOO_KEY" in done.err
    told = atlas.run("secrets", "status", "--json", env=NO_KEY)
    assert told.code == 4
    assert told.json["error"]["code"] == "secret"
    assert told.json["key"]["secrets"] == 2


def test_a_malformed_key_is_told_without_being_repeated(atlas: Program) -> None:
    done = atlas.run("secrets", "status", env={"ATLAS_ODOO_KEY": "hunter2hunter2"})
    assert done.code == 4
    assert "is not an encryption key" in done.err
    assert "secrets new-key" in done.err
    assert "hunter2" not in done.out + done.err


def test_new_key_prints_a_key_that_can_be_used(atlas: Program) -> None:
    done = atlas.run("secrets", "new-key")
    assert parse_keys(done.out, held_by="it") == (done.out.strip(),)
    assert done.out != atlas.run("secrets", "new-key").out
