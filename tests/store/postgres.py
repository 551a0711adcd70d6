"""A plugin: stores for tests, on SQLite and on a PostgreSQL of our own.

The cluster is made anew for each run that needs it, listens on loopback only, wants a password, and ends with the run.
It has nothing to do with the one below the real Odoo servers.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from atlas_odoo.settings import Settings
from tests.leaks import SecretsInUse

USER = "atlas"
_ATTEMPTS = 5


@dataclass(frozen=True)
class Postgres:
    """A running server. `password` is that of USER, its superuser."""

    port: int
    password: str

    def url(self, database: str = "postgres", *, password: str | None = None) -> str:
        """As a person would write it into ATLAS_ODOO_DATABASE_URL."""
        return f"postgresql://{USER}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the test's own, without our store."""
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=5)


@pytest.fixture(scope="session")
def postgres(secrets_in_use: SecretsInUse) -> Iterator[Postgres]:
    """The cluster of this run; without PostgreSQL on the machine the test is skipped, in CI it fails."""
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed: the store was not tested on it (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    user = _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="atlas-store-test-"))
    password = secrets.token_urlsafe(18)
    secrets_in_use.add(password)
    try:
        _initialise(programs, folder, password, user)
        process, port = _start(programs, folder, password, user)
        try:
            yield Postgres(port, password)
        finally:
            process.send_signal(signal.SIGINT)  # fast shutdown
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_settings(postgres: Postgres, tmp_path: Path) -> Iterator[Settings]:
    """Settings whose store is to be made in an empty PostgreSQL database."""
    database = f"store_{secrets.token_hex(6)}"
    with postgres.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    home = str(tmp_path / "home")
    yield Settings.from_environ({"ATLAS_ODOO_HOME": home, "ATLAS_ODOO_DATABASE_URL": postgres.url(database)})
    with postgres.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose store does not exist yet, once for each database."""
    if request.param == "sqlite":
        return Settings(home=tmp_path / "home")
    found: Settings = request.getfixturevalue("postgres_settings")
    return found


@pytest.fixture(autouse=True)
def _no_system_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the keyring of whoever runs the tests."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


def variables(settings: Settings) -> dict[str, str]:
    """The environment variables by which another process finds the same store."""
    found = {"ATLAS_ODOO_HOME": str(settings.home)}
    if settings.database_url is not None:
        found["ATLAS_ODOO_DATABASE_URL"] = settings.database_url.get_secret_value()
    if settings.key is not None:
        found["ATLAS_ODOO_KEY"] = settings.key.get_secret_value()
    return found


def _programs() -> Path | None:
    """The folder with PostgreSQL's server programs."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        candidates.insert(0, Path(found).resolve().parent)
    config = shutil.which("pg_config")
    if config:
        candidates.append(Path(subprocess.check_output([config, "--bindir"], text=True).strip()))
    return next((each for each in candidates if (each / "initdb").exists() and (each / "postgres").exists()), None)


def _ordinary_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as this user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _initialise(programs: Path, folder: Path, password: str, user: str | None) -> None:
    password_file = folder / "password"
    password_file.write_text(password, encoding="ascii")
    if user is not None:
        for path in (folder, password_file):
            shutil.chown(path, user)
    options = ["--encoding", "UTF8", "--locale", "C", "--no-sync", "--auth", "scram-sha-256", "--username", USER]
    subprocess.run(
        [programs / "initdb", *options, f"--pwfile={password_file}", "--pgdata", folder / "data"],
        check=True,
        capture_output=True,
        user=user,
        extra_groups=[] if user else None,
        cwd=folder,
    )


def _start(programs: Path, folder: Path, password: str, user: str | None) -> tuple[subprocess.Popen[bytes], int]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "shared_buffers": "32MB",
        "max_connections": "60",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    for _ in range(_ATTEMPTS):  # a port that was free a moment ago may be gone
        port = _free_port()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-p", str(port), *options],
                stdout=log,
                stderr=log,
                user=user,
                extra_groups=[] if user else None,
                cwd=folder,
                start_new_session=True,  # Ctrl-C is for pytest; the fixture ends the server
            )
        if _answers(process, Postgres(port, password)):
            return process, port
    pytest.fail(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")


def _answers(process: subprocess.Popen[bytes], server: Postgres) -> bool:
    deadline = time.monotonic() + 30
    while process.poll() is None:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                process.kill()
                process.wait()
                return False
            time.sleep(0.05)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
