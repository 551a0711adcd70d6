"""Records in the shape of a layout: cells, lines below them, and the currencies that amounts are in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from atlas_odoo.business.cells import Cell, cell
from atlas_odoo.business.layout import Column, Layout
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Lines, Reference

Record = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its id, a cell per column, and its lines, a block per `Layout.lines`."""

    id: int
    cells: tuple[Cell, ...]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one record; `more` were not read."""

    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns and lines that are left to show after looking at the records. `units` are currencies by column."""

    model: str
    columns: tuple[Column, ...]
    units: dict[str, str]
    lines: tuple[tuple[str, Sheet], ...] = ()
    mixed: frozenset[str] = field(default_factory=frozenset)
    """Columns whose amounts are in several currencies: each is shown beside its currency."""
    back: str | None = None
    """For lines: the field that leads back to their record."""
    path: tuple[str, ...] = ()
    """For lines: where their record has them."""


def sheet(layout: Layout, records: Sequence[Record], *, drop_empty: bool) -> Sheet:
    """What to show of `records`; with `drop_empty` columns that are empty in all of them are left out."""
    columns: list[Column] = []
    units: dict[str, str] = {}
    mixed: set[str] = set()
    for column in layout.columns:
        values = [value_at(record, column.path) for record in records]
        if drop_empty and all(value in (None, "", []) for value in values):
            continue
        columns.append(column)
        found = _currencies(column, records, values)
        if len(found) == 1 and (unit := next(iter(found))) is not None:
            units[column.name] = unit
        elif len(found) > 1:
            mixed.add(column.name)
    if drop_empty:  # what stands beside every amount is no news in a column of its own
        told = {column.currency for column in columns if column.name in units or column.name in mixed}
        columns = [column for column in columns if column.path not in told]
    lines = []
    for item in layout.lines:
        below = [line for record in records for line in _listed(value_at(record, item.path))]
        if below or not drop_empty:
            shown = sheet(item.layout, below, drop_empty=drop_empty)
            lines.append((item.name, replace(shown, back=item.field.relation_field, path=item.path)))
    return Sheet(layout.model, tuple(columns), units, tuple(lines), frozenset(mixed))


def rows(shown: Sheet, records: Iterable[Record], limit: int) -> list[Row]:
    """The records as rows; texts are cut after `limit` characters."""
    return [_row(shown, record, limit) for record in records]


def value_at(record: Json, path: tuple[str, ...]) -> Json:
    """The value that a path of many2one fields leads to; None where one of them is empty."""
    for name in path:
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record


def cut_fields(shown: Sheet, records: Sequence[Record], limit: int) -> tuple[str, ...]:
    """The columns in which a text was cut."""
    return tuple(
        column.name
        for column in shown.columns
        if column.field.type in {"char", "text", "html"}
        and any(isinstance(value := value_at(record, column.path), str) and len(value) > limit for record in records)
    )


def fewer_lines(row: Row, most: int) -> Row:
    """`row` with at most `most` lines in each block."""
    return replace(
        row,
        blocks=tuple(Block(block.rows[:most], block.more + max(0, len(block.rows) - most)) for block in row.blocks),
    )


def _row(shown: Sheet, record: Record, limit: int) -> Row:
    cells: list[Cell] = []
    for column in shown.columns:
        value = cell(value_at(record, column.path), column.field.type, limit)
        if shown.mixed and value is not None and column.name in shown.mixed and column.currency is not None:
            unit = value_at(record, column.currency)
            value = f"{value} {unit.name}" if isinstance(unit, Reference) else value
        cells.append(value)
    blocks = []
    for _, below in shown.lines:
        items = value_at(record, below.path)
        read = _listed(items)
        more = items.total - len(read) if isinstance(items, Lines) else 0
        blocks.append(Block(tuple(rows(below, read, limit)), more))
    return Row(record["id"], tuple(cells), tuple(blocks))


def _listed(value: Json) -> list[Record]:
    return value if isinstance(value, list) else []


def _currencies(column: Column, records: Sequence[Record], values: Sequence[Json]) -> set[str | None]:
    """The currencies of the amounts; None when some amount has none, which makes it one of no other either."""
    if column.currency is None:
        return set()
    found: set[str | None] = set()
    for record, value in zip(records, values, strict=True):
        unit = value_at(record, column.currency)
        if isinstance(unit, Reference) and value is not None:
            found.add(unit.name)
        elif value:
            found.add(None)
    return found
