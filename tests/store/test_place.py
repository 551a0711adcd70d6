from __future__ import annotations

from pathlib import Path

import pytest

from atlas_odoo.errors import SettingInvalid
from atlas_odoo.settings import Settings
from atlas_odoo.store.place import Place, find_place


def place(url: str) -> Place:
    return find_place(Settings.from_environ({"ATLAS_ODOO_DATABASE_URL": url}))


def test_without_a_url_it_is_a_file_in_the_home(tmp_path: Path) -> None:
    found = find_place(Settings(home=tmp_path))
    assert found.file == tmp_path / "atlas-odoo.db"
    assert found.words == str(tmp_path / "atlas-odoo.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg_however_it_is_written(scheme: str) -> None:
    found = place(f" {scheme}://atlas:pw@db.example.com:5433/erp ")
    assert found.url.render_as_string(hide_password=False) == "postgresql+psycopg://atlas:pw@db.example.com:5433/erp"
    assert found.words == "the PostgreSQL database erp on db.example.com"


def test_a_socket_folder_is_a_host_too() -> None:
    assert place("postgresql://atlas@/erp?host=/run/postgresql").words == (
        "the PostgreSQL database erp on /run/postgresql"
    )


def test_an_sqlite_url_names_its_file(tmp_path: Path) -> None:
    assert place(f"sqlite:///{tmp_path}/other.db").file == tmp_path / "other.db"
    assert place("sqlite:///~/other.db").file == Path.home() / "other.db"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://atlas:hunter2@db/erp", "neither PostgreSQL nor SQLite"),
        ("postgresql+asyncpg://atlas:hunter2@db/erp", "neither PostgreSQL nor SQLite"),
        ("hunter2", "not a database URL"),
        ("postgresql://atlas:hunter2@db:port/erp", "not a database URL"),
        ("postgresql://atlas:un@hunter2@db/erp", "an @ too many"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_repeating_it(url: str, said: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        place(url)
    assert said in caught.value.message
    assert "hunter2" not in caught.value.text


def test_a_place_never_shows_its_password() -> None:
    found = place("postgresql://atlas:hun%2Fter2@db/erp?sslpassword=tls+key")
    assert "hun" not in repr(found) + str(found) + found.words
    assert found.scrub("as hun/ter2, hun%2Fter2, tls key, tls+key") == "as ***, ***, ***, ***"
