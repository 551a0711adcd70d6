"""Where the bed keeps its things: one cache folder per user, and what stands in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bed.errors import BedError


@dataclass(frozen=True)
class Places:
    """The folders of one bed. Two checkouts of one user share them on purpose."""

    root: Path

    @classmethod
    def of_this_user(cls) -> Places:
        """The bed in $XDG_CACHE_HOME, or ~/.cache."""
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return cls(Path(home) / "atlas-odoo-test-bed")

    @property
    def installs(self) -> Path:
        """Unpacked Odoo servers, each with its Python; one folder per recipe."""
        return self.root / "installs"

    @property
    def snapshots(self) -> Path:
        """Prepared databases: a dump, a filestore and the keys made with it."""
        return self.root / "snapshots"

    @property
    def data(self) -> Path:
        """Odoo's data folders (filestores of the clones, sessions)."""
        return self.root / "data"

    @property
    def run(self) -> Path:
        """State files of what runs now, leases and locks."""
        return self.root / "run"

    @property
    def clones(self) -> Path:
        """One state file per cloned database: its version and its template."""
        return self.root / "clones"

    @property
    def logs(self) -> Path:
        """Logs of every step and server."""
        return self.root / "logs"

    @property
    def mark(self) -> str:
        """A short name for this bed, for the few things that live outside the cache."""
        return hashlib.sha256(f"{os.getuid()}:{self.root}".encode()).hexdigest()[:8]

    def make(self) -> None:
        """Create the folders; private, because keys of the test users lie in them."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.installs, self.snapshots, self.data, self.run, self.clones, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def built(target: Path) -> Iterator[Path]:
    """Give a temporary folder that becomes `target` when the block ends well.

    A crash leaves only a folder named ``.building-*``, which the next build of
    the same target removes; `target` exists complete or not at all.
    """
    for leftover in target.parent.glob(f".building-{target.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".building-{target.name}-", dir=target.parent))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if target.exists():
        raise BedError(f"{target} appeared while it was being built: is the lock file being bypassed?")
    folder.rename(target)


def unused(folder: Path, pattern: str, days: float = 30) -> list[Path]:
    """What nobody has used for long (its users set its modification time)."""
    limit = time.time() - days * 24 * 3600
    return [each for each in folder.glob(pattern) if each.stat().st_mtime < limit]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, complete or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp: 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
