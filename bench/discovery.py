"""Discovery of the whole tenant, and of one that has not changed."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.figures import Figure
from bench.starts import TOP

COMMAND: Final = (sys.executable, "-m", "atlas_odoo", "discover", "--json")


def measure(environ: Mapping[str, str], rounds: int) -> tuple[Figure, Figure]:
    """Full discovery as the command reports it; the unchanged one by the clock, less the time of its imports."""
    full = [_run([*COMMAND, "--full"], environ)[1]["seconds"] for _ in range(rounds)]
    imports = _imports(environ)
    unchanged = []
    for _ in range(rounds):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", imports], cwd=TOP, env=environ, check=True)
        importing = time.perf_counter() - begin
        unchanged.append(_run(COMMAND, environ)[0] - importing)
    return (
        Figure("full discovery", statistics.median(full), 2.5, "s"),
        Figure("unchanged tenant, without imports", statistics.median(unchanged), 0.3, "s"),
    )


def _imports(environ: Mapping[str, str]) -> str:
    """A program that imports what a discovery imports, in the order of a start."""
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:]], cwd=TOP, env=environ, capture_output=True, check=True
    )
    names = [line.rpartition(b"|")[2].strip().decode() for line in answer.stderr.splitlines() if b"|" in line]
    tops = [name for name in names if not name.startswith("_") and name not in {"imported package", "site"}]
    return "\n".join(
        f"try:\n    import {name}\nexcept ImportError:\n    pass" for name in tops if "__main__" not in name
    )


def _run(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, dict[str, Any]]:
    """Seconds of a command by the clock, and what it printed."""
    begin = time.perf_counter()
    answer = subprocess.run(command, cwd=TOP, env=environ, capture_output=True, check=True)
    return time.perf_counter() - begin, json.loads(answer.stdout)
