"""Quantities from one unit of measure to another, as Odoo converts them. Pure but for reading the units."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from atlas_odoo.errors import RecordMissing
from atlas_odoo.operations.work import Work

_MOST = 2_000
_DIGITS = 9
"""Decimals beyond which a difference is one of floating point."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`size` is in the reference unit of its kind: a dozen is 12 units."""

    size: float
    rounding: float

    def to(self, other: Unit, quantity: float) -> float:
        """`quantity` of this unit in `other`, exactly."""
        return quantity * self.size / other.size

    def up_to(self, other: Unit, quantity: float) -> float:
        """As `to`, rounded up to what `other` can express: nobody makes a part of a piece."""
        steps = round(self.to(other, quantity) / other.rounding, _DIGITS)
        return round(math.ceil(steps) * other.rounding, _DIGITS)


class Units(dict[str, Unit]):
    """Units by name."""

    def __missing__(self, name: str) -> Unit:
        """A quantity in a unit that cannot be read would be wrong without saying so. Raises RecordMissing."""
        raise RecordMissing(f"The unit of measure {name!r} cannot be read, so its quantities cannot be converted.")


async def units(work: Work) -> Units:
    """All units of the tenant, in one call; archived ones too, which lines may still be in (dozens on 19)."""
    found = await work.find(
        "unit_of_measure", ("name", "size", "rounding"), (("active", "in", [True, False]),), limit=_MOST
    )
    return Units({record["name"]: Unit(record["size"] or 1.0, record["rounding"] or 0.01) for record in found.records})


async def units_between(work: Work, pairs: Iterable[tuple[str, str]]) -> Units:
    """As `units`, without a call where nothing has to be converted because the units of each pair are the same."""
    named = list(pairs)
    if any(first != second for first, second in named):
        return await units(work)
    return Units({name: Unit(1.0, 0.01) for name, _ in named})
