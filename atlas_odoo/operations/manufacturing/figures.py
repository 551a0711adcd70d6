"""Figures as they are shown: no digits that are only floating point, no unit in every row. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, overload

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.operations.result import Table, Value
from atlas_odoo.operations.tabulate import only, tabulate

UNIT: Final = "unit"
_QUANTITY: Final = 6
_MONEY: Final = 2


def positive(quantity: float) -> float:
    """The quantity that was asked for. Raises ArgumentInvalid when it is nothing or less."""
    if quantity <= 0:
        raise ArgumentInvalid(f"quantity is {quantity:g}: it must be more than 0.")
    return quantity


def rounded(quantity: float) -> float:
    """A quantity with the digits that a unit of measure may have."""
    return round(quantity, _QUANTITY)


@overload
def money(amount: float) -> float: ...
@overload
def money(amount: None) -> None: ...
def money(amount: float | None) -> float | None:
    """An amount with two decimals; None stays None."""
    return None if amount is None else round(amount, _MONEY)


def measured(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    quantities: Sequence[str],
    *,
    units: Mapping[str, str] | None = None,
    more: str | None = None,
) -> Table:
    """The table of `rows`; a unit that all have stands at the `quantities` of the heading instead of in a column."""
    unit = only([row.get(UNIT) for row in rows])
    if isinstance(unit, str):
        columns = [column for column in columns if column != UNIT]
        units = {**(units or {}), **dict.fromkeys(quantities, unit)}
    return tabulate(name, columns, rows, units=units, more=more)
