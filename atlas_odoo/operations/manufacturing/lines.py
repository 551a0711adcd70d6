"""The components of manufacturing orders, with what is reserved, consumed and lacking. Pure but for the field names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.manufacturing.units import Units
from atlas_odoo.operations.work import Work

_LINE: Final = ("product", "quantity", "unit", "state", "expected")
_OPTIONAL: Final = tuple(f"components.{name}" for name in ("reserved", "consumed", "reserved_or_consumed", "picked"))
_OF_PRODUCT: Final = ("free_qty", "uom_id", "type")
_STORABLE: Final = "is_storable"
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Component:
    """One component of one order; `free` is None where no stock is kept. Quantities in `unit`."""

    order: str
    product: Reference
    needed: float
    reserved: float
    consumed: float
    free: float | None
    unit: str
    expected: str | None

    @property
    def short(self) -> float:
        """What neither reservations nor free stock cover."""
        if self.free is None:
            return 0.0
        lacking = self.needed - self.reserved - self.consumed - max(self.free, 0.0)
        return lacking if lacking > _TINY else 0.0


def fields(work: Work) -> tuple[str, ...]:
    """What to read of orders for their components."""
    of_product = (*_OF_PRODUCT, _STORABLE) if work.object("product").has("storable") else _OF_PRODUCT
    return (
        *(f"components.{name}" for name in _LINE),
        *work.object("manufacturing_order").present(_OPTIONAL),
        *(f"components.product.{name}" for name in of_product),
    )


def components(order: Record, measures: Units) -> Iterator[Component]:
    """The components of one order, without cancelled lines."""
    for line in order["components"]:
        if line["state"] == "cancel":
            continue
        reserved, consumed = _held(line)
        unit = line["unit"].name
        own = line["product.uom_id"]
        storable = line[f"product.{_STORABLE}"] if f"product.{_STORABLE}" in line else line["product.type"] == "product"
        free = line["product.free_qty"] or 0.0
        yield Component(
            order=order["number"],
            product=line["product"],
            needed=line["quantity"],
            reserved=reserved,
            consumed=consumed,
            free=measures[own.name].to(measures[unit], free) if storable else None,
            unit=unit,
            expected=line["expected"],
        )


def _held(line: Record) -> tuple[float, float]:
    """What is reserved for a line, and what was consumed. From 17 on one field holds either, as the line is picked."""
    if "reserved" in line:
        return line["reserved"] or 0.0, line.get("consumed") or 0.0
    held = line.get("reserved_or_consumed") or 0.0
    return (0.0, held) if line.get("picked") or line["state"] == "done" else (held, 0.0)
