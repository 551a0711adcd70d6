"""Running a discovery and telling how it goes: for `discover`, and for `connect` after it has saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from atlas_odoo.cli.output import Output
from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import Connection
from atlas_odoo.connections.session import open_session
from atlas_odoo.odoo.call import Json
from atlas_odoo.schema.catalogue import Catalogue, Origin
from atlas_odoo.schema.tenant import Discovery, Progress, open_schema
from atlas_odoo.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

MOST_LINES: Final = 40
"""Changes that are listed for people; `--json` has them all."""


async def discovered(
    settings: Settings, name: str | None, out: Output, *, full: bool = False
) -> tuple[Connection, Discovery]:
    """Discover the schema of a saved connection, the active one when None, showing how far it is.

    Raises what opening the connection, Odoo and the cache raise.
    """
    async with ConnectionBook.at(settings) as book, await open_session(book, name, settings) as session:
        schema = open_schema(session.client, settings, session.connection.id)
        with _shown(out) as progress:
            return session.connection, await schema.discover(full=full, progress=progress)


def tell(out: Output, connection: Connection, discovery: Discovery) -> None:
    """What came out, for people."""
    fields = sum(len(model.fields) for model in discovery.catalogue.values())
    spent = f"{discovery.seconds:.2f} s, {_counted(discovery.requests, 'request')}"
    out.line(
        f"{connection.name}: {len(discovery.catalogue)} models, {fields} fields{_custom(discovery.catalogue)} "
        f"({spent}; by {discovery.strategy}).",
        style="bold",
    )
    if not discovery.changed:
        out.line("Odoo says that nothing changed. `--full` reads everything again.")
    elif not discovery.first:
        out.line(f"Since the last run: {discovery.drift.summary}")
        list_changes(out, discovery.drift.lines)
    for line in discovery.unseen:
        out.line(line, style="note")


def _custom(catalogue: Catalogue) -> str:
    """How many of the models, and of the fields (those of custom models included), were made in this tenant."""
    models = sum(model.origin is Origin.CUSTOM for model in catalogue.values())
    fields = sum(field.origin is Origin.CUSTOM for model in catalogue.values() for field in model.fields.values())
    if not (models or fields):
        return ""
    return f"; {_counted(models, 'custom model')}, {_counted(fields, 'custom field')}"


def list_changes(out: Output, lines: tuple[str, ...]) -> None:
    """Changes, one on a line, up to a bound."""
    for line in lines[:MOST_LINES]:
        out.line(f"  {line}")
    if len(lines) > MOST_LINES:
        out.line(f"  and {len(lines) - MOST_LINES} more; `--json` lists all.")


def discovery_document(connection: Connection, discovery: Discovery) -> dict[str, Json]:
    """What came out, as data."""
    models = discovery.catalogue.values()
    return {
        "connection": connection.name,
        "version": discovery.catalogue.version,
        "models": len(discovery.catalogue),
        "fields": sum(len(model.fields) for model in models),
        "custom_models": [model.name for model in models if model.origin is Origin.CUSTOM],
        "custom_fields": sum(field.origin is Origin.CUSTOM for model in models for field in model.fields.values()),
        "strategy": discovery.strategy,
        "unseen": list(discovery.unseen),
        "first": discovery.first,
        "changed": discovery.first or bool(discovery.drift),
        "read_again": discovery.changed,
        "drift": discovery.drift.as_json(),
        "fingerprint": discovery.catalogue.fingerprint,
        "seconds": round(discovery.seconds, 3),
        "requests": discovery.requests,
    }


@contextmanager
def _shown(out: Output) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on a terminal, a line for each step elsewhere, nothing with `--json`."""
    if out.json:
        yield None
    elif not out.interactive:
        yield _Lines(out)
    else:
        from rich.console import Console  # noqa: PLC0415 -- only where somebody watches
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn  # noqa: PLC0415 -- as above
        from rich.progress import Progress as Bar  # noqa: PLC0415 -- as above

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Asking Odoo", total=None)
            yield lambda progress: _advance(bar, task, progress)


def _advance(bar: Bar, task: TaskID, progress: Progress) -> None:
    if progress.total is None:
        bar.reset(task, description=progress.step, total=None)
    else:
        bar.update(task, description=progress.step, completed=progress.done, total=progress.total)


class _Lines:
    """Each step once."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        if progress.step != self._last:
            self._last = progress.step
            self._out.line(f"{progress.step} ...")


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
