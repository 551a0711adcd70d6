"""The bed as its users see it: have a server, clone a database, look inside it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bed import server as servers
from tests.bed import snapshots
from tests.bed.cluster import Cluster
from tests.bed.errors import BedError, Unavailable
from tests.bed.install import Install, install
from tests.bed.locks import Lease, exclusively
from tests.bed.override import overridden
from tests.bed.places import Places, write_private
from tests.bed.private import PrivateServer
from tests.bed.processes import Process
from tests.bed.progress import step
from tests.bed.recipe import VERSIONS, recipe
from tests.bed.server import Server
from tests.bed.tenants import Credential, Tenant

_KEY_LIFE = "80 days"
_LAST_KEY_LIFE = "3 days"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,50}")


@dataclass(frozen=True)
class _Ready:
    install: Install
    template: str
    people: Path
    server: Server


class Bed:
    """Real Odoo servers for one process. Nothing is started before it is asked for."""

    def __init__(self, places: Places | None = None) -> None:
        """Look at nothing yet."""
        self._places = places or Places.of_this_user()
        self._lease: Lease | None = None
        self._cluster: Cluster | None = None
        self._ready: dict[int, _Ready] = {}
        self._count = 0

    # -- servers ---------------------------------------------------------------

    def up(self, version: int, *, keep: bool = False) -> Server:
        """Have the shared server of a version running; `keep` leaves it so after `close`."""
        if keep:
            self._places.make()
            self._keep.touch()
        return self._prepare(version).server

    def down(self) -> None:
        """End every server of this bed and its PostgreSQL, whoever uses them."""
        self._places.make()
        with exclusively(self._lock):
            self._keep.unlink(missing_ok=True)
            self._stop()

    def close(self) -> None:
        """Leave; who leaves last ends the servers, unless they were started to stay."""
        if self._lease is None:
            return
        with exclusively(self._lock):
            last = self._lease.release()
            if last and not self._keep.exists():
                self._stop()
        self._lease = None
        self._ready.clear()

    def running(self) -> dict[int, Server]:
        """The shared servers that run now, without starting any."""
        found = {version: Server.load(self._state(version)) for version in VERSIONS}
        return {version: server for version, server in found.items() if server is not None}

    def private_server(self, version: int) -> PrivateServer:
        """Start a server for one test, which may stop, freeze and restart it; close it afterwards."""
        ready = self._prepare(version)
        self._count += 1
        log = self._places.logs / f"private-{version}-{os.getpid()}-{self._count}.log"
        return PrivateServer(ready.install, self._postgres, self._places, log)

    # -- databases -------------------------------------------------------------

    def tenant(self, version: int, name: str) -> Tenant:
        """The clone `name`, made when there is none."""
        ready = self._prepare(version)
        state = self._places.clones / f"{name}.json"
        if not (state.exists() and snapshots.exists(self._postgres, name)):
            return self.clone(version, name)
        saved = json.loads(state.read_text("utf-8"))
        if saved["version"] != version:
            raise BedError(f"{name} is a database of Odoo {saved['version']}")
        return Tenant(version, ready.server.url, name, _people(Path(saved["people"])))

    def clone(self, version: int, name: str) -> Tenant:
        """A fresh database with the template's contents."""
        if not _NAME.fullmatch(name):
            raise BedError(f"{name!r} cannot name a database here: small letters, digits, _ and -, a letter first")
        ready = self._prepare(version)
        if snapshots.exists(self._postgres, name):
            raise BedError(f"there is a database {name} already; drop it first")
        owner = {"version": version, "people": str(ready.people), "pid": os.getpid()}
        owner["started"] = Process.of(os.getpid()).started
        write_private(self._places.clones / f"{name}.json", json.dumps(owner))
        snapshots.link_tree(ready.people.parent / "filestore", self._filestore(ready, name))
        snapshots.copy(self._postgres, ready.template, name, recipe(version).role)
        if version >= 19:
            self._postgres.run(
                "UPDATE res_users_apikeys SET expiration_date = (now() AT TIME ZONE 'utc') + CASE name"
                f" WHEN 'Atlas expiring' THEN interval '{_LAST_KEY_LIFE}' ELSE interval '{_KEY_LIFE}' END",
                name,
            )
        return Tenant(version, ready.server.url, name, _people(ready.people))

    def fresh(self, version: int, hint: str = "") -> Tenant:
        """A clone for one test module, or the database that the environment names instead."""
        named = overridden(version, os.environ)
        if named is not None:
            return named
        self._count += 1
        tail = re.sub(r"[^a-z0-9]+", "_", hint.lower()).strip("_")[:24]
        return self.clone(version, f"t{version}_{os.getpid()}_{self._count}_{tail}".rstrip("_"))

    def drop(self, version: int, name: str) -> None:
        """Drop a clone and its filestore; a database that is no clone of ours is left alone."""
        if overridden(version, os.environ) is not None and not (self._places.clones / f"{name}.json").exists():
            return
        ready = self._prepare(version)
        state = self._places.clones / f"{name}.json"
        if not state.exists():
            raise BedError(f"{name} is no clone of this bed")
        snapshots.drop(self._postgres, name)
        shutil.rmtree(self._filestore(ready, name), ignore_errors=True)
        state.unlink()

    def names(self) -> dict[str, int]:
        """Every clone there is, with its version."""
        files = sorted(self._places.clones.glob("*.json"))
        return {file.stem: int(json.loads(file.read_text("utf-8"))["version"]) for file in files}

    # -- looking inside, to work out expected values -----------------------------

    def shell(self, version: int, database: str, code: str) -> str:
        """Run Python in ``odoo shell`` (with `env`; nothing is committed unless it commits) and return its stdout."""
        ready = self._prepare(version)
        log = self._places.logs / f"shell-{version}.log"
        data = servers.data_folder(ready.install, self._places)
        return snapshots.shell(ready.install, self._postgres, data, database, code, log)

    def sql(self, version: int, database: str, query: str) -> list[dict[str, Any]]:
        """The rows of a SELECT as PostgreSQL itself sees them; any other statement is just run."""
        self._prepare(version)
        if query.split(None, 1)[0].lower() in ("select", "values", "table", "with"):
            return self._postgres.rows(query, database)
        self._postgres.run(query, database)
        return []

    # -- inner workings ----------------------------------------------------------

    @property
    def _lock(self) -> Path:
        return self._places.run / "bed.lock"

    @property
    def _keep(self) -> Path:
        return self._places.run / "keep"

    @property
    def _postgres(self) -> Cluster:
        if self._cluster is None:
            self._cluster = Cluster(self._places)
        return self._cluster

    def _state(self, version: int) -> Path:
        return self._places.run / f"odoo-{version}-{recipe(version).install_key}.json"

    def _filestore(self, ready: _Ready, database: str) -> Path:
        return snapshots.filestore(ready.install, self._places, database)

    def _prepare(self, version: int) -> _Ready:
        """Everything a version needs, running; quick when it already is."""
        ready = self._ready.get(version)
        if ready is not None and ready.server.process.alive:
            return ready
        if overridden(version, os.environ) is not None:
            raise Unavailable(f"the Odoo {version} under test is not the bed's own, so the bed cannot look inside it")
        self._places.make()
        with exclusively(self._lock):
            installed = install(recipe(version), self._places)
            self._postgres.start()
            prepared = snapshots.Snapshots(installed, self._postgres, self._places)
            template = prepared.ready()
            self._sweep(installed)
            server = Server.load(self._state(version))
            if server is None:
                with step(f"Odoo {version}: start the server", usually="3 s"):
                    log = self._places.logs / f"server-{version}.log"
                    server = servers.start(installed, self._postgres, self._places, log)
                server.save(self._state(version))
            if self._lease is None:
                self._lease = Lease(self._places.run / "lease")
        self._ready[version] = _Ready(installed, template, prepared.template / "people.json", server)
        return self._ready[version]

    def _sweep(self, installed: Install) -> None:
        """Drop what test runs that crashed have left behind."""
        version = installed.recipe.version
        for file in self._places.clones.glob(f"t{version}_*.json"):
            state = json.loads(file.read_text("utf-8"))
            if not Process(state["pid"], state["started"]).alive:
                snapshots.drop(self._postgres, file.stem)
                shutil.rmtree(snapshots.filestore(installed, self._places, file.stem), ignore_errors=True)
                file.unlink(missing_ok=True)

    def _stop(self) -> None:
        for state in self._places.run.glob("odoo-*.json"):
            server = Server.load(state)
            if server is not None:
                server.process.end()
            state.unlink(missing_ok=True)
        if (self._places.run / "postgresql.json").exists():
            self._postgres.stop()


@contextmanager
def bed() -> Iterator[Bed]:
    """A bed for one block of code."""
    one = Bed()
    try:
        yield one
    finally:
        one.close()


def _people(file: Path) -> dict[str, Credential]:
    saved: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8"))
    return {name: Credential(**values) for name, values in saved.items()}
