"""`atlas-odoo connect`: Test & Save."""

from __future__ import annotations

from dataclasses import dataclass, field
from shlex import quote

import click

from atlas_odoo.cli import bookkeeping
from atlas_odoo.cli.asking import (
    ask_secret,
    ask_text,
    can_ask,
    confirmed,
    secret_from_environment,
    secret_from_stdin,
)
from atlas_odoo.cli.checking import Checking
from atlas_odoo.cli.discovering import discovered, discovery_document, tell
from atlas_odoo.cli.options import json_option, settings
from atlas_odoo.cli.output import Output, run_async
from atlas_odoo.cli.showing import connection_document
from atlas_odoo.connections.check_values import Draft
from atlas_odoo.connections.connection import Connection
from atlas_odoo.errors import ArgumentInvalid, AtlasError, NameTaken
from atlas_odoo.odoo.address import guess_database, mend_url
from atlas_odoo.settings import Settings


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the command or its environment; an empty `db` means: look it up."""

    name: str | None
    url: str | None
    db: str | None
    login: str | None
    secret: str | None = field(repr=False)
    company: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What Test & Save cannot do without, and how to give it."""
        needed = {
            "URL (--url or ODOO_URL)": self.url,
            "login (--login or ODOO_LOGIN)": self.login,
            "API key (--api-key-stdin or ODOO_API_KEY)": self.secret,
        }
        return tuple(name for name, value in needed.items() if not value)


@click.command()
@click.option("--name", metavar="NAME", help="What to call the connection (default: the database's name).")
@click.option("--url", envvar="ODOO_URL", show_envvar=True, help="Address of the Odoo, as the browser shows it.")
@click.option(
    "--db", envvar="ODOO_DB", show_envvar=True, metavar="NAME", help="Database; looked up where Odoo allows it."
)
@click.option("--login", envvar="ODOO_LOGIN", show_envvar=True, metavar="LOGIN", help="Login of the integration user.")
@click.option("--api-key-stdin", is_flag=True, help="Read the API key from standard input (or set ODOO_API_KEY).")
@click.option("--company", metavar="NAME|ID", help="Company to work in, where the user has several.")
@click.option("--allow-admin", is_flag=True, help="Accept a user with administrator rights.")
@click.option("--replace", is_flag=True, help="Replace a saved connection of the same name.")
@click.option("--test-only", is_flag=True, help="Run the tests and save nothing.")
@click.option("--no-discover", is_flag=True, help="Leave reading the schema to its first use.")
@json_option
def command(
    *,
    name: str | None,
    url: str | None,
    db: str | None,
    login: str | None,
    api_key_stdin: bool,
    company: str | None,
    allow_admin: bool,
    replace: bool,
    test_only: bool,
    no_discover: bool,
    out: Output,
) -> None:
    """Test an Odoo connection and save it.

    Asks for what is not given. Use an integration user with user-level groups only, and an API key made by that
    user in Odoo under Preferences, Account Security. Nothing is saved unless the tests pass.
    """
    configuration = settings()
    secret = secret_from_stdin() if api_key_stdin else secret_from_environment()
    given = completed(Given(name, url, db, login, secret, company))
    known = given.name or given.db
    old = replaceable(configuration, known, replace=replace) if known and not test_only else None

    checking = Checking(configuration, out)
    try:
        checked = checking.run(draft(given, allow_admin=allow_admin))
        connection = checked.connection
        if not (known or test_only):
            old = replaceable(configuration, connection.name, replace=replace)
        if not test_only:
            connection = run_async(bookkeeping.save(configuration, connection, given.secret or "", old))
    except AtlasError as error:
        out.fail(error, saved=False, steps=checking.steps_as_data())

    document = {
        "saved": not test_only,
        "connection": connection_document(connection),
        "steps": checking.steps_as_data(),
    }
    if test_only:
        out.line("The tests passed; nothing was saved (--test-only).", style="bold")
        out.document(document)
        return
    out.line(f"Saved as {connection.name}{', the active connection' if connection.active else ''}.", style="bold")
    if not connection.active:
        out.line(f"`atlas-odoo connections use {quote(connection.name)}` makes it the active one.")
    if no_discover:
        out.document(document)
        return
    try:
        _, discovery = run_async(discovered(configuration, connection.name, out))
    except AtlasError as error:
        out.line("The connection is saved; `atlas-odoo discover` tries the rest again.", style="warning")
        out.fail(error, **document)
    tell(out, connection, discovery)
    out.document({**document, "discovery": discovery_document(connection, discovery)})


def completed(given: Given) -> Given:
    """What was given, with the rest asked for when something needed is missing and somebody is there.

    Raises ArgumentInvalid, naming what is missing and how to give it, when nobody is.
    """
    if not given.missing:
        return given
    if not can_ask():
        raise ArgumentInvalid(
            f"Missing: {', '.join(given.missing)}.", advice="Give it, or run this on a terminal to be asked."
        )
    name = given.name or ask_text("Display name (empty: the database's name)", may_be_empty=True) or None
    url = given.url or ask_text("URL")
    db = given.db
    if db is None:
        db = ask_text("Database (empty: look it up)", guess_database(mend_url(url).url), may_be_empty=True)
    return Given(name, url, db, given.login or ask_text("Login"), given.secret or ask_secret(), given.company)


def draft(given: Given, *, allow_admin: bool) -> Draft:
    """What is to be tested."""
    return Draft(
        url=given.url or "",
        login=given.login or "",
        secret=given.secret or "",
        name=given.name,
        database=given.db or None,
        company=given.company,
        allow_admin=allow_admin,
    )


def replaceable(configuration: Settings, name: str, *, replace: bool) -> Connection | None:
    """The saved connection of that name, when it may be replaced; None when there is none. Raises NameTaken."""
    old = run_async(bookkeeping.find(configuration, name))
    if old is None or replace or (can_ask() and confirmed(f"{old.name} is saved already. Replace it?")):
        return old
    raise NameTaken(
        f"A connection called {old.name} is saved already.",
        advice="Give --replace to replace it, or another --name.",
    )
