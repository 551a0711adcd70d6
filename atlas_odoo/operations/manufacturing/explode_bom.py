"""What a product is made of, to any level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.manufacturing.bills import NEEDS, Bill, bill_of
from atlas_odoo.operations.manufacturing.explosion import explode
from atlas_odoo.operations.manufacturing.figures import measured, money, positive, rounded
from atlas_odoo.operations.manufacturing.parts import Part, materials
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_LINES: Final = 200
"""Components in one answer."""


class Explode(Arguments):
    """Which bill, for how many."""

    product: Annotated[Ref | None, Field(description="what is made")] = None
    bom: Annotated[Ref | None, Field(description="code or id")] = None
    quantity: Annotated[float, Field(description="in its unit")] = 1


async def run(work: Work, arguments: Explode) -> Result:
    """The tree from top to bottom, the materials at its ends added up, operations and by-products."""
    bill = await bill_of(work, arguments.product, arguments.bom)
    root = await explode(work, bill, positive(arguments.quantity))
    tree = list(root.walk())
    deep = max(level for level, _ in tree)
    tables = [_components(tree[1:], work.currency)]
    if deep > 1:
        tables.append(_materials(root))
    tables += _others([part for _, part in tree], work.currency)
    return Result(
        title=f"{rounded(root.quantity):g} {root.unit} of {bill.product.name}: "
        f"{len(root.parts)} components, {deep} level{'s' if deep != 1 else ''}",
        facts=_facts(work, bill, root),
        tables=tuple(table for table in tables if table.rows),
        notes=_notes(bill, root),
    )


def _facts(work: Work, bill: Bill, root: Part) -> dict[str, Value]:
    currency = f" ({work.currency})" if work.currency else ""
    facts: dict[str, Value] = {
        "product": bill.product,
        "bill": Reference(bill.id, bill.code or bill.product.name),
        "kind": "kit" if bill.kit else None,
        f"cost{currency}": money(root.cost),
        f"cost per {root.unit}{currency}": None if root.cost is None else money(root.cost / root.quantity),
        "other bills": ", ".join(f"{other.id} {other.name}" for other in bill.others) or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _components(shown: Sequence[tuple[int, Part]], currency: str | None) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "level": level,
            "product": part.product,
            "quantity": rounded(part.quantity),
            "unit": part.unit,
            "kind": _kind(part),
            "cost": money(part.cost),
        }
        for level, part in shown[:_LINES]
    ]
    left = len(shown) - _LINES
    return measured(
        "components",
        ("level", "product", "quantity", "unit", "kind", "cost"),
        rows,
        ("quantity",),
        units=_units(currency),
        more=f"{left} more: ask for made parts one by one" if left > 0 else None,
    )


def _materials(root: Part) -> Table:
    rows: list[dict[str, Value]] = [
        {"product": part.product, "quantity": rounded(part.quantity), "unit": part.unit}
        for part in sorted(materials(root), key=lambda part: part.product.name)[:_LINES]
    ]
    return measured("materials", ("product", "quantity", "unit"), rows, ("quantity",))


def _others(tree: Sequence[Part], currency: str | None) -> list[Table]:
    """Operations and by-products, each with the product whose bill has it."""
    steps: list[dict[str, Value]] = [
        {
            "operation": step.name,
            "for": part.product,
            "minutes": rounded(step.minutes),
            "cost": money(step.cost) or None,
        }
        for part in tree
        for step in part.steps
    ]
    byproducts: list[dict[str, Value]] = [
        {"product": item.name, "of": part.product, "quantity": rounded(item.quantity), "unit": item.unit}
        for part in tree
        for item in part.byproducts
    ]
    return [
        tabulate("operations", ("operation", "for", "minutes", "cost"), steps, units=_units(currency)),
        measured("byproducts", ("product", "of", "quantity", "unit"), byproducts, ("quantity",)),
    ]


def _units(currency: str | None) -> dict[str, str]:
    return {"cost": currency} if currency else {}


def _kind(part: Part) -> str | None:
    if part.bill is None:
        return None
    return "kit" if part.kit else "made"


def _notes(bill: Bill, root: Part) -> tuple[str, ...]:
    notes = ["materials: what has no bill of its own, added up over all levels"] if _nested(root) else []
    if root.cost is not None:
        notes.append("cost: of all components and operations, made parts at what making them costs")
    if bill.others:
        notes.append("several bills: Odoo takes the first")
    return tuple(notes)


def _nested(root: Part) -> bool:
    return any(part.parts for part in root.parts)


OPERATION: Final = Operation(arguments=Explode, needs=NEEDS, run=run)
