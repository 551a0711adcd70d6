"""The `atlas-odoo` command, and the outermost edge of the program."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from atlas_odoo import __version__
from atlas_odoo.cli.output import error_document, print_error, print_json
from atlas_odoo.errors import AtlasError

INTERRUPTED: Final = 130
UNEXPECTED: Final = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, and the line that `--help` shows without importing it."""

    module: str
    help: str


COMMANDS: Final[Mapping[str, Entry]] = MappingProxyType(
    {
        "connect": Entry("atlas_odoo.cli.connect", "Test an Odoo connection and save it."),
        "connections": Entry("atlas_odoo.cli.connections", "List, choose, test and change the saved connections."),
        "discover": Entry(
            "atlas_odoo.cli.discover", "Read the schema of the connected Odoo into the cache, and say what changed."
        ),
        "schema": Entry("atlas_odoo.cli.schema", "Search, show and compare the discovered schema."),
        "tools": Entry(
            "atlas_odoo.cli.tools",
            "Show what agents get on a connection and what it costs; write and check tool files.",
        ),
        "serve": Entry(
            "atlas_odoo.cli.serve", "Serve one saved connection to MCP clients: over stdio, or over HTTP with --http."
        ),
        "secrets": Entry(
            "atlas_odoo.cli.secrets", "Show and change the key that the saved secrets are encrypted with."
        ),
    }
)


class LazyGroup(click.Group):
    """Imports only the module of the command that is called: `serve` must not pay for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        """The command of that name, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = import_module(entry.module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- as above
        """The list of commands, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="atlas-odoo")
def command() -> None:
    """Let AI agents work in your company's Odoo, through MCP.

    Start with `atlas-odoo connect`, then point your MCP client at `atlas-odoo serve`.
    """


def run() -> None:
    """Run the program on the process's arguments and end the process. The outermost edge: nothing gets past it."""
    sys.exit(outcome(sys.argv[1:]))


def outcome(arguments: Sequence[str]) -> int:
    """Carry out the command in `arguments`; its exit code (docs/reference/exit-codes.md)."""
    try:
        # Without standalone mode, click hands over its own exceptions and returns the code of `Context.exit`.
        result = command.main(list(arguments), prog_name="atlas-odoo", standalone_mode=False)
    except AtlasError as error:
        print_error(error.message, error.advice)
        if wants_json(arguments):
            print_json({"error": error_document(error)})
        return error.exit_code
    except click.ClickException as error:
        error.show()
        if wants_json(arguments):
            print_json(
                {"error": {"code": "usage", "message": error.format_message(), "exit_code": error.exit_code}},
            )
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        print_error("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep the interpreter from complaining while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNEXPECTED
    except Exception as error:  # noqa: BLE001 -- the outermost edge: a person gets a line, never a traceback
        _unexpected(error)
        if wants_json(arguments):
            print_json(
                {"error": {"code": "unexpected", "message": "atlas-odoo failed inside.", "exit_code": UNEXPECTED}}
            )
        return UNEXPECTED
    return result if isinstance(result, int) else 0


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` was asked for; looked up here since the arguments may have failed to parse."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _unexpected(error: Exception) -> None:
    """One line about a fault of ours. The exception's own text stays out: it could hold a secret."""
    if os.environ.get("ATLAS_ODOO_DEBUG"):
        traceback.print_exception(error)
        return
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    print_error(
        f"atlas-odoo failed inside ({where}).",
        "This is a fault of atlas-odoo; ATLAS_ODOO_DEBUG=1 shows where it happened.",
    )
