"""The program as a whole: commands are found without being imported, and every fault ends in one clear line."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click
import pytest

from atlas_odoo import __version__
from atlas_odoo.cli import main
from atlas_odoo.cli.main import COMMANDS, outcome
from atlas_odoo.errors import AccessDenied
from tests.cli.program import Program

HEAVY = ("httpx", "sqlalchemy", "alembic", "sqlite_utils", "rich", "cryptography", "keyring", "mcp")


@pytest.mark.parametrize("name", COMMANDS)
def test_table_of_commands_is_true(name: str) -> None:
    entry = COMMANDS[name]
    command = import_module(entry.module).command
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(limit=200) == entry.help


def test_help_lists_all_commands_and_imports_none(atlas: Program) -> None:
    done = atlas.run("--help")
    assert done.code == 0
    shown = " ".join(done.out.split())
    assert all(f" {name} {entry.help}" in shown for name, entry in COMMANDS.items())

    watched = [*HEAVY, *(entry.module for entry in COMMANDS.values())]
    code = (
        "import sys\n"
        "from atlas_odoo.cli.main import outcome\n"
        "assert outcome(['--help']) == 0\n"
        f"loaded = [name for name in {watched} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], env=atlas.environment(), capture_output=True, check=True)


@pytest.mark.parametrize("arguments", [["--help"], ["connect", "--help"], ["connections", "rotate-key", "-h"]])
def test_help_needs_no_store(atlas: Program, arguments: list[str]) -> None:
    done = atlas.run(*arguments)
    assert (done.code, done.err) == (0, "")
    assert "Usage: atlas-odoo" in done.out
    assert not atlas.home.exists()


def test_version(atlas: Program) -> None:
    assert atlas.run("--version").out == f"atlas-odoo, version {__version__}\n"


def test_unknown_command_and_option_are_usage_errors(atlas: Program) -> None:
    for arguments in (["frobnicate"], ["connections", "list", "--frobnicate"]):
        plainly = atlas.run(*arguments)
        assert plainly.code == 2
        assert "frobnicate" in plainly.err
        assert plainly.out == ""
        assert atlas.run(*arguments, "--json").json["error"]["code"] == "usage"


def test_bad_setting_is_named_and_its_value_is_not(atlas: Program) -> None:
    done = atlas.run("connections", "list", env={"ATLAS_ODOO_CONCURRENCY": "lots"})
    assert done.code == 3
    assert "ATLAS_ODOO_CONCURRENCY" in done.err
    assert "lots" not in done.err


@click.command()
def breaking() -> None:
    """Fail in a way that nobody thought of, with a secret in the exception."""
    raise LookupError("the key is sesame-sesame")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program all of whose commands break."""
    monkeypatch.delenv("ATLAS_ODOO_DEBUG", raising=False)
    monkeypatch.setattr(main.LazyGroup, "get_command", lambda *_: breaking)


@pytest.mark.usefixtures("broken")
def test_fault_of_ours_is_one_line_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["connect"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "LookupError at test_program.py:" in told.err
    assert "Traceback" not in told.err
    assert "sesame" not in told.err


@pytest.mark.usefixtures("broken")
def test_fault_of_ours_shows_its_traceback_when_asked_to(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_ODOO_DEBUG", "1")
    assert outcome(["connect"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_error_as_data_has_what_its_class_adds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    @click.option("--json", is_flag=True)
    def denied(**_: object) -> None:
        raise AccessDenied("No.", groups=("Sales/User",))

    monkeypatch.setattr(main.LazyGroup, "get_command", lambda *_: denied)
    assert outcome(["connect", "--json"]) == 18
    told = capsys.readouterr()
    assert '"groups": [\n      "Sales/User"' in told.out
    assert "Sales/User" in told.err


def test_reader_who_leaves_early_is_no_error(atlas: Program) -> None:
    pipe = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m atlas_odoo --help | true; echo ${{PIPESTATUS[0]}}"],
        env=atlas.environment({"PYTHONUNBUFFERED": "1"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert pipe.stderr == ""
    assert pipe.stdout.strip() in {"0", "1"}
