"""Server processes for tests."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]


@asynccontextmanager
async def process(arguments: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process with three pipes, gone when the block ends."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=TOP, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.communicate()


@dataclass(frozen=True)
class HttpServer:
    """A running HTTP server process. `log` is what it wrote to standard error."""

    url: str
    child: subprocess.Popen[bytes]
    log: Path


@contextmanager
def http_server(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Iterator[HttpServer]:
    """A Python process that says where it serves MCP; it is told to stop when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stream:
            child = subprocess.Popen(
                [sys.executable, *arguments], cwd=TOP, env=environ, stdin=subprocess.DEVNULL, stderr=stream
            )
        try:
            yield HttpServer(_address(child, log), child, log)
        finally:
            child.terminate()
            child.wait(20)


def _address(child: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 30
    while child.poll() is None and time.monotonic() < deadline:
        if found := re.search(r"http://[^\s,]+/mcp", log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"It does not serve: {log.read_text(encoding='utf-8')}")
