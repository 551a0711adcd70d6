"""In which products a component is used, to any level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.manufacturing.bills import KIT, NEEDS
from atlas_odoo.operations.manufacturing.figures import rounded
from atlas_odoo.operations.manufacturing.units import Units, units_between
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_LINE: Final = (
    "product_id",
    "product_id.product_tmpl_id",
    "product_id.uom_id",
    "product_qty",
    "product_uom_id",
    "bom_id",
    "bom_id.code",
    "bom_id.type",
    "bom_id.product_tmpl_id",
    "bom_id.product_id",
    "bom_id.product_qty",
    "bom_id.product_uom_id",
    "bom_id.product_tmpl_id.uom_id",
    "bom_product_template_attribute_value_ids.name",
)
"""By technical names: lines are read as such, and as a list of the product."""
_HOLDS: Final = "bom_line_ids"
_ONLY_FOR: Final = "bom_product_template_attribute_value_ids"
_DEEPEST: Final = 30
_MOST: Final = 2_000
_ROWS: Final = 100


class WhereUsed(Arguments):
    """Which component."""

    product: Annotated[Ref, Field(description="the component")]


@dataclass(frozen=True, slots=True)
class _Use:
    """A component in a bill: `each` is how much of what was asked for goes into one unit of the bill's product."""

    level: int
    line: Record
    each: float
    through: Reference | None

    @property
    def product(self) -> Reference:
        """What the bill makes: a variant, or a template for all its variants."""
        found: Reference = self.line["bom_id.product_id"] or self.line["bom_id.product_tmpl_id"]
        return found


async def run(work: Work, arguments: WhereUsed) -> Result:
    """One call a level, upward: the lines that hold what the level below makes; the first comes with the product."""
    held = tuple(f"{_HOLDS}.{name}" for name in _LINE)
    [record] = await work.named("product", (arguments.product,), ("display_name", "unit", *held), lines=_MOST)
    asked = Reference(record["id"], record["display_name"] or "")
    levels = await _lines(work, tuple(sorted(record[_HOLDS], key=lambda line: line["bom_id"].id)))
    measures = await units_between(work, (pair for lines in levels for line in lines for pair in _pairs(line)))
    uses = list(_uses(levels, measures))
    rows: list[dict[str, Value]] = [
        {
            "level": use.level,
            "product": use.product.name,
            "bill": Reference(use.line["bom_id"].id, use.line["bom_id.code"])
            if use.line["bom_id.code"]
            else use.line["bom_id"].id,
            "kind": "kit" if use.line["bom_id.type"] == KIT else None,
            "quantity": rounded(use.each),
            "through": use.through.name if use.through else None,
            "only for": ", ".join(value["name"] for value in use.line[_ONLY_FOR]) or None,
        }
        for use in uses
    ]
    unit = record["unit"].name if record["unit"] else ""
    direct = len({use.line["bom_id"].id for use in uses if use.level == 1})
    bills = len({use.line["bom_id"].id for use in uses})
    return Result(
        title=f"{asked.name}: in {direct} bills directly, {bills} in all" if uses else f"{asked.name}: in no bill",
        facts={"product": asked},
        tables=_tables(rows),
        notes=(f"quantity: {unit} of {asked.name} in one unit of the product, through that way",) if uses else (),
    )


def _tables(rows: Sequence[dict[str, Value]]) -> Any:
    more = f"{len(rows) - _ROWS} more" if len(rows) > _ROWS else None
    columns = ("level", "product", "bill", "kind", "quantity", "through", "only for")
    return (tabulate("bills", columns, rows[:_ROWS], more=more),) if rows else ()


async def _lines(work: Work, first: tuple[Record, ...]) -> list[tuple[Record, ...]]:
    """The lines of each level; `first` are those of the product itself."""
    levels = [first]
    seen: set[int] = set()
    for _ in range(_DEEPEST):
        fresh = [line for line in levels[-1] if line["id"] not in seen]
        seen |= {line["id"] for line in fresh}
        where = _above(fresh)
        if not where:
            break
        levels.append((await work.find("bom_line", _LINE, where, order="bill", limit=_MOST)).records)
    return levels


def _above(lines: Iterable[Record]) -> Sequence[Json]:
    """The condition for lines that use what the bills of `lines` make."""
    variants = sorted({line["bom_id.product_id"].id for line in lines if line["bom_id.product_id"]})
    templates = sorted({line["bom_id.product_tmpl_id"].id for line in lines if not line["bom_id.product_id"]})
    if variants and templates:
        return ("|", ("product", "in", variants), ("product.product_tmpl_id", "in", templates))
    if variants:
        return (("product", "in", variants),)
    return (("product.product_tmpl_id", "in", templates),) if templates else ()


def _uses(levels: Sequence[tuple[Record, ...]], measures: Units) -> Iterable[_Use]:
    """Every way upward, with what it takes; a way that would come back to itself ends."""
    below: list[_Use] = []
    for depth, lines in enumerate(levels, 1):
        here: list[_Use] = []
        for line in lines:
            if depth == 1:
                here.append(_Use(1, line, _each(line, measures), None))
                continue
            here += [
                _Use(depth, line, use.each * _each(line, measures), use.product)
                for use in below
                if _makes(use.line, line)
            ]
        yield from here
        below = here


def _makes(below: Record, line: Record) -> bool:
    """Whether the bill of the line `below` makes the component of `line`."""
    variant = below["bom_id.product_id"]
    if variant is not None:
        return bool(variant == line["product_id"])
    return bool(below["bom_id.product_tmpl_id"] == line["product_id.product_tmpl_id"])


def _pairs(line: Record) -> tuple[tuple[str, str], tuple[str, str]]:
    """The units between which a line is converted: its own and the component's, the bill's and the product's."""
    made = line["bom_id.product_uom_id"].name, line["bom_id.product_tmpl_id.uom_id"].name
    return (line["product_uom_id"].name, line["product_id.uom_id"].name), made


def _each(line: Record, measures: Units) -> float:
    """What a line takes of its component, in the component's unit, for one unit of the bill's product."""
    (unit, own), (bill_unit, made_unit) = _pairs(line)
    taken = measures[unit].to(measures[own], line["product_qty"])
    made = measures[bill_unit].to(measures[made_unit], line["bom_id.product_qty"])
    return taken / (made or 1.0)


OPERATION: Final = Operation(arguments=WhereUsed, needs=NEEDS, run=run)
