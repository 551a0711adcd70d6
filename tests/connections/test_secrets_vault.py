from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.key_places import Source
from atlas_odoo.connections.secrets import fingerprint, new_key
from atlas_odoo.connections.vault import Inspection, Rotation, Vault
from atlas_odoo.errors import SecretError
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.tables import connection_secrets
from tests.connections.samples import OLD_SHOP, PRODUCTION
from tests.store.postgres import variables

SECRETS = {"Production": "0123456789abcdef0123456789abcdef01234567", "Old shop": "pässwörd"}
TOP = Path(__file__).parents[2]


async def fill(settings: Settings) -> None:
    async with ConnectionBook.at(settings) as book:
        for connection in (PRODUCTION, OLD_SHOP):
            await book.save(connection, SECRETS[connection.name])


async def opened(settings: Settings) -> dict[str, str]:
    async with ConnectionBook.at(settings) as book:
        return {one.name: await book.secret(one) for one in await book.all()}


async def inspect(settings: Settings) -> Inspection:
    store = Store.at(settings)
    try:
        return await Vault(store, settings).inspect()
    finally:
        await store.close()


async def rotate(settings: Settings) -> Rotation:
    store = Store.at(settings)
    try:
        return await Vault(store, settings).rotate()
    finally:
        await store.close()


def key_files(settings: Settings) -> list[Path]:
    return sorted(settings.home.glob("sealing-key-*"))


def with_key(settings: Settings, *keys: str) -> Settings:
    return settings.model_copy(update={"key": SecretStr(",".join(keys))})


# Where the key is kept ------------------------------------------------------------------------------------------


async def test_without_keyring_it_is_a_file_of_the_owner_made_at_the_first_use(store_settings: Settings) -> None:
    assert (await inspect(store_settings)).state is None
    assert key_files(store_settings) == []
    await fill(store_settings)
    (file,) = key_files(store_settings)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    state = (await inspect(store_settings)).state
    assert state is not None
    assert (state.source, state.secrets) == (Source.FILE, 2)
    assert str(file) in state.held_by
    assert await opened(store_settings) == SECRETS


