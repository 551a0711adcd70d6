"""What has to be ordered: reordering rules below their minimum, and products that run short without a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pydantic import Field

from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.inventory.figures import at, only_storable
from atlas_odoo.operations.inventory.place import Place, place
from atlas_odoo.operations.inventory.planned import is_less
from atlas_odoo.operations.inventory.said_once import said_once
from atlas_odoo.operations.inventory.supply import SELLERS, Seller, seller, way
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate

if TYPE_CHECKING:
    from atlas_odoo.objects.reading import Record
    from atlas_odoo.operations.work import Work

_MOST: Final = 1_000
"""Rules looked at, and products that run short."""
SHOWN: Final = 40
"""Rows of each table."""
_MOST_NAMED: Final = 10
_RULE: Final = (
    "product", "location", "warehouse", "minimum", "on_hand", "forecast", "to_order", "unit",
    "snoozed_until", "lead_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Short:
    """A product and the name of the warehouse in which it runs short."""

    product: Record
    warehouse: str


class ReorderNeeds(Arguments):
    """Arguments of `reorder_needs`."""

    warehouse: Ref | None = Field(default=None, description="Name or code")


async def run(work: Work, arguments: ReorderNeeds) -> Result:
    """The worst first; what to order is Odoo's proposal.

    Raises ArgumentInvalid, ReferenceAmbiguous, RecordMissing, or what Odoo answers.
    """
    where = await place(work, arguments.warehouse)
    rules, warehouses = await side_by_side([_rules(work, where), _warehouses(work, where)])
    low = sorted((rule for rule in rules if _is_low(rule)), key=lambda rule: rule["forecast"] - rule["minimum"])
    short = await _short_without_rule(work, warehouses, rules)
    ids = [*(rule["product"].id for rule in low[:SHOWN]), *(item.product["id"] for item in short[:SHOWN])]
    products, supplies = await side_by_side(
        [
            work.get("product", ids, SELLERS),
            work.get(
                "reordering_rule",
                [rule["id"] for rule in low[:SHOWN]],
                ("product",),
                optional=("supply.action", "vendor"),
            ),
        ]
    )
    sellers = {product["id"]: product for product in products}
    ways = {supply["id"]: supply for supply in supplies}
    tables = (
        _table(
            "below minimum",
            [_low(rule, ways, sellers, work.today) for rule in low[:SHOWN]],
            len(low),
            "reordering_rule",
        ),
        _table(
            "short without a rule",
            [_missing(item, sellers, work.today) for item in short[:SHOWN]],
            len(short),
            "product",
        ),
    )
    return Result(
        f"To reorder{where.said}: {len(low)} rules below minimum, {len(short)} products short without a rule",
        tables=tuple(table for table in tables if table.rows),
        notes=tuple(_notes(work, rules, low)),
    )


async def _rules(work: Work, where: Place) -> tuple[Record, ...]:
    condition = (("warehouse", "=", where.warehouse.id),) if where.warehouse else ()
    found = await work.find("reordering_rule", _RULE, condition, optional=("lead_days",), limit=_MOST)
    return found.records


async def _warehouses(work: Work, where: Place) -> tuple[Record, ...]:
    if where.warehouse is not None:
        return ({"id": where.warehouse.id, "name": where.warehouse.name},)
    return (await work.find("warehouse", ("name",))).records


def _is_low(rule: Record) -> bool:
    """Judged by the forecast, which Odoo computes when it is read; what it proposes to order is older at times."""
    return is_less(rule["forecast"], rule["minimum"])


async def _short_without_rule(work: Work, warehouses: Sequence[Record], rules: Iterable[Record]) -> list[_Short]:
    """Storable products whose forecast is negative, by warehouse: one call for each of them, side by side."""
    ruled = {(rule["warehouse"].id, rule["product"].id) for rule in rules}
    found = await side_by_side(
        [
            work.find(
                "product",
                ("display_name", "on_hand", "forecast", "unit"),
                (*only_storable(work), ("forecast", "<", 0)),
                limit=_MOST,
                context=at(warehouse=warehouse["id"]),
            )
            for warehouse in warehouses
        ]
    )
    short = [
        _Short(product, warehouse["name"])
        for warehouse, page in zip(warehouses, found, strict=True)
        for product in page.records
        if (warehouse["id"], product["id"]) not in ruled
    ]
    return sorted(short, key=lambda item: item.product["forecast"])


def _low(rule: Record, ways: Mapping[int, Record], sellers: Mapping[int, Record], today: date) -> dict[str, Value]:
    """A row about a rule below its minimum."""
    supply = ways.get(rule["id"], {})
    how = way([step["action"] for step in supply.get("supply", ())])
    vendor = supply.get("vendor")
    if vendor is None and how in {"buy", None} and (product := sellers.get(rule["product"].id)):
        vendor = seller(product, rule["to_order"], today).vendor
    return {
        "product": rule["product"],
        "location": rule["location"].name,
        "unit": rule["unit"].name,
        "on hand": rule["on_hand"],
        "forecast": rule["forecast"],
        "minimum": rule["minimum"],
        "to order": rule["to_order"],
        "supply": vendor or how or "no route",
        "lead days": _lead_days(rule, today),
    }


def _missing(item: _Short, sellers: Mapping[int, Record], today: date) -> dict[str, Value]:
    """A row about a product that runs short without a rule."""
    product = item.product
    found = seller(sellers[product["id"]], -product["forecast"], today) if product["id"] in sellers else Seller()
    return {
        "product": Reference(product["id"], product["display_name"]),
        "warehouse": item.warehouse,
        "on hand": product["on_hand"],
        "forecast": product["forecast"],
        "unit": product["unit"].name,
        "vendor": found.vendor,
        "lead days": found.lead_days,
    }


def _table(name: str, rows: list[dict[str, Value]], total: int, source: str) -> Table:
    """The rows; where and in which unit is said in the name when it is the same for all."""
    columns, same = said_once(tuple(rows[0]) if rows else (), rows, ("location", "warehouse", "unit"))
    said = f" ({', '.join(map(str, same.values()))})" if same else ""
    left = total - len(rows)
    return tabulate(
        f"{name}{said}",
        columns,
        rows,
        more=f"{left} more: ask by warehouse, or find_records object={source}" if left else None,
    )


def _lead_days(rule: Record, today: date) -> Value:
    """Odoo's own days to replenish; before 15 it only says the day. None where it says neither."""
    if "lead_days" in rule:
        return rule["lead_days"]
    return (date.fromisoformat(rule["lead_date"]) - today).days if rule["lead_date"] else None


def _notes(work: Work, rules: Sequence[Record], low: Sequence[Record]) -> list[str]:
    known = {rule["id"] for rule in low}
    older = [rule for rule in rules if rule["to_order"] > 0 and rule["id"] not in known]
    snoozed = [rule for rule in low if (rule["snoozed_until"] or "") > work.today.isoformat()]
    notes = ["forecast is Odoo's own, for the end of each rule's lead time"] if low else []
    if any(rule["to_order"] <= 0 for rule in low):
        notes.append("to order 0: Odoo has not renewed its proposal yet")
    if older:
        proposed = "; ".join(f"{rule['product'].name} {rule['to_order']:g}" for rule in older[:_MOST_NAMED])
        notes.append(f"not below minimum, though Odoo still proposes or somebody set an order: {proposed}")
    if snoozed:
        until = "; ".join(f"{rule['product'].name} until {rule['snoozed_until']}" for rule in snoozed[:_MOST_NAMED])
        notes.append(f"snoozed: {until}")
    if len(rules) == _MOST:
        notes.append(f"there are more than {_MOST} rules, the others were not looked at: ask by warehouse")
    return notes


OPERATION: Final = Operation(arguments=ReorderNeeds, needs=("product", "reordering_rule", "warehouse"), run=run)
