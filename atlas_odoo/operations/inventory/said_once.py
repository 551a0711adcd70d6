"""What all rows of a table share is said once, not in each of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atlas_odoo.operations.result import Value
from atlas_odoo.operations.tabulate import only


def said_once(
    columns: Sequence[str], rows: Sequence[Mapping[str, Value]], names: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, Value]]:
    """The columns without those of `names` that say the same in every row, and what these say."""
    same = {name: value for name in names if (value := only([row.get(name) for row in rows])) is not None}
    return tuple(column for column in columns if column not in same), same
