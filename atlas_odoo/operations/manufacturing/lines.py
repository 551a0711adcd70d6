"""The components of manufacturing orders, with what is reserved, consumed and lacking. Pure but for the field names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.manufacturing.lateness import ENDED
from atlas_odoo.operations.work import Work

_LINE: Final = ("product", "quantity", "product_qty", "unit", "state", "expected", "forecast_availability")
_OPTIONAL: Final = tuple(f"components.{name}" for name in ("reserved", "consumed", "reserved_or_consumed", "picked"))
_OF_PRODUCT: Final = ("free_qty", "type")
_STORABLE: Final = "is_storable"
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Component:
    """One component of one order; `free` is None where no stock is kept. Quantities in `unit`.

    `forecast` is what Odoo expects to have for it, reservations and receipts included.
    """

    order: str
    product: Reference
    needed: float
    reserved: float
    consumed: float
    free: float | None
    forecast: float
    unit: str
    expected: str | None

    @property
    def open(self) -> float:
        """What is neither consumed nor reserved yet. On 14 what is consumed stays reserved until the order is done."""
        return _more(self.needed - max(self.reserved, self.consumed))

    @property
    def short(self) -> float:
        """What neither reservations nor free stock cover."""
        return 0.0 if self.free is None else _more(self.open - max(self.free, 0.0))


def fields(work: Work) -> tuple[str, ...]:
    """What to read of orders for their components."""
    of_product = (*_OF_PRODUCT, _STORABLE) if work.object("product").has("storable") else _OF_PRODUCT
    return (
        *(f"components.{name}" for name in _LINE),
        *work.object("manufacturing_order").present(_OPTIONAL),
        *(f"components.product.{name}" for name in of_product),
    )


def components(order: Record) -> Iterator[Component]:
    """The components of one order, without cancelled lines."""
    for line in order["components"]:
        if line["state"] == "cancel":
            continue
        reserved, consumed = _held(line)
        # Odoo tells the demand in the unit of the line and in that of the product, and so how one goes into the other.
        size = line["quantity"] / line["product_qty"] if line["product_qty"] else 1.0
        storable = line[f"product.{_STORABLE}"] if f"product.{_STORABLE}" in line else line["product.type"] == "product"
        yield Component(
            order=order["number"],
            product=line["product"],
            needed=line["quantity"],
            reserved=reserved,
            consumed=consumed,
            free=(line["product.free_qty"] or 0.0) * size if storable else None,
            forecast=(line["forecast_availability"] or 0.0) * size,
            unit=line["unit"].name,
            expected=line["expected"],
        )


def standing(order: Record, lines: Sequence[Component]) -> str | None:
    """Whether the components of an order are there, in words; None where it has none, or has ended.

    By Odoo's availability, which counts what will be received. 14 says `late` also of what will not be there at all;
    of drafts Odoo says nothing: there free stock is held against what is needed.
    """
    if order["state"] in ENDED or not lines:
        return None
    waiting = [line for line in lines if line.open]
    if not waiting:
        return "all reserved"
    if order["state"] == "draft":
        return "short" if any(line.short for line in lines) else "can be reserved"
    held = len(lines) - len(waiting)
    said = _expected(order, waiting)
    return f"{held} of {len(lines)} reserved, {'rest ' if held else ''}{said}" if held else said


def _expected(order: Record, waiting: Sequence[Component]) -> str:
    state = order.get("availability_state")
    if state == "unavailable" or any(_more(line.needed - line.consumed - line.forecast) for line in waiting):
        return "short"
    dates = [line.expected for line in waiting if line.expected]
    if state == "available" or not dates:
        return "can be reserved"
    return f"expected {max(dates)}{', after the start' if state == 'late' else ''}"


def _more(quantity: float) -> float:
    """A quantity above nothing; differences of floating point are nothing."""
    return quantity if quantity > _TINY else 0.0


def _held(line: Record) -> tuple[float, float]:
    """What is reserved for a line, and what was consumed. From 17 on one field holds either, as the line is picked."""
    if "reserved" in line:
        return line["reserved"] or 0.0, line.get("consumed") or 0.0
    held = line.get("reserved_or_consumed") or 0.0
    return (0.0, held) if line.get("picked") or line["state"] == "done" else (held, 0.0)
