"""Tables from rows by column: what is empty in every row is left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atlas_odoo.operations.result import Table, Value


def tabulate(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    *,
    units: Mapping[str, str] | None = None,
    more: str | None = None,
) -> Table:
    """The table of `rows`, in the order of `columns`, without those that say nothing in any row."""
    shown = tuple(column for column in columns if any(_says(row.get(column)) for row in rows))
    kept = {column: unit for column, unit in (units or {}).items() if column in shown}
    return Table(name, shown, [[row.get(column) for column in shown] for row in rows], kept, more)


def only(values: Sequence[Value]) -> Value:
    """The value that all of `values` have, None when there are several or none."""
    first = values[0] if values else None
    return first if all(value == first for value in values) else None


def _says(value: Value) -> bool:
    """Whether a cell tells anything: zero and no do, an empty text does not."""
    return value is not None and value not in ("", [])
