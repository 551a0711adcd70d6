"""A bill gone through level by level, where Odoo's report gives no data (before 17) or tells costs that rules hide.

Equal in meaning to the report: the bill of a component is the one that Odoo says (`child_bom_id`), lines of other
variants are left out, quantities go over into the unit of the bill below rounded up, times are in whole cycles.
The number of calls grows with the depth of the bill, not with its components.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.manufacturing.bills import KIT, Bill
from atlas_odoo.operations.manufacturing.parts import Byproduct, Part, Step
from atlas_odoo.operations.manufacturing.units import Units, units
from atlas_odoo.operations.work import Work

_MOST: Final = 5_000
"""Components of one level."""
_DEEPEST: Final = 30
_BILL: Final = ("quantity", "unit", "type")
_LINE: Final = ("bill", "product", "quantity", "unit", "own_bill", "variants.attribute")
_BYPRODUCT: Final = ("byproducts.product", "byproducts.quantity", "byproducts.unit")
_OPERATION: Final = tuple(
    f"operations.{name}"
    for name in (
        "operation", "work_center", "cycle_minutes", "setup_minutes", "cleanup_minutes", "hourly_cost", "at_once"
    )
)  # fmt: skip
_BESIDES: Final = (*_BYPRODUCT, *_OPERATION)
_VALUES: Final = "product_template_attribute_value_ids"
_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class _Read:
    """All that was read, by id; lines by bill."""

    lines: Mapping[int, list[Record]]
    bills: Mapping[int, Record]
    products: Mapping[int, Record]
    units: Units


async def by_levels(work: Work, bill: Bill, quantity: float, *, bare: bool = False) -> Part:
    """The tree of a bill for `quantity` in its unit; a bare one is without costs, operations and by-products."""
    lines = await _lines(work, bill.id)
    flat = [line for found in lines.values() for line in found]
    values = (_VALUES,) if any(line["variants"] for line in flat) else ()
    products = {bill.product.id, *(line["product"].id for line in flat)} if values or not bare else set()
    top = {"id": bill.id, "quantity": bill.quantity, "unit": bill.unit, "type": KIT if bill.kit else None}
    bills = set(lines) - {bill.id} if bare else set(lines)
    found: list[Any] = await side_by_side(
        (
            work.get("bill_of_materials", bills, _BILL, optional=() if bare else _BESIDES),
            work.get("product", products, ("unit", *values), optional=() if bare else ("cost",)),
            units(work),
        )
    )
    read = _Read(lines, {bill.id: top, **_by_id(found[0])}, _by_id(found[1]), found[2])
    return _made(read, Reference(bill.id, bill.code or bill.product.name), bill.product, quantity, frozenset())


async def _lines(work: Work, first: int) -> dict[int, list[Record]]:
    """The lines of a bill and of all bills below it, one call a level."""
    lines: dict[int, list[Record]] = {}
    ahead = [first]
    for _ in range(_DEEPEST):
        found = await work.find("bom_line", _LINE, (("bill", "in", ahead),), order="sequence", limit=_MOST)
        lines |= {number: [] for number in ahead}
        for line in found.records:
            lines[line["bill"].id].append(line)
        ahead = sorted({line["own_bill"].id for line in found.records if line["own_bill"]} - set(lines))
        if not ahead:
            break
    return lines


def _by_id(records: Iterable[Record]) -> dict[int, Record]:
    return {record["id"]: record for record in records}


def _made(read: _Read, bill: Reference, product: Reference, quantity: float, above: frozenset[int]) -> Part:
    """A product made by a bill, `quantity` in the unit of the bill."""
    record = read.bills[bill.id]
    times = quantity / (record["quantity"] or 1.0)
    parts = tuple(
        _part(read, line, times, above | {bill.id})
        for line in read.lines.get(bill.id, ())
        if _holds(line, read.products.get(product.id))
    )
    steps = tuple(_step(item, math.ceil(round(times, 9))) for item in record.get("operations") or ())
    costs = [*(part.cost for part in parts), *(step.cost for step in steps)]
    byproducts = tuple(
        Byproduct(item["product"].name, item["quantity"] * times, item["unit"].name)
        for item in record.get("byproducts") or ()
    )
    return Part(
        product=product,
        quantity=quantity,
        unit=record["unit"].name,
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        bill=bill,
        kit=record["type"] == KIT,
        parts=parts,
        steps=steps,
        byproducts=byproducts,
    )


def _part(read: _Read, line: Record, times: float, above: frozenset[int]) -> Part:
    """One component; a bill that would contain itself is not followed."""
    quantity, unit = line["quantity"] * times, line["unit"].name
    own = line["own_bill"]
    if own is not None and own.id in read.bills and own.id not in above:
        below = read.bills[own.id]["unit"].name
        return _made(read, own, line["product"], read.units[unit].up_to(read.units[below], quantity), above)
    record = read.products.get(line["product"].id, {})
    price = record.get("cost")
    cost = None
    if price is not None:
        cost = round(price * read.units[unit].to(read.units[record["unit"].name], quantity), 2)
    return Part(line["product"], quantity, unit, cost)


def _holds(line: Record, product: Record | None) -> bool:
    """Whether a line is meant for this variant: one of its values of each attribute that the line names."""
    if not line["variants"] or product is None:
        return True
    own = {value["id"] for value in product[_VALUES]}
    attributes = {value["attribute"].id for value in line["variants"]}
    return attributes == {value["attribute"].id for value in line["variants"] if value["id"] in own}


def _step(item: Record, times: int) -> Step:
    """One operation, in whole cycles of the work center, with setting up and cleaning."""
    cycles = math.ceil(times / (item.get("at_once") or 1.0))
    minutes = cycles * (item.get("cycle_minutes") or 0.0)
    minutes += (item.get("setup_minutes") or 0.0) + (item.get("cleanup_minutes") or 0.0)
    cost = round(minutes / _MINUTES * item["hourly_cost"], 2) if item.get("hourly_cost") is not None else None
    return Step(f"{item['operation']} - {item['work_center'].name}", minutes, cost)
