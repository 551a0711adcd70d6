"""`atlas-odoo schema`: search, show and compare the discovered schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import click

from atlas_odoo.cli import bookkeeping
from atlas_odoo.cli.discovering import list_changes
from atlas_odoo.cli.options import connection_option, json_option, settings
from atlas_odoo.cli.output import Output, run_async
from atlas_odoo.cli.schema_showing import field_row, hit_document, hit_row, model_document, model_facts
from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.session import open_session
from atlas_odoo.errors import CacheError
from atlas_odoo.schema.baseline import Baseline, nearest
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.schema.catalogue import Access, Model
from atlas_odoo.schema.drift import Drift, diff_baseline
from atlas_odoo.schema.search import Hit
from atlas_odoo.schema.snapshot import Snapshot
from atlas_odoo.schema.tenant import open_schema
from atlas_odoo.settings import Settings

_LIMIT: Final = 20


@click.group(name="schema")
def command() -> None:
    """Search, show and compare the discovered schema."""


@command.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 200), default=_LIMIT, show_default=True, help="Finds to show.")
@connection_option
@json_option
def search(*, text: tuple[str, ...], limit: int, connection: str | None, out: Output) -> None:
    """Find models and fields by words of their names, labels, helps and values."""
    hits = run_async(_search(settings(), connection, " ".join(text), limit))
    out.document({"hits": [hit_document(hit) for hit in hits]})
    if hits:
        out.table(("NAME", "LABEL", "TYPE", ""), (hit_row(hit) for hit in hits))
    else:
        out.line("Nothing found.")


@command.command()
@click.argument("model")
@connection_option
@json_option
def show(*, model: str, connection: str | None, out: Output) -> None:
    """Show one model: its fields, and what the integration user may do with it."""
    found, access = run_async(_show(settings(), connection, model))
    out.document(model_document(found, access))
    out.facts(model_facts(found, access))
    out.line()
    out.table(("FIELD", "TYPE", "LABEL", ""), (field_row(field) for _, field in sorted(found.fields.items())))


@command.command()
@click.option(
    "--against",
    type=click.Choice(["last", "baseline"]),
    default="last",
    show_default=True,
    help="The discovery before the last change, or a standard Odoo.",
)
@connection_option
@json_option
def diff(*, against: str, connection: str | None, out: Output) -> None:
    """Show what is different from before, or from a standard Odoo. Reads the cache only."""
    snapshot = run_async(_cached(settings(), connection))
    if against == "last":
        _tell_last(out, snapshot)
    else:
        _tell_baseline(out, snapshot, nearest(snapshot.facts.version))


async def _search(configuration: Settings, name: str | None, text: str, limit: int) -> tuple[Hit, ...]:
    async with ConnectionBook.at(configuration) as book, await open_session(book, name, configuration) as session:
        schema = open_schema(session.client, configuration, session.connection.id)
        return await schema.search(text, limit=limit)


async def _show(configuration: Settings, name: str | None, model: str) -> tuple[Model, Access]:
    async with ConnectionBook.at(configuration) as book, await open_session(book, name, configuration) as session:
        schema = open_schema(session.client, configuration, session.connection.id)
        return await schema.require(model), await schema.access(model)


async def _cached(configuration: Settings, name: str | None) -> Snapshot:
    connection = await bookkeeping.get(configuration, name)
    snapshot = await SchemaCache(cache_path(configuration.cache, connection.id)).load()
    if snapshot is None:
        raise CacheError(f"Nothing was discovered yet for {connection.name}.", advice="Run `atlas-odoo discover`.")
    return snapshot


def _tell_last(out: Output, snapshot: Snapshot) -> None:
    facts = snapshot.facts
    drift = facts.drift or Drift()
    since, at = _moment(facts.drift_from), _moment(facts.drift_at)
    out.document({"against": "last", "from": since, "to": at, "drift": drift.as_json()})
    if not drift:
        out.line(f"Nothing changed since the first discovery, as of {_moment(facts.discovered_at)}.")
        return
    out.line(f"Between {since} and {at}: {drift.summary}", style="bold")
    list_changes(out, drift.lines)


def _tell_baseline(out: Output, snapshot: Snapshot, baseline: Baseline) -> None:
    drift = diff_baseline(baseline.models(), snapshot.catalogue())
    out.document({"against": f"Odoo {baseline.version}", "drift": drift.as_json()})
    own = Drift(drift.models_added, (), drift.fields_added, (), drift.changed)
    out.line(f"Besides and instead of a standard Odoo {baseline.version}: {own.summary}", style="bold")
    list_changes(out, own.lines)
    if drift.models_removed or drift.fields_removed:
        out.line(
            f"Not installed, or not readable for this user: {len(drift.models_removed)} standard models, "
            f"{len(drift.fields_removed)} standard fields of the others.",
            style="note",
        )


def _moment(seconds: float | None) -> str | None:
    """A time of the cache as ISO 8601 in UTC, to the second."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
