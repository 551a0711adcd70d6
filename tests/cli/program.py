"""The real program in a process of its own, with a store of its own; no key may ever stand in what it prints."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from tests.leaks import SecretsInUse

TOP = Path(__file__).parents[2]
LIMIT = 60.0
THINKING = 0.3
# The terminal has to be the controlling one, or Ctrl-C typed into it would reach nobody.
_ON_TERMINAL = """
import fcntl, runpy, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("atlas_odoo", run_name="__main__", alter_sys=True)
"""
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Ended:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str = ""

    @property
    def json(self) -> Any:
        """Standard output, which has to be one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def steps(self) -> dict[str, dict[str, Any]]:
        """The steps of Test & Save by name."""
        return {step["step"]: step for step in self.json["steps"]}


@dataclass
class Program:
    """`atlas-odoo` with `home` as its data folder."""

    home: Path
    secrets: SecretsInUse
    key: str = field(default_factory=lambda: Fernet.generate_key().decode(), repr=False)

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """What the program sees: nothing of the developer's own connections."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ODOO_", "ATLAS_ODOO_"))}
        return {
            **kept,
            "ATLAS_ODOO_HOME": str(self.home),
            "ATLAS_ODOO_CACHE": str(self.home / "cache"),
            "ATLAS_ODOO_KEY": self.key,
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "PYTHONPATH": str(TOP),
            "PYTHONWARNINGS": "error",
            "COLUMNS": "200",
            **(extra or {}),
        }

    def run(self, *arguments: str, given: str = "", env: Mapping[str, str] | None = None) -> Ended:
        """Run it without a terminal; `given` is its standard input."""
        done = subprocess.run(
            [sys.executable, "-m", "atlas_odoo", *arguments],
            input=given,
            env=self.environment(env),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        self._search(done.stdout, done.stderr)
        return Ended(done.returncode, done.stdout, done.stderr)

    def talk(self, *arguments: str, answers: Mapping[str, str], env: Mapping[str, str] | None = None) -> Ended:
        """Run it on a terminal, as a person who types each of `answers` when its prompt shows up, in their order.

        `"^C"` presses Ctrl-C. What comes back is the screen, without colours.
        """
        terminal, other_end = pty.openpty()
        child = subprocess.Popen(
            [sys.executable, "-c", _ON_TERMINAL, *arguments],
            stdin=other_end,
            stdout=other_end,
            stderr=other_end,
            env=self.environment(env),
            start_new_session=True,
        )
        os.close(other_end)
        seen, said, deadline = "", 0, time.monotonic() + LIMIT
        waiting = list(answers.items())
        while True:
            if not select.select([terminal], [], [], deadline - time.monotonic())[0]:
                child.kill()
                child.wait()
                raise AssertionError(f"It waits for an answer that the test does not give; on the screen: {seen!r}")
            try:
                chunk = os.read(terminal, 65536)
            except OSError:  # how Linux says that the other side is gone
                chunk = b""
            if not chunk:
                break
            seen += _ESCAPES.sub("", chunk.decode(errors="replace")).replace("\r", "")
            if waiting and waiting[0][0] in seen[said:]:
                typed = waiting.pop(0)[1]
                said = len(seen)
                # A prompt is printed before its reader is ready: what is typed at once is thrown away.
                time.sleep(THINKING)
                os.write(terminal, b"\x03" if typed == "^C" else typed.encode() + b"\n")
        os.close(terminal)
        code = child.wait(timeout=LIMIT)
        assert not waiting, f"It never asked for {[prompt for prompt, _ in waiting]}; on the screen: {seen!r}"
        self._search(seen)
        return Ended(code, seen)

    def _search(self, *texts: str) -> None:
        assert self.key not in "".join(texts), "the encryption key was printed"
        assert not any(self.secrets.shown_in(text) for text in texts), "a secret was printed"
