"""Programs from npm that look at the server from outside, installed once into the user's cache folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bed.locks import exclusively

PACKAGES = (
    "node@22.23.3",  # the conformance suite needs 22; npm's own node may be older
    "@modelcontextprotocol/inspector@2.12.0",
    "@modelcontextprotocol/conformance@0.2.0-alpha.12",
)
LIMIT = 100.0


@dataclass(frozen=True)
class Done:
    """How a program ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Node:
    """The programs of one installation."""

    folder: Path

    def run(self, program: str, *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Done:
        """Run a program with the Node that was installed beside it."""
        programs = self.folder / "node_modules" / ".bin"
        done = subprocess.run(
            [str(programs / "node"), str(programs / program), *arguments],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)


def installed() -> Node:
    """The installation; made when it is not there. Without npm the test is skipped, in CI it fails."""
    npm = shutil.which("npm")
    if npm is None:
        reason = "npm is not installed: the server is not looked at from outside"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "atlas-odoo-test-node"
    folder = cache / hashlib.sha256(" ".join(PACKAGES).encode()).hexdigest()[:10]
    with exclusively(cache / "lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            # The node package fetches nothing: its script links the binary of a package for this platform.
            options = ["--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run([npm, "install", *options, "--prefix", str(folder), *PACKAGES], check=True)
            (folder / "ready").touch()
    return Node(folder)
