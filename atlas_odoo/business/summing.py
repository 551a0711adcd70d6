"""Which columns of a complete listing are amounts that may be added up, and their sums in a note. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from math import fsum
from typing import Final

from atlas_odoo.business.cells import tidy
from atlas_odoo.business.layout import Column
from atlas_odoo.business.rows import Record, Sheet, value_at
from atlas_odoo.schema.catalogue import Model

_PER_UNIT: Final = re.compile(r"price(?!_(sub)?total|_tax)|(?<!total_)cost$|rate$")
"""Amounts that are not added up."""
_AMOUNT: Final = re.compile(r"(^|_)(value|amount|total|subtotal|revenue)(_|$)")
"""What float fields are called that hold an amount: Studio's, and Odoo's own before it had `monetary`."""
_OTHER: Final = re.compile(r"(^|_)(rate|percent|percentage|pct|qty|quantity|unit|avg|average|count|days|hours)(_|$)")
"""Words in such names that make something else of them."""
_WAYS: Final = frozenset({"payment_type", "move_type"})
"""Fields that say whether an amount, which is positive either way, comes in or goes out."""
_CURRENCY: Final = "res.currency"


def plain_amounts(model: Model) -> frozenset[str]:
    """The float fields of a model that say by their name that they are amounts.

    None where the records have a currency, which may be another one for each; none that has its meaning beside it: the
    amount of a tax is per cent or not as `amount_type` says.
    """
    if any(field.relation == _CURRENCY for field in model.fields.values()):
        return frozenset()
    return frozenset(
        name
        for name, field in model.fields.items()
        if field.type == "float"
        and _AMOUNT.search(name)
        and not (_PER_UNIT.search(name) or _OTHER.search(name))
        and f"{name}_type" not in model.fields
    )


def sums(shown: Sheet, records: Sequence[Record], plain: Collection[str] = ()) -> list[str]:
    """A note with the sums of amounts, for a listing that is complete: it saves a call of aggregate_records.

    Added up are amounts of one currency, and the float fields `plain`.
    """
    found: list[str] = []
    if any(_goes_both_ways(column, records) for column in shown.columns):
        return found
    for column in shown.columns:
        # What a many2one leads to may be the same for several records: it would count once for each of them.
        if len(column.path) > 1 or _PER_UNIT.search(column.field.name):
            continue
        unit = shown.units.get(column.name) if column.field.type == "monetary" else None
        if unit is None and column.field.name not in plain:
            continue
        amounts = [value_at(record, column.path) or 0.0 for record in records]
        found.append(f"{column.name} {tidy(fsum(amounts))}{f' {unit}' if unit else ''}")
    return [f"sums: {', '.join(found)}"] if found and len(records) > 1 else []


def _goes_both_ways(column: Column, records: Sequence[Record]) -> bool:
    """Whether amounts of these records come in as well as go out: their sum would mean nothing."""
    return column.field.name in _WAYS and len({value_at(record, column.path) for record in records}) > 1
