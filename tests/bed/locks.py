"""Two kinds of file lock; the kernel drops both when their holder dies.

`exclusively` keeps two processes from building or starting the same thing.
A `Lease` is held, shared, by everyone who uses the running servers: who leaves
last (nobody else holds it) may stop them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bed.progress import say


def _open(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Hold the lock file `path` alone; wait, and say so, while another process has it."""
    descriptor = _open(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is preparing the bed; waiting for it ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Lease:
    """A shared claim on the running servers, ended by `release` or by the process's end."""

    def __init__(self, path: Path) -> None:
        """Claim at once."""
        self._descriptor: int | None = _open(path)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Give the claim up; True when nobody else holds one.

        Call it while holding the bed's exclusive lock, so that nobody can come in between.
        """
        if self._descriptor is None:
            return False
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(self._descriptor)
            self._descriptor = None
