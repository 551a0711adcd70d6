"""`python -m bench [--json] [--quick] [--only PART]`: all figures in one run, against a fresh real Odoo 19."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import calls, data, discovery, questions, starts
from bench.connection import connect
from bench.figures import Figure, told
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

PARTS: Final = ("starts", "calls", "discovery", "questions")


def main() -> int:
    """Measure, tell; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only (repeatable)")
    chosen = parser.parse_args()
    figures: list[Figure] = []
    with _bed() as bed, _tenant(bed) as tenant, tempfile.TemporaryDirectory() as folder:
        environ = _environ(Path(folder))
        connect(tenant, environ, name="bench")
        for part in chosen.only or PARTS:
            print(f"measuring {part} ...", file=sys.stderr)
            if part == "questions":
                data.fill(bed, tenant)
            figures += _measured(part, tenant, environ, rounds=4 if chosen.quick else 15)
    print(told(figures, as_json=chosen.json))
    return 0 if all(figure.passed for figure in figures) else 1


def _measured(part: str, tenant: Tenant, environ: Mapping[str, str], *, rounds: int) -> Iterable[Figure]:
    match part:
        case "starts":
            return starts.measure(environ, rounds)
        case "calls":
            return asyncio.run(calls.measure(tenant, environ, 20 * rounds))
        case "discovery":
            return discovery.measure(environ, max(3, rounds // 3))
        case _:
            return asyncio.run(questions.measure(tenant, environ, rounds))


@contextmanager
def _bed() -> Iterator[Bed]:
    """The real 19."""
    bed = Bed()
    try:
        bed.up(19)
        yield bed
    finally:
        bed.close()


@contextmanager
def _tenant(bed: Bed) -> Iterator[Tenant]:
    """A database of this run's own."""
    tenant = bed.fresh(19, "bench")
    yield tenant
    bed.drop(tenant.database)


def _environ(folder: Path) -> dict[str, str]:
    """An environment in which atlas-odoo keeps everything in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATLAS_ODOO_", "ODOO_"))}
    return {
        **kept,
        "ATLAS_ODOO_HOME": str(folder / "home"),
        "ATLAS_ODOO_CACHE": str(folder / "cache"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


if __name__ == "__main__":
    sys.exit(main())
