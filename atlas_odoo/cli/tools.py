"""`atlas-odoo tools`: what agents get on a connection and what it costs, and the files that say so."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from atlas_odoo import shipped
from atlas_odoo.business.binding import bound
from atlas_odoo.business.tool_files import tool_files
from atlas_odoo.cli import bookkeeping
from atlas_odoo.cli.choosing import check_names, choice_options, chosen
from atlas_odoo.cli.options import connection_option, json_option, settings
from atlas_odoo.cli.output import Output, run_async
from atlas_odoo.cli.tools_showing import Shown, fault_document, replaced_document, show
from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.connections.session import open_session
from atlas_odoo.errors import ToolFileInvalid
from atlas_odoo.objects.drafting import draft
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.schema.catalogue import Catalogue
from atlas_odoo.schema.tenant import open_schema
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.surface_cache import SurfaceCache
from atlas_odoo.server.surface_making import glimpse_of, offer
from atlas_odoo.settings import Settings


@click.group(name="tools", invoke_without_command=True)
@connection_option
@choice_options
@click.option("--explain", is_flag=True, help="Show the fields behind each object, and why what is missing is missing.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    *,
    connection: str | None,
    toolsets: str | None,
    tools: str | None,
    read_only: bool,
    explain: bool,
    out: Output,
) -> None:
    """Show what agents get on a connection and what it costs; write and check tool files.

    Shown is what `serve` offers there with the same options; Odoo is asked only when nothing was discovered yet.
    """
    if context.invoked_subcommand is not None:
        return
    configured = settings()
    choice = chosen(configured, toolsets, tools, read_only=read_only)
    check_names(configured, choice)
    saved, catalogue = run_async(_known(configured, connection))
    loaded = tool_files(configured.own_tools)
    binding = bound(loaded.files, catalogue)
    facts = SurfaceCache(configured, choice).facts(glimpse_of(saved)) or Facts()
    made = offer(loaded.files, binding, choice, saved, facts)
    show(out, Shown(saved, loaded, binding, made), explain=explain)


@command.command()
@click.argument("model")
@connection_option
def new(*, model: str, connection: str | None) -> None:
    """Write a tool file for a model to standard output, ready to be put into your folder of tool files."""
    configured = settings()
    catalogue = run_async(_with_model(configured, connection, model))
    taken = {name for file in tool_files(configured.own_tools).files for name in file.objects}
    schema = shipped.folder("tools") / "schema.json"
    click.echo(draft(catalogue, model, taken=taken, schema=schema.as_posix()), nl=False)


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
def check(*, file: Path | None, out: Output) -> None:
    """Check a tool file or a folder of them; without FILE, those of the program and your own."""
    configured = settings()
    loaded = tool_files(file or configured.own_tools)
    faults = [str(fault) for fault in loaded.faults]
    for replaced in loaded.replaced:
        out.line(f"{replaced.path}: `{replaced.name}` changes the one that is shipped.", style="note")
    for text in faults:
        out.line(text, style="failed")
    if faults:
        files = {fault.path for fault in loaded.faults}
        out.fail(
            ToolFileInvalid(f"{_counted(faults, 'fault')} in {_counted(files, 'file')}."),
            faults=[fault_document(fault) for fault in loaded.faults],
        )
    out.document({"faults": [], "replaced": [replaced_document(item) for item in loaded.replaced]})
    objects = [name for item in loaded.files for name in item.objects]
    out.line(f"No faults: {_counted(loaded.files, 'file')}, {_counted(objects, 'object')}.", style="ok")


async def _known(configured: Settings, name: str | None) -> tuple[Connection, Catalogue]:
    """A connection with its schema as agents see it: from the cache, or from Odoo when nothing is cached."""
    connection = await bookkeeping.get(configured, name)
    snapshot = await SchemaCache(cache_path(configured.cache, connection.id)).load()
    if snapshot is not None:
        return connection, VisibleCatalogue(BUILT_IN, snapshot.catalogue())
    async with ConnectionBook.at(configured) as book, await open_session(book, name, configured) as session:
        whole = await open_schema(session.client, configured, connection.id).catalogue()
        return connection, VisibleCatalogue(BUILT_IN, whole)


async def _with_model(configured: Settings, name: str | None, model: str) -> Catalogue:
    """The schema as agents see it. A model that is not in it may be new: Odoo is asked for it.

    Raises ModelMissing with near matches, ModelHidden, and what the connection raises.
    """
    connection, catalogue = await _known(configured, name)
    if model in catalogue or catalogue.hides(model):
        return catalogue
    async with ConnectionBook.at(configured) as book, await open_session(book, name, configured) as session:
        schema = open_schema(session.client, configured, connection.id)
        await schema.require(model)
        return VisibleCatalogue(BUILT_IN, await schema.catalogue())


def _counted(items: Collection[object], word: str) -> str:
    return f"{len(items)} {word}{'' if len(items) == 1 else 's'}"