async def test_a_system_keyring_is_preferred(
    store_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.connections.keyrings.Working")
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    monkeypatch.setenv("KEYRING_FOLDER", str(tmp_path / "keyring"))
    await fill(store_settings)
    assert key_files(store_settings) == []
    assert await opened(store_settings) == SECRETS
    before = (await inspect(store_settings)).state
    assert before is not None
    assert before.source is Source.KEYRING
    assert (await rotate(store_settings)).left is None
    assert await opened(store_settings) == SECRETS
    assert len(await asyncio.to_thread(lambda: list(tmp_path.glob("keyring/*")))) == 1
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with pytest.raises(SecretError, match=r"in the system keyring on .*, which does not answer"):
        await opened(store_settings)
    assert key_files(store_settings) == []


async def test_the_environment_comes_first_and_nothing_else_keeps_the_key(store_settings: Settings) -> None:
    given = with_key(store_settings, new_key())
    await fill(given)
    assert key_files(store_settings) == []
    assert await opened(given) == SECRETS
    state = (await inspect(given)).state
    assert state is not None
    assert state.source is Source.ENVIRONMENT


async def test_two_processes_that_save_first_agree_on_one_key(store_settings: Settings) -> None:
    async def save(number: int) -> None:
        async with ConnectionBook.at(store_settings) as book:
            await book.save(replace(PRODUCTION, id=str(number), name=str(number)), f"secret {number}")

    await asyncio.gather(*(save(number) for number in range(5)))
    assert len(key_files(store_settings)) == 1
    assert await opened(store_settings) == {str(number): f"secret {number}" for number in range(5)}


# A key that is not there ----------------------------------------------------------------------------------------


async def test_a_key_file_that_vanished_is_missed_and_never_replaced(store_settings: Settings) -> None:
    await fill(store_settings)
    (file,) = key_files(store_settings)
    kept = file.read_bytes()
    file.unlink()
    problem = (await inspect(store_settings)).problem
    assert problem is not None
    assert f"is missing: it was held by the key file {file}" in problem.message
    assert "ATLAS_ODOO_KEY" in problem.advice
    for attempt in (opened, fill, rotate):
        with pytest.raises(SecretError, match="is missing"):
            await attempt(store_settings)
    assert key_files(store_settings) == []
    file.touch(mode=0o600)
    file.write_bytes(kept)
    assert await opened(store_settings) == SECRETS


async def test_after_all_is_removed_a_lost_key_is_no_trouble(store_settings: Settings) -> None:
    await fill(store_settings)
    key_files(store_settings)[0].unlink()
    async with ConnectionBook.at(store_settings) as book:
        for name in SECRETS:
            await book.remove(name)
    await fill(store_settings)
    assert await opened(store_settings) == SECRETS


async def test_a_key_without_secrets_is_used_again(store_settings: Settings) -> None:
    await fill(store_settings)
    before = key_files(store_settings)
    async with ConnectionBook.at(store_settings) as book:
        for name in SECRETS:
            await book.remove(name)
    await fill(store_settings)
    assert key_files(store_settings) == before


async def test_a_key_file_that_others_can_read_is_refused_with_the_line_that_mends_it(store_settings: Settings) -> None:
    await fill(store_settings)
    (file,) = key_files(store_settings)
    file.chmod(0o640)
    with pytest.raises(SecretError, match="can be read by others") as caught:
        await opened(store_settings)
    assert f"chmod 600 {file}" in caught.value.advice
    file.chmod(0o600)
    assert await opened(store_settings) == SECRETS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
async def test_a_key_file_of_another_user_is_refused(store_settings: Settings) -> None:
    await fill(store_settings)
    os.chown(key_files(store_settings)[0], 65534, -1)
    with pytest.raises(SecretError, match="belongs to another user"):
        await opened(store_settings)


@pytest.mark.parametrize(
    "content", ["", "hunter2", "\xff\x00" * 50, new_key()], ids=["nothing", "a word", "bytes", "another"]
)
async def test_a_key_file_with_something_else_in_it(store_settings: Settings, content: str) -> None:
    await fill(store_settings)
    key_files(store_settings)[0].write_text(content, encoding="latin-1")
    with pytest.raises(SecretError, match=r"is not an encryption key|is not the key that") as caught:
        await opened(store_settings)
    assert not content or content not in caught.value.text


async def test_an_environment_that_lost_the_key_is_told_so(store_settings: Settings) -> None:
    await fill(with_key(store_settings, new_key()))
    with pytest.raises(SecretError, match="is missing: it was held by the environment variable ATLAS_ODOO_KEY"):
        await opened(store_settings)
    for attempt in (opened, fill):
        with pytest.raises(SecretError, match="ATLAS_ODOO_KEY lacks the key"):
            await attempt(with_key(store_settings, new_key()))


async def test_an_environment_with_another_key_than_the_file_is_told_so(store_settings: Settings) -> None:
    await fill(store_settings)
    with pytest.raises(SecretError, match="sealed with the key in the key file") as caught:
        await opened(with_key(store_settings, new_key()))
    assert "secrets rotate" in caught.value.advice


@pytest.mark.parametrize("keys", ["hunter2", f"{new_key()},hunter2"], ids=["a word", "a key and a word"])
async def test_a_malformed_key_in_the_environment(store_settings: Settings, keys: str) -> None:
    for attempt in (fill, inspect):
        with pytest.raises(SecretError, match="in the environment variable ATLAS_ODOO_KEY is not an encryption key"):
            await attempt(with_key(store_settings, keys))


# Changing it ----------------------------------------------------------------------------------------------------


async def test_a_new_key_file_takes_the_place_of_the_old_one(store_settings: Settings) -> None:
    await fill(store_settings)
    (before,) = key_files(store_settings)
    rotation = await rotate(store_settings)
    (after,) = key_files(store_settings)
    assert after != before
    assert (rotation.resealed, rotation.left) == (2, None)
    assert await opened(store_settings) == SECRETS


async def test_with_nothing_saved_there_is_nothing_to_change(store_settings: Settings) -> None:
    assert await rotate(store_settings) == Rotation(None, 0, None)
    assert key_files(store_settings) == []


async def test_the_environment_changes_its_key_by_a_new_one_in_front(store_settings: Settings) -> None:
    old, new = new_key(), new_key()
    await fill(with_key(store_settings, old))
    both = with_key(store_settings, new, old)
    assert (await inspect(both)).newer
    await fill(both)
    assert await opened(with_key(store_settings, old)) == SECRETS, "only rotate changes the key"
    rotation = await rotate(both)
    assert rotation.resealed == 2
    assert rotation.state is not None
    assert rotation.state.fingerprint == fingerprint(new)
    assert await opened(with_key(store_settings, new)) == SECRETS
    assert (await rotate(both)).resealed == 0
    assert not (await inspect(both)).newer


async def test_secrets_move_from_a_key_file_to_the_environment(store_settings: Settings) -> None:
    await fill(store_settings)
    given = with_key(store_settings, new_key())
    assert (await rotate(given)).resealed == 2
    assert key_files(store_settings) == []
    assert await opened(given) == SECRETS


async def test_a_running_process_follows_a_change_of_key(store_settings: Settings) -> None:
    await fill(store_settings)
    async with ConnectionBook.at(store_settings) as book:
        assert await book.secret(PRODUCTION) == SECRETS["Production"]
        await rotate(store_settings)
        assert await book.secret(PRODUCTION) == SECRETS["Production"]
        await rotate(store_settings)
        await book.save(OLD_SHOP, "saved after")
    assert await opened(store_settings) == {**SECRETS, "Old shop": "saved after"}


async def test_changes_of_key_saves_and_reads_at_once_lose_nothing(store_settings: Settings) -> None:
    await fill(store_settings)

    async def save_and_read(number: int) -> None:
        async with ConnectionBook.at(store_settings) as book:
            for turn in range(5):
                await book.save(OLD_SHOP, f"{number} {turn}")
                assert await book.secret(PRODUCTION) == SECRETS["Production"]

    await asyncio.gather(*(rotate(store_settings) for _ in range(4)), *(save_and_read(number) for number in range(3)))
    assert len(key_files(store_settings)) == 1
    last = await opened(store_settings)
    assert last["Production"] == SECRETS["Production"]
    assert last["Old shop"].endswith(" 4")


async def test_a_store_with_a_damaged_secret_keeps_its_key(store_settings: Settings) -> None:
    await fill(store_settings)
    store = Store.at(store_settings)
    async with store.begin() as transaction:
        change = update(connection_secrets).where(connection_secrets.c.connection_id == "c2")
        await transaction.execute(change.values(sealed="gAAAA"))
    await store.close()
    with pytest.raises(SecretError, match="'Old shop' does not open"):
        await rotate(store_settings)
    async with ConnectionBook.at(store_settings) as book:
        assert await book.secret(PRODUCTION) == SECRETS["Production"]


async def test_a_change_that_is_killed_anywhere_loses_no_secret(store_settings: Settings) -> None:
    await fill(store_settings)
    await killed_anywhere(store_settings)


async def test_a_change_to_the_environment_that_is_killed_anywhere_loses_no_secret(store_settings: Settings) -> None:
    old, new = new_key(), new_key()
    await fill(with_key(store_settings, old))
    await killed_anywhere(with_key(store_settings, new, old))
    assert await opened(with_key(store_settings, new)) == SECRETS


async def killed_anywhere(settings: Settings) -> None:
    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.store.crash", "rotate", "60"]
        environment = {**os.environ, **variables(settings)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    done = await asyncio.to_thread(run)
    assert done.returncode == 0, done.stderr
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(run["left"]["secrets"] == SECRETS for run in runs)
    steps = [run["at"] for run in runs]
    assert len([step for step in steps if step.startswith("UPDATE connection_secrets")]) == 2
    assert "before commit" in steps
    assert not runs[-1]["killed"]
