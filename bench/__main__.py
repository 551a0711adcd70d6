"""`python -m bench [--json] [--quick] [--only PART]`: all figures in one run, against a fresh real Odoo 19."""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import calls, discovery, starts
from bench.figures import Figure, told
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

PARTS: Final = ("starts", "calls", "discovery")


def main() -> int:
    """Measure, tell; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only (repeatable)")
    chosen = parser.parse_args()
    figures: list[Figure] = []
    with _tenant() as tenant, tempfile.TemporaryDirectory() as folder:
        environ = _environ(Path(folder))
        _connect(tenant, environ)
        for part in chosen.only or PARTS:
            print(f"measuring {part} ...", file=sys.stderr)
            figures += _measured(part, tenant, environ, rounds=4 if chosen.quick else 15)
    print(told(figures, as_json=chosen.json))
    return 0 if all(figure.passed for figure in figures) else 1


def _measured(part: str, tenant: Tenant, environ: Mapping[str, str], *, rounds: int) -> Iterable[Figure]:
    match part:
        case "starts":
            return starts.measure(environ, rounds)
        case "calls":
            return asyncio.run(calls.measure(tenant, environ, 20 * rounds))
        case _:
            return discovery.measure(environ, max(3, rounds // 3))


@contextmanager
def _tenant() -> Iterator[Tenant]:
    """A database of this run's own on the real 19."""
    bed = Bed()
    try:
        bed.up(19)
        tenant = bed.fresh(19, "bench")
        yield tenant
        bed.drop(tenant.database)
    finally:
        bed.close()


def _environ(folder: Path) -> dict[str, str]:
    """An environment in which atlas-odoo keeps everything in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATLAS_ODOO_", "ODOO_"))}
    return {
        **kept,
        "ATLAS_ODOO_HOME": str(folder / "home"),
        "ATLAS_ODOO_CACHE": str(folder / "cache"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def _connect(tenant: Tenant, environ: Mapping[str, str]) -> None:
    """Save a connection the way a user does."""
    given = {
        "ODOO_URL": tenant.url,
        "ODOO_DB": tenant.database,
        "ODOO_LOGIN": tenant.login,
        "ODOO_API_KEY": tenant.api_key,
    }
    command = [sys.executable, "-m", "atlas_odoo", "connect", "--name", "bench", "--json"]
    subprocess.run(command, cwd=starts.TOP, env={**environ, **given}, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.exit(main())
