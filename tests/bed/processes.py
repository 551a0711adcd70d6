"""Running other programs: to their end, or detached and remembered by pid and start time.

The start time makes a pid safe to keep in a file: a pid that has since gone to
another process is not ours, and is never signalled.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bed.errors import BedError


def finish(
    argv: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> str:
    """Run a program to its end and return its stdout; stderr goes to `log`.

    Raises:
        BedError: it did not end with 0; the message carries the end of the log.
    """
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    setpriv = shutil.which("setpriv")  # so that the program does not go on alone when we are killed
    guard = [setpriv, "--pdeathsig", "KILL"] if setpriv else []
    with log.open("a", encoding="utf-8") as errors:
        done = subprocess.run(
            [*guard, *argv],
            env=dict(env) if env is not None else None,
            input=stdin if stdin is not None else "",
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=False,
            user=user,
            extra_groups=[] if user else None,
            cwd=cwd or "/",
        )
    if done.returncode != 0:
        raise BedError(f"{Path(argv[0]).name} ended with {done.returncode}; {tail(log)}\n{done.stdout[-500:]}")
    return done.stdout


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log file, for an error message."""
    if not log.exists():
        return f"{log} was never written"
    text = log.read_text("utf-8", errors="replace").splitlines()[-lines:]
    return f"the end of {log}:\n" + "\n".join(text)


def _stat(pid: int) -> tuple[str, int] | None:
    """State letter and start time of a process, or None when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[19])


def _threads(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/task").iterdir()))
    except (FileNotFoundError, ProcessLookupError):
        return 0


@dataclass(frozen=True)
class Process:
    """A process that we started, by id and start time."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> Process:
        """The process that has this pid now."""
        stat = _stat(pid)
        if stat is None:
            raise BedError(f"process {pid} ended at once")
        return cls(pid, stat[1])

    @classmethod
    def detached(cls, argv: Sequence[str], log: Path, env: Mapping[str, str]) -> Process:
        """Start a program in a session of its own, writing to `log`; it outlives us."""
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pid = os.posix_spawn(
            argv[0],
            list(argv),
            dict(env),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
        return cls.of(pid)

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        self._reap()
        stat = _stat(self.pid)
        if stat is None or stat[1] != self.started:
            return False
        return stat[0] not in "ZX" or _threads(self.pid) > 1  # threads that are still dying hold the sockets open

    def send(self, number: signal.Signals) -> None:
        """Signal it, unless it is gone."""
        if self.alive:
            os.kill(self.pid, number)

    def end(self, number: signal.Signals = signal.SIGTERM, patience: float = 20.0) -> None:
        """Ask it to end and wait; kill it when it does not listen."""
        self.send(number)
        self.send(signal.SIGCONT)  # a stopped process hears nothing
        deadline = time.monotonic() + patience
        while self.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        self.send(signal.SIGKILL)
        while self.alive:
            time.sleep(0.02)

    def _reap(self) -> None:
        """Take the exit status of a child of ours, so that it does not stay a zombie."""
        with suppress(ChildProcessError):  # not a child of this process: its parent reaps it
            os.waitpid(self.pid, os.WNOHANG)
