from __future__ import annotations

from pathlib import Path

import pytest

from atlas_odoo.errors import SettingInvalid
from atlas_odoo.settings import Settings


def test_defaults_are_usable_without_any_variable() -> None:
    settings = Settings.from_environ({})
    assert settings.concurrency == 8
    assert settings.requests_per_second is None
    assert settings.home.name == "atlas-odoo"


def test_variables_are_read_and_empty_ones_count_as_unset(tmp_path: Path) -> None:
    settings = Settings.from_environ(
        {"ATLAS_ODOO_HOME": str(tmp_path), "ATLAS_ODOO_READ_TIMEOUT": "2.5", "ATLAS_ODOO_CONCURRENCY": "", "HOME": "/x"}
    )
    assert settings.home == tmp_path
    assert settings.read_timeout == 2.5
    assert settings.concurrency == 8


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ATLAS_ODOO_CONCURRENCY", "many"),
        ("ATLAS_ODOO_CONCURRENCY", "0"),
        ("ATLAS_ODOO_REQUESTS_PER_SECOND", "-1"),
        ("ATLAS_ODOO_MAX_ANSWER", "12"),
    ],
)
def test_a_bad_value_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=name):
        Settings.from_environ({name: value})


def test_folders_are_the_same_wherever_the_program_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MCP hosts pass variables on without a shell that would expand `~`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environ({"ATLAS_ODOO_HOME": "~/atlas", "ATLAS_ODOO_CACHE": "near/by"})
    assert (settings.home, settings.cache) == (tmp_path / "atlas", tmp_path / "near" / "by")


def test_a_home_that_does_not_exist_names_the_variable() -> None:
    with pytest.raises(SettingInvalid, match=r"ATLAS_ODOO_HOME cannot be used: .*no such home"):
        Settings.from_environ({"ATLAS_ODOO_HOME": "~nobody-is-called-this/atlas"})


def test_secrets_do_not_show() -> None:
    settings = Settings.from_environ(
        {"ATLAS_ODOO_KEY": "very-secret-key", "ATLAS_ODOO_DATABASE_URL": "postgresql://u:very-secret-pw@h/d"}
    )
    assert "very-secret" not in f"{settings!r} {settings}"
