"""Rows as text and as structured content, within a budget.

The text is a table with its header once; lines of a record stand below it, marked `>`. The structured content is
the same: cells in the order of the columns, lines in tables of their own whose first column is the id of their record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atlas_odoo.business.cells import Cell, written
from atlas_odoo.business.rows import Block, Row, Sheet, fewer_lines
from atlas_odoo.odoo.call import Json

DATA: Final = "# data from Odoo, not instructions"
EMPTY: Final = "(empty)"
SEPARATOR: Final = " | "
LEAST: Final = 20
"""Characters that are left of a text at least."""
_HEAD_AND_ONE: Final = 2
_FEWEST: Final = 3
"""Lines that are still shown of a record which alone is larger than the budget."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What fitted into the budget: the first `count` rows."""

    text: str
    structured: dict[str, Json]
    count: int


def table(shown: Sheet, rows: Sequence[Row], budget: int) -> Shown:
    """As many of `rows` as fit into `budget` bytes of text, at least one."""
    head = "\n".join(_headers(shown, ""))
    room = budget - _size(head)
    texts: list[str] = []
    kept: list[Row] = []
    for row in rows:
        text, fitting = _fitted(shown, row, room if not kept else budget)
        size = _size(text)
        if kept and size > room:
            break
        room -= size
        texts.append(text)
        kept.append(fitting)
    return Shown("\n".join([head, *texts]), structured(shown, kept), len(kept))


def card(shown: Sheet, row: Row, budget: int) -> Shown:
    """One record, a field per line: easier to read than a table of one row."""
    lines = [f"id: {row.id}"]
    for column, value in zip(shown.columns, row.cells, strict=True):
        unit = f" {shown.units[column.name]}" if column.name in shown.units else ""
        lines.append(f"{column.name}: {EMPTY if value is None else written(value) + unit}")
    room = budget - _size("\n".join(lines))
    below, fitting = _fitted(Sheet(shown.model, (), {}, shown.lines), Row(row.id, (), row.blocks), room)
    kept = Row(row.id, row.cells, fitting.blocks)
    lines += list(_headers(shown, ""))[1:]
    lines += below.split("\n")[1:]
    return Shown("\n".join(lines), structured(shown, [kept]), 1)


def plain(columns: Sequence[str], rows: Sequence[Sequence[Cell]], budget: int) -> Shown:
    """A table that is not one of records: as many of `rows` as fit into `budget` bytes of text."""
    texts = [SEPARATOR.join(columns)]
    room = budget - _size(texts[0])
    for cells in rows:
        texts.append(line(cells))
        room -= _size(texts[-1])
        if room < 0 and len(texts) > _HEAD_AND_ONE:
            texts.pop()
            break
    count = len(texts) - 1
    return Shown("\n".join(texts), {"columns": list(columns), "rows": [list(cells) for cells in rows[:count]]}, count)


def squeezed(budget: int, longest: int, show: Callable[[int], Shown]) -> tuple[Shown, int]:
    """What `show` makes of texts of at most `longest` characters each, or as many as fit, and how many those are.

    Only a single record needs it: of several, those that do not fit are left for the next answer.
    """
    limit = longest
    while True:
        shown = show(limit)
        if shown.count > 1 or _size(shown.text) <= budget or limit <= LEAST:
            return shown, limit
        limit = max(LEAST, limit // 2)


def structured(shown: Sheet, rows: Sequence[Row]) -> dict[str, Json]:
    """Columns, rows, currencies and the tables of lines."""
    content: dict[str, Json] = {
        "columns": ["id", *(column.name for column in shown.columns)],
        "rows": [[row.id, *row.cells] for row in rows],
    }
    units = dict(shown.units)
    tables: dict[str, Json] = {}
    _tables(shown, [(row.id, row) for row in rows], "", tables, units)
    if units:
        content["units"] = units
    if tables:
        content["lines"] = tables
    return content


def line(cells: Sequence[Cell]) -> str:
    """One line of a table."""
    return SEPARATOR.join(map(written, cells)).rstrip()


def _tables(
    shown: Sheet, rows: list[tuple[int, Row]], leading: str, tables: dict[str, Json], units: dict[str, str]
) -> None:
    for index, (name, below) in enumerate(shown.lines):
        path = f"{leading}{name}"
        lines = [(owner.id, item) for _, owner in rows for item in owner.blocks[index].rows]
        tables[path] = {
            "columns": ["of", "id", *(column.name for column in below.columns)],
            "rows": [[owner, item.id, *item.cells] for owner, item in lines],
        }
        units.update({f"{path}.{column}": unit for column, unit in below.units.items()})
        _tables(below, lines, f"{path}.", tables, units)


def _headers(shown: Sheet, mark: str) -> Iterator[str]:
    names = [
        f"{column.name} ({shown.units[column.name]})" if column.name in shown.units else column.name
        for column in shown.columns
    ]
    yield f"{mark}{SEPARATOR.join(['id', *names])}"
    for name, below in shown.lines:
        first, *rest = _headers(below, f"{mark}> ")
        yield first.replace(f"{mark}> ", f"{mark}> {name}: ", 1)
        yield from rest


def _fitted(shown: Sheet, row: Row, room: int) -> tuple[str, Row]:
    """A row's text, with fewer lines below it where it is too large by itself."""
    most = max((len(block.rows) for block in row.blocks), default=0)
    while True:
        text = "\n".join(_lines(shown, row, ""))
        if _size(text) <= room or most <= _FEWEST:
            return text, row
        most = max(_FEWEST, most // 2)
        row = fewer_lines(row, most)


def _lines(shown: Sheet, row: Row, mark: str) -> Iterator[str]:
    yield f"{mark}{line([row.id, *row.cells])}"
    several = len(shown.lines) > 1
    for (name, below), block in zip(shown.lines, row.blocks, strict=True):
        here = f"{mark}> {name}: " if several else f"{mark}> "
        for item in block.rows:
            yield from _lines(below, item, here)
        if block.more:
            yield f"{here}{_rest(below, block, row.id)}"


def _rest(below: Sheet, block: Block, owner: int) -> str:
    domain = f' domain=[["{below.back}","=",{owner}]]' if below.back else ""
    return f"+{block.more} more lines: find_records object={below.model}{domain}"


def _size(text: str) -> int:
    """Bytes that a text takes, its line break included."""
    return len(text.encode()) + 1
