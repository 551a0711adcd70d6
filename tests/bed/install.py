"""An Odoo of one version, unpacked with its Python, and how its programs are called."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bed.debian import Suite
from tests.bed.interpreter import make_python
from tests.bed.places import Places, built, unused
from tests.bed.processes import finish
from tests.bed.progress import say, step
from tests.bed.recipe import Recipe


@dataclass(frozen=True)
class Install:
    """A server that can be started. Made by `install`."""

    recipe: Recipe
    folder: Path

    @property
    def packages(self) -> Path:
        """The folder that holds the package `odoo`."""
        return self.folder / "unpacked/usr/lib/python3/dist-packages"

    def command(self, *arguments: str) -> list[str]:
        """The argument list that runs Odoo's program."""
        return [str(self.folder / "python"), str(self.folder / "unpacked/usr/bin/odoo"), *arguments]

    def environment(self) -> dict[str, str]:
        """The caller's environment without what would steer Odoo, PostgreSQL or Python elsewhere."""
        steering = ("PG", "ODOO_", "OPENERP_", "PYTHON", "VIRTUAL_ENV", "LD_", "COVERAGE", "COV_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
        return {**kept, "PYTHONPATH": str(self.packages), "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}

    def run(self, arguments: Sequence[str], log: Path, *, stdin: str | None = None) -> str:
        """Run Odoo's program to its end and return its stdout."""
        return finish(self.command(*arguments), log, env=self.environment(), stdin=stdin)

    @property
    def works(self) -> bool:
        """Whether its Python still runs (one of the machine's may have been removed since)."""
        probe = [str(self.folder / "python"), "-c", "import lxml, psycopg2, odoo"]
        return subprocess.run(probe, env=self.environment(), capture_output=True, check=False, cwd="/").returncode == 0


def install(recipe: Recipe, places: Places) -> Install:
    """The installed server of this recipe; downloaded and unpacked when it is not in the cache.

    Call it while holding the bed's lock.
    """
    target = places.installs / f"odoo-{recipe.version}-{recipe.install_key}"
    ready = Install(recipe, target)
    if target.exists():
        if ready.works:
            os.utime(target)  # "used today"
            _link_scripts(target)
            return ready
        say(f"the cached Odoo {recipe.version} does not run any more; it is made anew")
        shutil.rmtree(target)
    for folder in unused(places.installs, f"odoo-{recipe.version}-*"):
        shutil.rmtree(folder)
    log = places.logs / f"install-{recipe.version}.log"
    with built(target) as folder, tempfile.TemporaryDirectory(prefix="bed-", dir=places.root) as scratch:
        with step(f"Odoo {recipe.version}: download and unpack {recipe.package} ({recipe.suite})", usually="15 s"):
            suite = Suite(recipe.suite, Path(scratch) / recipe.suite, log)
            files = suite.unpack([recipe.package], folder / "unpacked")
        with step(f"Odoo {recipe.version}: its Python and packages", usually="30 s"):
            make_python(recipe, folder, Path(scratch), log)
        (folder / "origin.json").write_text(json.dumps({"packages": files}), "utf-8")
    _link_scripts(target)
    return ready


def _link_scripts(folder: Path) -> None:
    """The machine's `libjs-*` packages where the unpacked ones look for them: Odoo 19 prints with `libjs-jquery`."""
    link = folder / "unpacked/usr/share/javascript"
    scripts = Path("/usr/share/javascript")
    if scripts.is_dir() and not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(scripts)
