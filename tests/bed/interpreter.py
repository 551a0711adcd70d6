"""A Python of the right version for an Odoo, with its pinned packages.

A Python of this machine is used when it really runs (a pyenv shim may be only a
shim); otherwise Python 3.9 comes from Debian bullseye's packages, unpacked and run
where they lie. Either way the result is one launcher script, ``python``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bed.debian import Suite
from tests.bed.errors import Unavailable
from tests.bed.processes import finish
from tests.bed.progress import say
from tests.bed.recipe import Recipe

_PIP = "pip==23.2.1"
"""For the unpacked Python, which comes without pip; it runs straight from its wheel."""

_PYTHON39 = (
    "python3.9-minimal",
    "libpython3.9-minimal",
    "libpython3.9-stdlib",
    "python3-distutils",
    "python3-lib2to3",
    "libssl1.1",
    "libffi7",
    "libexpat1",
    "zlib1g",
    "libbz2-1.0",
    "liblzma5",
    "libmpdec3",
    "libncursesw6",
    "libtinfo6",
    "libreadline8",
    "libsqlite3-0",
    "libuuid1",
    "libcrypt1",
)


def make_python(recipe: Recipe, folder: Path, scratch: Path, log: Path) -> None:
    """Put a launcher ``python`` with all packages of the recipe into `folder`."""
    launcher = folder / "python"
    found = find_python(recipe.pythons)
    if found is not None:
        finish([str(found), "-m", "venv", str(folder / "venv")], log)
        _write(launcher, 'exec "$here/venv/bin/python" "$@"')
        finish([str(launcher), "-m", "pip", *_install_arguments(recipe)], log)
        return
    if "3.9" not in recipe.pythons:
        raise Unavailable(f"Odoo {recipe.version} needs one of Python {', '.join(recipe.pythons)}; none runs here")
    say("no Python 3.9 runs here; taking it from Debian bullseye")
    root = folder / "debian"
    Suite("bullseye", scratch / "python39", log).unpack(_PYTHON39, root)
    _write(
        launcher,
        'root="$here/debian"',
        'LD_LIBRARY_PATH=$(echo "$root"/usr/lib/*-linux-gnu "$root"/lib/*-linux-gnu | tr " " ":")',
        'export LD_LIBRARY_PATH PYTHONHOME="$root/usr"',
        'exec "$root/usr/bin/python3.9" "$@"',
    )
    finish([sys.executable, "-m", "venv", str(scratch / "pip")], log)
    downloader = str(scratch / "pip" / "bin" / "python")
    finish([downloader, "-m", "pip", "download", "-q", "--no-deps", "-d", str(scratch), _PIP], log)
    wheel = next(scratch.glob("pip-*.whl"))
    packages = root / "usr/lib/python3/dist-packages"  # where a Debian Python looks
    finish([str(launcher), str(wheel / "pip"), *_install_arguments(recipe), "--target", str(packages)], log)


def find_python(minors: Sequence[str]) -> Path | None:
    """The first Python of one of these versions that really runs and can make a venv."""
    for minor in minors:
        for candidate in _candidates(minor):
            probe = "import ensurepip, sqlite3, ssl, sys, venv; print('%d.%d' % sys.version_info[:2])"
            done = subprocess.run(
                [str(candidate), "-c", probe], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
            )
            if done.returncode == 0 and done.stdout.strip() == minor:
                return candidate
    return None


def _candidates(minor: str) -> Iterator[Path]:
    name = f"python{minor}"
    yield from (folder / name for folder in (Path(sys.base_prefix) / "bin",) if (folder / name).exists())
    for entry in os.get_exec_path():
        if os.access(Path(entry) / name, os.X_OK):
            yield Path(entry) / name
    yield from sorted((Path.home() / ".pyenv" / "versions").glob(f"{minor}.*/bin/{name}"), reverse=True)
    uv = shutil.which("uv")
    if uv is not None:
        done = subprocess.run([uv, "python", "find", "--offline", minor], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip():
            yield Path(done.stdout.strip())


def _install_arguments(recipe: Recipe) -> list[str]:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    return ["install", *quiet, "--no-deps", "--requirement", str(recipe.requirements)]


def _write(launcher: Path, *lines: str) -> None:
    head = ("#!/bin/sh", 'here=$(dirname "$(readlink -f "$0")")')
    launcher.write_text("\n".join((*head, *lines, "")), "utf-8")
    launcher.chmod(0o755)
