"""``python -m tests.bed``: the bed from the command line."""

# ruff: noqa: T201  a program that prints

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable

from tests.bed.bed import Bed
from tests.bed.errors import BedError
from tests.bed.override import script
from tests.bed.recipe import VERSIONS, recipe
from tests.bed.tenants import Tenant

_Call = Callable[[Bed, argparse.Namespace], None]


def _up(bed: Bed, arguments: argparse.Namespace) -> None:
    for version in arguments.versions or VERSIONS:
        tenant = bed.tenant(version, f"dev{version}")
        bed.keep()
        print(f"Odoo {version}: {tenant.url} database {tenant.database}", flush=True)
    if arguments.wait:
        print("Ctrl-C ends the servers", flush=True)
        _wait()
        bed.down()


def _down(bed: Bed, _: argparse.Namespace) -> None:
    bed.down()


def _status(bed: Bed, arguments: argparse.Namespace) -> None:
    found = []
    for clone in bed.clones.all():
        server = bed.clones.server(clone.name)
        found.append({"database": clone.name, "version": clone.version, "url": server.url if server else None})
    if arguments.json:
        print(json.dumps(found, indent=1))
        return
    for one in found:
        print(f"{one['database']} (Odoo {one['version']}): {one['url'] or 'not running'}")
    if not found:
        print("no databases")


def _clone(bed: Bed, arguments: argparse.Namespace) -> None:
    tenant = bed.clone(arguments.version, arguments.name)
    bed.keep()
    print(_exports(tenant))


def _drop(bed: Bed, arguments: argparse.Namespace) -> None:
    if bed.clones.get(arguments.name) is None:
        raise BedError(f"{arguments.name} is no database of this bed")
    bed.drop(arguments.name)


def _env(bed: Bed, arguments: argparse.Namespace) -> None:
    tenant = bed.tenant(arguments.version, arguments.name)
    bed.keep()
    print(_exports(tenant))


def _script(_: Bed, arguments: argparse.Namespace) -> None:
    print(script(arguments.version, recipe(arguments.version).customisation.read_text("utf-8")))


def _run(bed: Bed, arguments: argparse.Namespace) -> None:
    tenant = bed.tenant(arguments.version, f"dev{arguments.version}")
    print(f"A real Odoo {tenant.version} with demo data: {tenant.url}/web?db={tenant.database}")
    print(f"In a browser sign in as {tenant.admin.login} / {tenant.admin.password}. For atlas-odoo:")
    print(_exports(tenant))
    print("The database stays for the next time.", end=" ")
    print("It was running already and goes on; Ctrl-C." if bed.kept else "Ctrl-C ends the server.", flush=True)
    _wait()


def _exports(tenant: Tenant) -> str:
    values = {
        "ODOO_URL": tenant.url,
        "ODOO_DB": tenant.database,
        "ODOO_LOGIN": tenant.login,
        "ODOO_API_KEY": tenant.api_key,
    }
    return "\n".join(f"export {name}={value}" for name, value in values.items())


def _wait() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        print()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bed", description="Real Odoo servers for tests and for trying.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="start servers that stay until 'down'")
    up.add_argument("versions", nargs="*", type=int, metavar="VERSION", help="19, 14; both when left out")
    up.add_argument("--wait", action="store_true", help="stay in the foreground; Ctrl-C ends them")
    up.set_defaults(call=_up)
    commands.add_parser("down", help="end every server of this bed").set_defaults(call=_down)
    status = commands.add_parser("status", help="what runs, and which databases there are")
    status.add_argument("--json", action="store_true")
    status.set_defaults(call=_status)
    named: tuple[tuple[str, _Call, str], ...] = (
        ("clone", _clone, "make a database; prints how to reach it"),
        ("drop", _drop, "drop such a database"),
        ("env", _env, "print how to reach a database, which is made when there is none"),
    )
    for name, call, what in named:
        command = commands.add_parser(name, help=what)
        command.add_argument("version", type=int, choices=VERSIONS)
        command.add_argument("name")
        command.set_defaults(call=call)
    versioned: tuple[tuple[str, _Call, str], ...] = (
        ("run", _run, "one server with demo data until Ctrl-C"),
        ("script", _script, "print what `odoo shell` of another server is to run (see test-bed.md)"),
    )
    for name, call, what in versioned:
        command = commands.add_parser(name, help=what)
        command.add_argument("version", type=int, choices=VERSIONS)
        command.set_defaults(call=call)
    return parser


def main() -> int:
    """Run one command; 0 when it went well."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = _parser().parse_args()
    bed = Bed()
    try:
        arguments.call(bed, arguments)
    except BedError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        bed.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
