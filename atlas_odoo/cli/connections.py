"""`atlas-odoo connections`: the saved connections."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from atlas_odoo.cli import bookkeeping
from atlas_odoo.cli.asking import ask_secret, can_ask, confirmed, secret_from_stdin
from atlas_odoo.cli.checking import Checking
from atlas_odoo.cli.options import json_option, settings
from atlas_odoo.cli.output import Output, run_async
from atlas_odoo.cli.showing import connection_document, connection_facts, expiry, moment
from atlas_odoo.connections.check_user import EXPIRES_SOON
from atlas_odoo.connections.check_values import Draft
from atlas_odoo.connections.connection import Connection
from atlas_odoo.errors import ArgumentInvalid, AtlasError, CacheError


@click.group(name="connections")
def command() -> None:
    """List, choose, test and change the saved connections."""


@command.command(name="list")
@json_option
def list_all(out: Output) -> None:
    """Show all saved connections; the active one is marked."""
    everything = run_async(bookkeeping.all_saved(settings()))
    out.document({"connections": [connection_document(one) for one in everything]})
    if not everything:
        out.line("No connection is saved. `atlas-odoo connect` makes one.")
        return
    out.table(
        ("", "NAME", "URL", "DATABASE", "LOGIN", "COMPANY", "ODOO", "KEY EXPIRES", "TESTED"),
        (
            (
                "*" if one.active else "",
                one.name,
                one.url,
                one.database,
                one.login,
                one.company_name,
                one.version,
                expiry(one),
                moment(one.tested_at),
            )
            for one in everything
        ),
    )
    if not any(one.active for one in everything):
        out.line("None is active: `atlas-odoo connections use NAME` chooses one.")


@command.command()
@click.argument("name", required=False)
@json_option
def show(name: str | None, out: Output) -> None:
    """Show one connection (default: the active one)."""
    connection = run_async(bookkeeping.get(settings(), name))
    out.facts(connection_facts(connection))
    left = connection.key_expires - datetime.now(UTC) if connection.key_expires else None
    if left is not None and left < EXPIRES_SOON:
        out.line(
            f"Make a new key in Odoo, then `atlas-odoo connections rotate-key {connection.name}`.", style="warning"
        )
    out.document({"connection": connection_document(connection)})


@command.command()
@click.argument("name")
@json_option
def use(name: str, out: Output) -> None:
    """Make a connection the active one."""
    connection = run_async(bookkeeping.use(settings(), name))
    out.line(f"{connection.name} is the active connection.")
    out.document({"connection": connection_document(connection)})


@command.command()
@click.argument("name", required=False)
@json_option
def test(name: str | None, out: Output) -> None:
    """Run the tests of a connection again (default: the active one)."""
    configuration = settings()
    connection, secret = run_async(bookkeeping.with_secret(configuration, name))
    checking = Checking(configuration, out)
    try:
        checked = checking.run(_draft(connection, secret))
        connection = run_async(bookkeeping.update(configuration, checked.connection))
    except AtlasError as error:
        out.fail(error, steps=checking.steps_as_data())
    out.line(f"{connection.name} works.", style="bold")
    out.document({"connection": connection_document(connection), "steps": checking.steps_as_data()})


@command.command()
@click.argument("old")
@click.argument("new")
@json_option
def rename(old: str, new: str, out: Output) -> None:
    """Give a connection another name."""
    connection = run_async(bookkeeping.rename(settings(), old, new))
    out.line(f"{old} is now called {connection.name}.")
    out.document({"connection": connection_document(connection)})


@command.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def remove(name: str, *, yes: bool, out: Output) -> None:
    """Forget a connection, its secret and its schema cache."""
    configuration = settings()
    connection = run_async(bookkeeping.get(configuration, name))
    if not yes:
        if not can_ask():
            raise ArgumentInvalid(
                "Removing a connection asks first, and nobody is there to answer.", advice="Give --yes."
            )
        if not confirmed(f"Remove {connection.name} ({connection.login} at {connection.url}) and its secret?"):
            out.line("Nothing was removed.")
            out.document({"removed": None})
            return
    connection = run_async(bookkeeping.remove(configuration, name))
    out.line(f"{connection.name} was removed. Its API key still works in Odoo until it is deleted there.")
    if connection.active:
        out.line("No connection is active now: `atlas-odoo connections use NAME` chooses one.")
    document = {"removed": connection_document(connection)}
    try:
        bookkeeping.forget_schema(configuration, connection)
    except CacheError as error:
        out.fail(error, **document)
    out.document(document)


@command.command(name="rotate-key")
@click.argument("name")
@click.option("--api-key-stdin", is_flag=True, help="Read the new API key from standard input.")
@json_option
def rotate_key(name: str, *, api_key_stdin: bool, out: Output) -> None:
    """Put a new API key in the place of the old one, once it has passed the tests."""
    configuration = settings()
    connection = run_async(bookkeeping.get(configuration, name))
    if not (api_key_stdin or can_ask()):
        raise ArgumentInvalid("Missing: the new API key.", advice="Pipe it in, with --api-key-stdin.")
    secret = secret_from_stdin() if api_key_stdin else ask_secret("New API key")
    if run_async(bookkeeping.is_secret_of(configuration, connection, secret)):
        raise ArgumentInvalid(
            f"This is the key that {connection.name} uses already.", advice="Make a new key in Odoo, and give that one."
        )
    checking = Checking(configuration, out)
    try:
        checked = checking.run(_draft(connection, secret))
        connection = run_async(bookkeeping.rotate_secret(configuration, checked.connection, secret))
    except AtlasError as error:
        out.fail(error, saved=False, steps=checking.steps_as_data())
    out.line(f"{connection.name} uses the new key. Delete the old one in Odoo.", style="bold")
    out.document({"saved": True, "connection": connection_document(connection), "steps": checking.steps_as_data()})


def _draft(connection: Connection, secret: str) -> Draft:
    """A saved connection, as something to test again."""
    return Draft(
        url=connection.url,
        login=connection.login,
        secret=secret,
        name=connection.name,
        database=connection.database,
        company=str(connection.company_id),
        allow_admin=connection.allow_admin,
        saved=connection,
    )
