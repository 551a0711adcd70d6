"""How manufacturing orders stand: components, work orders, lateness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import LIMIT, Arguments, References, within
from atlas_odoo.operations.manufacturing.figures import measured, rounded
from atlas_odoo.operations.manufacturing.lateness import OPEN, late, now, why_late
from atlas_odoo.operations.manufacturing.lines import Component, components, fields
from atlas_odoo.operations.manufacturing.units import Units, units
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_ORDER: Final = ("number", "product", "quantity", "produced", "unit", "state", "start", "end", "due")
_OPTIONAL: Final = ("availability", "source_document")
_STEPS: Final = (
    "work_orders.operation",
    "work_orders.work_center",
    "work_orders.state",
    "work_orders.start",
    "work_orders.expected_minutes",
    "work_orders.minutes",
)
_COLUMNS: Final = (
    "order", "product", "quantity", "unit", "produced", "state", "components", "work orders", "start", "due", "late",
    "for"
)  # fmt: skip
_ENDED: Final = frozenset({"done", "cancel"})


class ProductionStatus(Arguments):
    """Which orders; all open ones when none are named."""

    orders: References = Field(default=[], description="numbers or ids")
    state: Annotated[
        Literal["draft", "confirmed", "progress", "to_close", "done", "cancel"] | None,
        Field(description="else all open"),
    ] = None
    late: Annotated[bool, Field(description="late ones only")] = False
    limit: Annotated[int, Field(description="orders")] = LIMIT


@dataclass(frozen=True, slots=True)
class _Orders:
    """The orders that were read, and how many there are of them in all."""

    records: tuple[Record, ...]
    total: int
    late: int


async def run(work: Work, arguments: ProductionStatus) -> Result:
    """Named orders with all their lines; else a list, late orders first, with the components that are short."""
    limit, notes = within(arguments.limit)
    moment = now()
    read: list[Any] = await side_by_side((_orders(work, arguments, limit, moment), units(work)))
    found: _Orders = read[0]
    orders = sorted(found.records, key=lambda order: why_late(order, moment) is None)[:limit]
    named = bool(arguments.orders)
    lines = _lines(orders, read[1])
    shown = lines if named else [line for line in lines if line.short]
    tables = [
        _order_table(orders, moment, found.total - len(orders)),
        _component_table(shown, several=len(orders) > 1, named=named),
    ]
    if named:
        tables.append(_step_table(orders))
    return Result(
        title=_title(found, named=named),
        tables=tuple(table for table in tables if table.rows),
        notes=(*notes, *_notes(lines, shown)),
    )


async def _orders(work: Work, arguments: ProductionStatus, limit: int, moment: str) -> _Orders:
    """The orders asked for. Late ones are asked for apart, so that none is missed beyond the limit."""
    wanted = (*_ORDER, *fields(work), *_STEPS)
    if arguments.orders:
        records = await work.named("manufacturing_order", arguments.orders, wanted, optional=_OPTIONAL)
        return _Orders(records, len(records), sum(1 for record in records if why_late(record, moment)))
    every: list[Json] = [("state", "in", [arguments.state] if arguments.state else list(OPEN))]
    delayed = [*every, *late(moment)]
    ended = arguments.state in _ENDED
    plans = [] if ended else [(delayed, "due, start")]
    plans += [] if arguments.late else [(every, "start desc" if ended else "start")]
    pages = await side_by_side(
        work.find("manufacturing_order", wanted, where, optional=_OPTIONAL, order=order, limit=limit, total=True)
        for where, order in plans
    )
    records = tuple({record["id"]: record for page in pages for record in page.records}.values())
    return _Orders(records, pages[-1].total or 0, 0 if ended else pages[0].total or 0) if pages else _Orders((), 0, 0)


def _lines(orders: Sequence[Record], measures: Units) -> list[Component]:
    return [line for order in orders for line in components(order, measures)]


def _title(found: _Orders, *, named: bool) -> str:
    if not named or len(found.records) != 1:
        return f"{found.total} manufacturing orders, {found.late} late"
    order = found.records[0]
    made = f"{rounded(order['quantity']):g} {order['unit'].name} of {order['product'].name}"
    return f"{order['number']}: {made}, {order['state']}{', late' if found.late else ''}"


def _order_table(orders: Sequence[Record], moment: str, left: int) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "order": Reference(order["id"], order["number"]),
            "product": order["product"],
            "quantity": rounded(order["quantity"]),
            "unit": order["unit"].name,
            "produced": rounded(order["produced"] or 0.0) or None,
            "state": order["state"],
            "components": order.get("availability"),
            "work orders": _progress(order["work_orders"]),
            "start": order["start"],
            "due": order["due"] or order["end"],
            "late": why_late(order, moment),
            "for": order.get("source_document"),
        }
        for order in orders
    ]
    return measured(
        "orders",
        _COLUMNS,
        rows,
        ("quantity", "produced"),
        more=f"{left} more: raise limit or ask by state" if left > 0 else None,
    )


def _progress(steps: Sequence[Record]) -> str | None:
    if not steps:
        return None
    return f"{sum(1 for step in steps if step['state'] in _ENDED)} of {len(steps)} done"


def _component_table(lines: Sequence[Component], *, several: bool, named: bool) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "order": line.order if several else None,
            "product": line.product,
            "needed": rounded(line.needed),
            "reserved": rounded(line.reserved),
            "consumed": rounded(line.consumed) or None,
            "free": None if line.free is None else rounded(line.free),
            "short": rounded(line.short),
            "unit": line.unit,
            "expected": line.expected,
        }
        for line in lines
    ]
    columns = ("order", "product", "needed", "reserved", "consumed", "free", "short", "unit", "expected")
    return measured("components" if named else "components short", columns, rows, ("needed",))


def _step_table(orders: Sequence[Record]) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "order": order["number"] if len(orders) > 1 else None,
            "operation": step["operation"],
            "work center": step["work_center"],
            "state": step["state"],
            "start": step["start"],
            "expected minutes": rounded(step["expected_minutes"] or 0.0),
            "minutes": rounded(step["minutes"] or 0.0),
        }
        for order in orders
        for step in order["work_orders"]
    ]
    columns = ("order", "operation", "work center", "state", "start", "expected minutes", "minutes")
    return tabulate("work orders", columns, rows)


def _notes(lines: Sequence[Component], shown: Sequence[Component]) -> list[str]:
    notes = []
    if shown:
        notes.append("free: on hand and not reserved, of all warehouses; short: needed beyond reserved and free")
    counting = [line.product.id for line in lines if line.free and line.reserved + line.consumed < line.needed]
    if len(set(counting)) < len(counting):
        notes.append("free stock is the same for all orders: one may take what another counts on")
    if any(line.free is None for line in shown):
        notes.append("no stock is kept of components without free")
    return notes


OPERATION: Final = Operation(
    arguments=ProductionStatus, needs=("manufacturing_order", "product", "unit_of_measure"), run=run
)
