"""The bed as its users see it: clone a database with a server of its own, look inside it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bed import server as servers
from tests.bed import snapshots
from tests.bed.clones import Clone, Clones
from tests.bed.cluster import Cluster
from tests.bed.errors import BedError, Unavailable
from tests.bed.install import Install, install
from tests.bed.locks import Lease, exclusively
from tests.bed.override import overridden
from tests.bed.places import Places, unused, write_private
from tests.bed.private import PrivateServer
from tests.bed.progress import step
from tests.bed.recipe import recipe
from tests.bed.server import Server
from tests.bed.snapshots import Snapshots
from tests.bed.tenants import Tenant

_MOVE_EXPIRY = """
UPDATE res_users_apikeys SET expiration_date = (now() AT TIME ZONE 'utc')
  + CASE name WHEN 'Atlas expiring' THEN interval '3 days' ELSE interval '80 days' END
"""
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,50}")


@dataclass(frozen=True)
class _Ready:
    install: Install
    snapshots: Snapshots
    template: str


class Bed:
    """Real Odoo servers for one process. Nothing is started before it is asked for."""

    def __init__(self, places: Places | None = None) -> None:
        """Look at nothing yet."""
        self._places = places or Places.of_this_user()
        self.clones = Clones(self._places)
        self._lease: Lease | None = None
        self._cluster: Cluster | None = None
        self._ready: dict[int, _Ready] = {}
        self._count = 0

    # -- coming and going --------------------------------------------------------

    def up(self, version: int) -> None:
        """Have everything that a clone of this version needs: the one step that may take minutes."""
        self._prepare(version)

    def keep(self) -> None:
        """Leave what runs running when this process goes, until somebody says `down`."""
        write_private(self._keep, self._run_mark())

    @property
    def kept(self) -> bool:
        """Whether what runs now stays after `close`."""
        return self._keep.exists() and self._keep.read_text("utf-8") == self._run_mark()

    def down(self) -> None:
        """End every server of this bed and its PostgreSQL, whoever uses them."""
        self._places.make()
        with exclusively(self._lock):
            self._keep.unlink(missing_ok=True)
            self._stop()

    def close(self) -> None:
        """Leave; who leaves last ends the servers, unless they are kept."""
        if self._lease is None:
            return
        with exclusively(self._lock):
            if self._lease.release() and not self.kept:
                self._stop()
        self._lease = None
        self._ready.clear()

    # -- databases, each with its own server ---------------------------------------

    def tenant(self, version: int, name: str) -> Tenant:
        """The clone `name`, served; made when there is none."""
        self._prepare(version)
        clone = self.clones.get(name)
        if clone is None or not snapshots.exists(self._postgres, name):
            return self.clone(version, name)
        if clone.version != version:
            raise BedError(f"{name} is a database of Odoo {clone.version}")
        return self._served(clone)

    def clone(self, version: int, name: str) -> Tenant:
        """A fresh database with the template's contents, served."""
        if not _NAME.fullmatch(name):
            raise BedError(f"{name!r} cannot name a database here: small letters, digits, _ and -, a letter first")
        ready = self._prepare(version)
        if snapshots.exists(self._postgres, name):
            raise BedError(f"there is a database {name} already; drop it first")
        source = ready.snapshots.template
        clone = self.clones.record(name, version, source / "people.json")
        snapshots.link_tree(source / "filestore", snapshots.filestore(self._places, version, name))
        snapshots.copy(self._postgres, ready.template, name, recipe(version).role)
        if version >= 19:
            self._postgres.run(_MOVE_EXPIRY, name)
        return self._served(clone)

    def fresh(self, version: int, hint: str = "") -> Tenant:
        """A clone for one test module, or the database that the environment names instead."""
        named = overridden(version, os.environ)
        if named is not None:
            return named
        self._count += 1
        tail = re.sub(r"[^a-z0-9]+", "_", hint.lower()).strip("_")[:24]
        return self.clone(version, f"t{version}_{os.getpid()}_{self._count}_{tail}".rstrip("_"))

    def drop(self, name: str) -> None:
        """Drop a clone with its server and filestore; a database that is no clone of ours is left alone."""
        clone = self.clones.get(name)
        if clone is not None and overridden(clone.version, os.environ) is None:
            self._prepare(clone.version)
            self._remove(clone)

    def private_server(self, version: int, only: str | None = None) -> PrivateServer:
        """Start one more server, for a test that will stop, freeze or restart it; close it afterwards.

        It serves every clone of its version, as a server does that hosts several
        databases, or `only` one.
        """
        ready = self._prepare(version)
        self._count += 1
        log = self._places.logs / f"private-{version}-{os.getpid()}-{self._count}.log"
        return PrivateServer(ready.install, self._postgres, self._places, log, only)

    # -- looking inside, to work out expected values ---------------------------------

    def shell(self, version: int, database: str, code: str) -> str:
        """Run Python in ``odoo shell`` (with `env`; nothing is committed unless it commits) and return its stdout."""
        ready = self._prepare(version)
        log = self._places.logs / f"shell-{version}.log"
        arguments = servers.options(ready.install, self._postgres, servers.data_folder(self._places, version))
        return snapshots.shell(ready.install, arguments, database, code, log)

    def sql(self, version: int, database: str, query: str) -> list[dict[str, Any]]:
        """The rows of a SELECT as PostgreSQL itself sees them; any other statement is just run."""
        self._prepare(version)
        if query.split(None, 1)[0].lower() in ("select", "values", "table", "with"):
            return self._postgres.rows(query, database)
        self._postgres.run(query, database)
        return []

    # -- inner workings ----------------------------------------------------------------

    @property
    def _lock(self) -> Path:
        return self._places.run / "bed.lock"

    @property
    def _keep(self) -> Path:
        return self._places.run / "keep"

    def _run_mark(self) -> str:
        """Tells this run of the cluster from every other, so that an old `keep` says nothing about a new one."""
        return repr(self._postgres.running)

    @property
    def _postgres(self) -> Cluster:
        if self._cluster is None:
            self._cluster = Cluster(self._places)
        return self._cluster

    def _prepare(self, version: int) -> _Ready:
        if overridden(version, os.environ) is not None:
            raise Unavailable(f"the Odoo {version} under test is not the bed's own, so the bed cannot look inside it")
        if version in self._ready and self._postgres.running:
            return self._ready[version]
        self._places.make()
        with exclusively(self._lock):
            if self._postgres.start():
                for clone in self.clones.all():
                    self._remove(clone)
            if self._lease is None:
                self._lease = Lease(self._places.run / "lease")
        with exclusively(self._places.run / f"odoo-{version}.lock"):  # so that both versions can be built at once
            installed = install(recipe(version), self._places)
            prepared = Snapshots(installed, self._postgres, self._places)
            self._ready[version] = _Ready(installed, prepared, prepared.ready())
            for clone in self.clones.all():
                if clone.version == version and clone.forsaken:
                    self._remove(clone)
            for log in (*unused(self._places.logs, "serving-t*", 2), *unused(self._places.logs, "private-*", 2)):
                log.unlink(missing_ok=True)
        return self._ready[version]

    def _served(self, clone: Clone) -> Tenant:
        server = self.clones.server(clone.name)
        if server is None:
            with exclusively(self._places.run / f"serving-{clone.name}.lock"):
                server = self.clones.server(clone.name) or self._serve(clone)
        return Tenant(clone.version, server.url, clone.name, clone.people)

    def _serve(self, clone: Clone) -> Server:
        ready, log = self._prepare(clone.version), self._places.logs / f"serving-{clone.name}.log"
        port = servers.free_port(8000 + clone.version if clone.name.startswith("dev") else 0)
        server = servers.start(ready.install, self._postgres, self._places, log, port, only=clone.name)
        server.save(self.clones.server_file(clone.name))
        return server

    def _remove(self, clone: Clone) -> None:
        server = self.clones.server(clone.name)
        if server is not None:
            server.process.end(patience=0)
        snapshots.drop(self._postgres, clone.name)
        shutil.rmtree(snapshots.filestore(self._places, clone.version, clone.name), ignore_errors=True)
        self.clones.forget(clone.name)
        (self._places.run / f"serving-{clone.name}.lock").unlink(missing_ok=True)

    def _stop(self) -> None:
        for state in self._places.run.glob("serving-*.json"):
            server = Server.load(state)
            if server is not None:
                with step(f"end the server of {state.stem.removeprefix('serving-')}"):
                    server.process.end()
            state.unlink(missing_ok=True)
        if (self._places.run / "postgresql.json").exists():
            self._postgres.stop()
