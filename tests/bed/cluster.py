"""The bed's own PostgreSQL: one cluster, reached by a unix socket only.

No TCP port, so nothing to collide with. Durability is off: the cluster is worth
nothing, since `snapshots.py` can fill a new one in seconds. That is also why one that
was not stopped in good order is thrown away, not repaired: sequences were seen to
stand behind their tables after PostgreSQL's own recovery.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.bed.errors import BedError, Unavailable
from tests.bed.places import Places, write_private
from tests.bed.processes import Process, finish
from tests.bed.progress import say, step
from tests.bed.recipe import RECIPES

SUPERUSER = "atlas"
_OLDEST = 12
_FAST = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "replica",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "autovacuum_naptime": "10min",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}


class Cluster:
    """PostgreSQL for one bed. `start` and `stop` want the bed's lock held."""

    def __init__(self, places: Places) -> None:
        """Find the programs and decide the folders; nothing is started."""
        self._places = places
        self._programs = _programs()
        self._log = places.logs / "postgresql.log"
        self._state = places.run / "postgresql.json"
        self._user = _ordinary_user()
        self.socket = Path(tempfile.gettempdir()) / f"atlas-bed-{places.mark}"
        home = places.root / "cluster"
        if self._user is not None:  # root's cache is usually closed to the ordinary user that PostgreSQL wants
            home = Path("/var/cache/atlas-odoo-test-bed") / places.mark
        self._home = home
        self._data = home / f"pg{_major(self._programs)}"
        self._unclean = home / "not-stopped-in-good-order"

    @property
    def running(self) -> Process | None:
        """The postmaster, when it runs."""
        if not self._state.exists():
            return None
        process = Process(**json.loads(self._state.read_text("utf-8")))
        return process if process.alive else None

    def start(self) -> bool:
        """Have it running; True when it is a new and empty one."""
        if self.running:
            return False
        if self._unclean.exists():
            say("the bed's PostgreSQL was not stopped in good order; starting with an empty one")
            self._end_leftover()
            shutil.rmtree(self._data, ignore_errors=True)
        self._own(self._home)
        self._own(self.socket)
        fresh = not (self._data / "PG_VERSION").exists()
        if fresh:
            shutil.rmtree(self._data, ignore_errors=True)
            with step("PostgreSQL: new cluster", usually="2 s"):
                options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
                self._finish("initdb", *options, "-D", str(self._data))
        self._unclean.touch()
        settings = " ".join(f"-c {name}='{value}'" for name, value in _FAST.items())
        log = self._home / "server.log"
        options = ["-w", "-t", "60", "-l", str(log), "-o", f"-k {self.socket} -p 5432 {settings}"]
        self._finish("pg_ctl", "start", "-D", str(self._data), *options)
        pid = int((self._data / "postmaster.pid").read_text("utf-8").splitlines()[0])
        process = Process.of(pid)
        write_private(self._state, json.dumps({"pid": process.pid, "started": process.started}))
        for recipe in RECIPES.values():
            if not self.rows("SELECT 1 AS found FROM pg_roles WHERE rolname = " + quoted(recipe.role)):
                self.run(f"CREATE ROLE {recipe.role} LOGIN CREATEDB")
        return fresh

    def stop(self) -> None:
        """End it in good order and flush the disk, so that it may be trusted the next time."""
        process = self.running
        if process is not None:
            process.end(signal.SIGINT, patience=60)
            os.sync()
            if not (self._data / "postmaster.pid").exists():
                self._unclean.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    def run(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the superuser and return psql's unaligned output."""
        argv = [str(self._programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        argv += [*self.address(SUPERUSER), "-d", database, "-f", "-"]
        done = subprocess.run(argv, input=statement, capture_output=True, text=True, check=False, env=_environment())
        if done.returncode != 0:
            raise BedError(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout

    def rows(self, query: str, database: str = "postgres") -> list[dict[str, Any]]:
        """The rows of a SELECT, as PostgreSQL writes them in JSON."""
        inner = query.strip().rstrip(";")
        wrapped = "SELECT coalesce(json_agg(q), '[]'::json) FROM (" + inner + ") q"
        found: list[dict[str, Any]] = json.loads(self.run(wrapped, database))
        return found

    def program(self, name: str, *arguments: str, user: str = SUPERUSER) -> str:
        """Run one of PostgreSQL's client programs against this cluster."""
        argv = [str(self._programs / name), *self.address(user), *arguments]
        return finish(argv, self._log, env=_environment())

    def address(self, user: str) -> list[str]:
        """The options that lead a client program here."""
        return ["-h", str(self.socket), "-p", "5432", "-U", user]

    def _finish(self, name: str, *arguments: str) -> None:
        # Not through a pipe: the postmaster would keep it open.
        argv = [str(self._programs / name), *arguments]
        with self._log.open("ab") as log:
            done = subprocess.run(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user,
                extra_groups=[] if self._user else None, env=_environment(), check=False, cwd="/",
            )  # fmt: skip
        if done.returncode != 0:
            raise BedError(f"PostgreSQL's {name} ended with {done.returncode}; see {self._log} and {self._home}")

    def _end_leftover(self) -> None:
        """End a postmaster of this data folder whose state file got lost; remove what a dead one left."""
        lock = self._data / "postmaster.pid"
        if lock.exists():
            pid = lock.read_text("utf-8").split(None, 1)[0]
            command = Path(f"/proc/{pid}/cmdline")
            if command.exists() and str(self._data) in command.read_text("utf-8", errors="replace"):
                Process.of(int(pid)).end(signal.SIGQUIT)
        shutil.rmtree(self.socket, ignore_errors=True)  # its lock file names a pid that may be somebody else's by now

    def _own(self, folder: Path) -> None:
        """Make a folder that only PostgreSQL's user enters; refuse one that is somebody else's."""
        owner = pwd.getpwnam(self._user).pw_uid if self._user else os.getuid()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._user and folder.lstat().st_uid == os.getuid():
            os.chown(folder, owner, -1)
        if folder.is_symlink() or folder.lstat().st_uid != owner:
            raise BedError(f"{folder} belongs to somebody else")
        folder.chmod(0o700)


def quoted(text: str) -> str:
    """A string literal in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _programs() -> Path:
    """The folder with initdb and postgres of the newest PostgreSQL there is; installed when root may."""
    found = _look()
    if found is None and os.getuid() == 0 and shutil.which("apt-get"):
        with step("PostgreSQL: apt-get install postgresql", usually="30 s"):
            log = Path(tempfile.gettempdir()) / "atlas-bed-apt.log"
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            finish(["apt-get", "-q", "update"], log, env=quiet)
            finish(["apt-get", "-q", "-y", "install", "--no-install-recommends", "postgresql"], log, env=quiet)
        found = _look()
    if found is None:
        raise Unavailable(f"no PostgreSQL server >= {_OLDEST} here; install the package postgresql")
    return found


def _look() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: -float(each.parent.name))
    config = shutil.which("pg_config")
    if config:
        folders.append(Path(subprocess.check_output([config, "--bindir"], text=True).strip()))
    folders += [Path(entry) for entry in os.get_exec_path()]
    for folder in folders:
        complete = all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl", "psql", "pg_restore"))
        if complete and _major(folder) >= _OLDEST:
            return folder
    return None


def _major(folder: Path) -> int:
    text = subprocess.check_output([str(folder / "postgres"), "--version"], text=True)
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


def _ordinary_user() -> str | None:
    """Whom to run PostgreSQL as: root must not; everybody else runs it themselves."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C.UTF-8"}
