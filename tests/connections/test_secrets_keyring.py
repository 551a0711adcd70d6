from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from atlas_odoo.connections import system_keyring
from atlas_odoo.connections.secrets import fingerprint, new_key
from atlas_odoo.connections.system_keyring import SystemKeyring
from atlas_odoo.errors import SecretError

KEY = new_key()
TOP = Path(__file__).parents[2]


@pytest.fixture
def entry() -> SystemKeyring:
    return SystemKeyring(fingerprint(KEY))


def use(backend: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this the system keyring."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"tests.connections.keyrings.{backend}")
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    monkeypatch.setenv("KEYRING_FOLDER", str(folder))


@pytest.mark.parametrize("backend", ["Working", "Noisy"])
async def test_a_key_is_kept_found_and_forgotten(
    backend: str,
    entry: SystemKeyring,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    use(backend, tmp_path, monkeypatch)
    assert await entry.read() is None
    assert await entry.create(KEY)
    assert await entry.read() == KEY
    assert await SystemKeyring("another").read() is None
    assert await entry.delete()
    assert await entry.read() is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("backend", ["Failing", "Hanging", "Forgetful", "Dying", "NoSuchBackend"])
async def test_a_keyring_that_does_not_work_is_passed_over_in_time_and_silence(
    backend: str,
    entry: SystemKeyring,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system_keyring, "CREATE_SECONDS", 2.0)
    use(backend, tmp_path, monkeypatch)
    async with asyncio.timeout(60):  # the one that hangs would do so for ever
        assert not await entry.create(KEY)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("backend", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"])
async def test_a_machine_without_a_keyring(
    backend: str, entry: SystemKeyring, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    assert not await entry.create(KEY)
    with pytest.raises(SecretError, match="does not answer"):
        await entry.read()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("backend", ["Failing", "Hanging", "NoSuchBackend"])
async def test_a_key_in_a_keyring_that_does_not_answer_is_an_error_with_a_way_out(
    backend: str, entry: SystemKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_keyring, "READ_SECONDS", 1.0)
    use(backend, tmp_path, monkeypatch)
    with pytest.raises(SecretError, match=r"is in the system keyring on .*, which does not answer") as caught:
        await entry.read()
    assert "ATLAS_ODOO_KEY" in caught.value.advice


async def test_an_entry_that_is_no_key(entry: SystemKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use("Working", tmp_path, monkeypatch)
    await entry.create("hunter2")
    with pytest.raises(SecretError, match="is not an encryption key") as caught:
        await entry.read()
    assert "hunter2" not in caught.value.text
