"""Whether a quantity can be built from what is free, and what is short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.manufacturing import netting
from atlas_odoo.operations.manufacturing.bills import NEEDS, Bill, bill_of
from atlas_odoo.operations.manufacturing.explosion import explode
from atlas_odoo.operations.manufacturing.figures import measured, positive, rounded
from atlas_odoo.operations.manufacturing.netting import Items, Need, Stock
from atlas_odoo.operations.manufacturing.parts import Part
from atlas_odoo.operations.manufacturing.units import units_between
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.work import Work

_PRODUCT: Final = ("type", "unit", "free", "incoming")
_NAMED: Final = 3
_COLUMNS: Final = ("product", "needed", "free", "short", "incoming", "unit")


class CanBuild(Arguments):
    """What is to be built."""

    product: Annotated[Ref, Field(description="what to build")]
    quantity: Annotated[float, Field(description="in its unit")] = 1


async def run(work: Work, arguments: CanBuild) -> Result:
    """The first level, then all levels with parts made from their own components."""
    bill = await bill_of(work, arguments.product, None)
    quantity = positive(arguments.quantity)
    root = await explode(work, bill, quantity, bare=True)
    products = {part.product.id for _, part in root.walk()}
    stocks = {
        item["id"]: Stock(item["unit"].name, item["free"] or 0.0, item["incoming"] or 0.0, _storable(item))
        for item in await work.get("product", products, _PRODUCT, optional=("storable",))
    }
    measures = await units_between(work, ((part.unit, stocks[part.product.id].unit) for _, part in root.walk()))
    found = netting.items(root, stocks, measures)
    top = root.product.id
    each = measures[root.unit].to(measures[stocks[top].unit], 1.0)
    first = netting.first_level(found, top, quantity * each)
    needs = netting.all_levels(found, top, quantity * each)
    return Result(
        title=_title(bill, root, first, needs),
        facts=_facts(bill, found, top, root, stocks),
        tables=_tables(found, first, needs),
        notes=_notes(found, first, needs),
    )


def _storable(product: dict[str, Value]) -> bool:
    """`is_storable` says it from 18 on; before, the type of the product did."""
    return bool(product["storable"]) if "storable" in product else product["type"] == "product"


def _title(bill: Bill, root: Part, first: Sequence[Need], needs: dict[int, Need]) -> str:
    asked = f"{rounded(root.quantity):g} {root.unit} of {bill.product.name}"
    if not any(need.short for need in first):
        return f"{asked}: can be built now"
    if not netting.raw(needs):
        return f"{asked}: can be built once short parts are made from their own components"
    missing = [need.item.product.name for need in netting.raw(needs)]
    rest = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return f"{asked}: cannot be built, short of {', '.join(missing[:_NAMED])}{rest}"


def _facts(bill: Bill, found: Items, top: int, root: Part, stocks: dict[int, Stock]) -> dict[str, Value]:
    now, later = netting.most_from_stock(found, top), netting.most_with_making(found, top)
    finished = stocks[top]
    facts: dict[str, Value] = {
        "product": bill.product,
        "bill": bill.code,
        "can be built now": "no limit" if now is None else now,
        "with parts made first": None if later == now else "no limit" if later is None else later,
        "free finished stock": rounded(finished.free) if finished.storable and not root.kit else None,
        "unit": finished.unit if finished.unit != root.unit else None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _tables(found: Items, first: Sequence[Need], needs: dict[int, Need]) -> tuple[Table, ...]:
    short = netting.raw(needs)
    tables = [measured("components", _COLUMNS, [_row(need) for need in first if need.item.counted], ("needed",))]
    tables.append(
        measured(
            "parts to make",
            ("product", "to make", "unit", "missing for it"),
            [_part(found, needs, need) for need in netting.to_make(needs)],
            ("to make",),
        )
    )
    if {need.item.product for need in short} != {need.item.product for need in first if need.short}:
        tables.append(measured("materials short", _COLUMNS, [_row(need) for need in short], ("needed",)))
    return tuple(table for table in tables if table.rows)


def _part(found: Items, needs: dict[int, Need], need: Need) -> dict[str, Value]:
    """A part that free stock lacks, with the materials that are short below it."""
    missing = netting.blocking(found, needs, need.item.product.id)
    return {
        "product": need.item.product,
        "to make": rounded(need.short),
        "unit": need.item.stock.unit,
        "missing for it": ", ".join(item.name for item in missing) or "nothing",
    }


def _row(need: Need) -> dict[str, Value]:
    stock = need.item.stock
    return {
        "product": need.item.product,
        "needed": rounded(need.quantity),
        "free": rounded(stock.free),
        "short": rounded(need.short),
        "incoming": rounded(stock.incoming) or None,
        "unit": stock.unit,
    }


def _notes(found: Items, first: Sequence[Need], needs: dict[int, Need]) -> tuple[str, ...]:
    kits = [item.product.name for item in found.values() if item.kit and item.product.id in needs]
    uncounted = [
        item.product.name
        for number, item in found.items()
        if not item.stock.storable and not item.kit and number in needs
    ]
    notes = ["free: on hand and not reserved, in all warehouses"]
    if uncounted:
        notes.append(f"not counted, no stock is kept of: {', '.join(uncounted)}")
    if kits:
        notes.append(f"kits seen through: {', '.join(kits)}")
    if any(need.short and need.item.made for need in first):
        notes.append("parts to make: what free stock lacks and their own bills can give")
    return tuple(notes)


OPERATION: Final = Operation(arguments=CanBuild, needs=NEEDS, run=run)
