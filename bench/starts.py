"""From spawning a server to its answered `tools/list`, beside a one-tool server on the bare SDK."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.figures import Figure, ratio
from bench.pipe import META

TOP: Final = Path(__file__).parent.parent
OURS: Final = (sys.executable, "-m", "atlas_odoo", "serve")
BARE: Final = (sys.executable, str(TOP / "bench" / "bare_server.py"))
REQUEST: Final = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}


def measure(environ: Mapping[str, str], rounds: int) -> tuple[Figure, Figure]:
    """The start, and the size of what `tools/list` answers."""
    ours, bare, answer = [], [], b""  # the first of each only warms up; ours makes the list that later starts show
    for _ in range(rounds + 1):
        seconds, _ = _start(BARE, environ)
        bare.append(seconds)
        seconds, answer = _start(OURS, environ)
        ours.append(seconds)
    tools = json.dumps(json.loads(answer)["result"]["tools"], separators=(",", ":"), ensure_ascii=False)
    return (
        ratio("spawn to answered tools/list", ours[1:], bare[1:], 1.25),
        Figure("tools/list", len(tools.encode()) / 1000, 24, "kB"),
    )


def _start(command: tuple[str, ...], environ: Mapping[str, str]) -> tuple[float, bytes]:
    """Seconds until the answer, and the answer."""
    begin = time.perf_counter()
    with subprocess.Popen(
        command, cwd=TOP, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(REQUEST).encode() + b"\n")
        child.stdin.flush()
        answer = child.stdout.readline()
        seconds = time.perf_counter() - begin
        child.stdin.close()
        child.wait(20)
    return seconds, answer
