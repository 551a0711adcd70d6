"""Prepared databases: saved in the cache, restored into the cluster, cloned for tests.

Two stages per version, each made once per key: `base` has the modules and the demo
data, `template` adds users, keys and custom fields. A snapshot is a dump and a
filestore; the database in the cluster is only its quick copy. Templates accept no
connections at all, so no server can open one by accident.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.bed.cluster import SUPERUSER, Cluster, quoted
from tests.bed.errors import BedError
from tests.bed.install import Install
from tests.bed.places import Places, built, unused, write_private
from tests.bed.progress import step
from tests.bed.server import data_folder, options

_MARK = "ATLAS-BED:"
Stage = Literal["base", "template"]


@dataclass(frozen=True)
class Snapshots:
    """The prepared databases of one version. Everything wants the bed's lock held."""

    install: Install
    cluster: Cluster
    places: Places

    def ready(self) -> str:
        """Have the template in the cluster and return its database name."""
        folder = self._folder("template")
        if not folder.exists():
            self._make_template(folder)
            self._forget()
        os.utime(folder)  # "used today"
        name = database_name("template", folder)
        if not exists(self.cluster, name):
            with step(f"Odoo {self._version}: restore the template", usually="20 s"):
                self._restore(folder, name)
        return name

    @property
    def template(self) -> Path:
        """The folder of the template's snapshot."""
        return self._folder("template")

    @property
    def _version(self) -> int:
        return self.install.recipe.version

    @property
    def _log(self) -> Path:
        return self.places.logs / f"template-{self._version}.log"

    def _folder(self, stage: Stage) -> Path:
        recipe = self.install.recipe
        key = recipe.base_key if stage == "base" else recipe.template_key
        return self.places.snapshots / f"odoo-{self._version}-{stage}-{key}"

    def _make_base(self, target: Path) -> None:
        recipe, work = self.install.recipe, f"making_base_{self._version}"
        with built(target) as folder, step(f"Odoo {self._version}: modules and demo data", usually="90 s"):
            drop(self.cluster, work)
            self.cluster.program("createdb", "-T", "template0", "-O", recipe.role, work)
            arguments = [*options(self.install, self.cluster, folder / "data"), "-d", work]
            arguments += ["-i", ",".join(recipe.modules), *recipe.demo, "--stop-after-init", "--no-http"]
            self.install.run(arguments, self._log)
            rows = self.cluster.rows("SELECT name FROM ir_module_module WHERE state = 'installed'", work)
            missing = set(recipe.modules) - {row["name"] for row in rows}
            if missing:
                raise BedError(f"Odoo {self._version} did not install {', '.join(sorted(missing))}; see {self._log}")
            self._save(work, folder / "data" / "filestore" / work, folder)
            shutil.rmtree(folder / "data")
            self._adopt(work, database_name("base", target))

    def _make_template(self, target: Path) -> None:
        base = self._folder("base")
        if not base.exists():
            self._make_base(base)
        origin = database_name("base", base)
        if not exists(self.cluster, origin):
            with step(f"Odoo {self._version}: restore the base"):
                self._restore(base, origin)
        work = f"making_template_{self._version}"
        with built(target) as folder, step(f"Odoo {self._version}: users, keys, custom fields", usually="5 s"):
            drop(self.cluster, work)
            copy(self.cluster, origin, work, self.install.recipe.role)
            data = folder / "data"
            link_tree(base / "filestore", data / "filestore" / work)
            people = self._customise(work, data)
            self._save(work, data / "filestore" / work, folder)
            shutil.rmtree(data)
            write_private(folder / "people.json", people)
            self._adopt(work, database_name("template", target))

    def _customise(self, database: str, data: Path) -> str:
        script = self.install.recipe.customisation.read_text("utf-8")
        call = f"import json\nprint({_MARK!r} + json.dumps(customise(env, {self._version})))\n"
        printed = shell(
            self.install, options(self.install, self.cluster, data), database, f"{script}\n\n{call}", self._log
        )
        for line in printed.splitlines():
            if line.startswith(_MARK):
                return json.dumps(json.loads(line.removeprefix(_MARK)), indent=1)
        raise BedError(f"the customisation of Odoo {self._version} did not end well; see {self._log}")

    def _forget(self) -> None:
        """Drop the snapshots of this version that no checkout has used for a while."""
        for stage in ("base", "template"):
            for folder in unused(self.places.snapshots, f"odoo-{self._version}-{stage}-*"):
                if folder != self._folder("base"):
                    drop(self.cluster, database_name(stage, folder))
                    shutil.rmtree(folder)

    def _save(self, database: str, filestore: Path, folder: Path) -> None:
        self.cluster.program("pg_dump", "-Fc", "-Z1", "-f", str(folder / "dump"), database)
        filestore.mkdir(parents=True, exist_ok=True)
        filestore.rename(folder / "filestore")

    def _restore(self, folder: Path, name: str) -> None:
        work = f"restoring_{self._version}"
        drop(self.cluster, work)
        self.cluster.program("createdb", "-T", "template0", "-O", self.install.recipe.role, work)
        into = ["-d", work, "-j2", "--no-owner", f"--role={self.install.recipe.role}"]
        self.cluster.program("pg_restore", *into, str(folder / "dump"))
        self.cluster.run("VACUUM ANALYZE", work)
        self._adopt(work, name)

    def _adopt(self, work: str, name: str) -> None:
        """Make a finished work database the template `name`, closed to connections."""
        drop(self.cluster, name)
        close(self.cluster, work)
        self.cluster.run(f'ALTER DATABASE "{work}" RENAME TO "{name}"')
        self.cluster.run(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE true')


def database_name(stage: Stage, folder: Path) -> str:
    """The name of a snapshot's database in the cluster."""
    _, version, _, key = folder.name.split("-")
    return f"{stage}_{version}_{key}"


def exists(cluster: Cluster, name: str) -> bool:
    """Whether the cluster has that database."""
    return bool(cluster.rows("SELECT 1 AS found FROM pg_database WHERE datname = " + quoted(name)))


def close(cluster: Cluster, name: str, then: str = "") -> None:
    """Let nobody in any more, end the connections there are, and run one more statement."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + quoted(name)
    cluster.run(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false; {end}; {then}')


def drop(cluster: Cluster, name: str) -> None:
    """Drop a database, connected or not, template or not; fine when there is none."""
    if exists(cluster, name):
        close(cluster, name, f'ALTER DATABASE "{name}" WITH IS_TEMPLATE false; DROP DATABASE IF EXISTS "{name}"')


def copy(cluster: Cluster, template: str, name: str, owner: str) -> None:
    """Create a database as a copy of a template to which nobody is connected."""
    cluster.program("createdb", "-T", template, "-O", owner, name, user=SUPERUSER)


def link_tree(source: Path, target: Path) -> None:
    """Copy a filestore. Its files are never changed in place, so hard links will do."""

    def link(one: str, other: str) -> None:
        try:
            os.link(one, other)
        except OSError:  # another file system, or one without hard links
            shutil.copy2(one, other)

    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=link)


def shell(install: Install, arguments: Sequence[str], database: str, code: str, log: Path) -> str:
    """Run Python in ``odoo shell`` with `env` at hand and return what it printed."""
    return install.run(["shell", *arguments, "-d", database, "--no-http"], log, stdin=code)


def filestore(places: Places, version: int, database: str) -> Path:
    """Where the servers look for a clone's filestore."""
    return data_folder(places, version) / "filestore" / database
