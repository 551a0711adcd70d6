"""How manufacturing orders stand: components, work orders, lateness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import GroupRow, Reference
from atlas_odoo.operations.inputs import Arguments, References
from atlas_odoo.operations.manufacturing.figures import measured, rounded
from atlas_odoo.operations.manufacturing.lateness import ENDED, MEANING, OPEN, late, now, why_late
from atlas_odoo.operations.manufacturing.lines import Component, components, fields, standing
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_ORDER: Final = ("number", "product", "quantity", "produced", "unit", "state", "start", "end", "due")
_OPTIONAL: Final = ("availability_state", "delayed", "source_document")
_STEPS: Final = (
    "work_orders.operation",
    "work_orders.work_center",
    "work_orders.state",
    "work_orders.start",
    "work_orders.expected_minutes",
    "work_orders.minutes",
)
_COLUMNS: Final = (
    "order", "product", "quantity", "unit", "produced", "state", "components", "work orders", "start", "end",
    "deadline", "late", "for"
)  # fmt: skip
_OBJECT: Final = "manufacturing_order"
MOST: Final = 50
"""Orders in one answer."""


class ProductionStatus(Arguments):
    """Which orders; all open ones, drafts included, when none are named."""

    orders: References = Field(default=[], description="numbers")
    state: Annotated[
        Literal["draft", "confirmed", "progress", "to_close", "late", "done"] | None,
        Field(description="else open"),
    ] = None


@dataclass(frozen=True, slots=True)
class _Orders:
    """The orders that were read, how many there are of them in all by state, and how many of those are late."""

    records: tuple[Record, ...]
    states: Counter[str]
    late: int

    @property
    def total(self) -> int:
        """All orders that were asked for."""
        return self.states.total()


async def run(work: Work, arguments: ProductionStatus) -> Result:
    """Named orders with all their lines; else a list, late orders first, with the components that are short."""
    moment = now()
    found = await _orders(work, arguments, moment)
    orders = sorted(found.records, key=lambda order: (why_late(order, moment) is None, order["state"] == "draft"))
    orders = orders[:MOST]
    named = bool(arguments.orders)
    lines = {order["id"]: list(components(order)) for order in orders}
    flat = [line for each in lines.values() for line in each]
    shown = flat if named else [line for line in flat if line.short]
    tables = [
        _order_table(orders, lines, moment, found.total - len(orders)),
        _component_table(shown, several=len(orders) > 1, named=named),
    ]
    if named:
        tables.append(_step_table(orders))
    return Result(
        title=_title(found, arguments, moment),
        tables=tuple(table for table in tables if table.rows),
        notes=(*([MEANING] if found.late else ()), *_notes(flat, shown)),
    )


async def _orders(work: Work, arguments: ProductionStatus, moment: str) -> _Orders:
    """The orders asked for. Where they are more than MOST, late ones are read apart so that none is missed."""
    wanted = (*_ORDER, *fields(work), *_STEPS)
    if arguments.orders:
        return _all(await work.named(_OBJECT, arguments.orders, wanted, optional=_OPTIONAL), moment)
    overdue = late(work.object(_OBJECT), moment)
    where: tuple[Json, ...] = overdue if arguments.state == "late" else OPEN
    if arguments.state not in (None, "late"):
        where = (("state", "=", arguments.state),)
    order = "start desc" if arguments.state in ENDED else "start"

    def page(where: Sequence[Json], order: str) -> Any:
        return work.find(_OBJECT, wanted, where, optional=_OPTIONAL, order=order, limit=MOST, total=True)

    every = await page(where, order)
    if every.total == len(every.records):
        return _all(every.records, moment)
    if arguments.state == "late" or arguments.state in ENDED:
        states = _counted(await work.sums(_OBJECT, ("state",), ("count",), where))
        return _Orders(every.records, states, states.total() if arguments.state == "late" else 0)
    read: list[Any] = await side_by_side(
        (page((*where, *overdue), "due, start"), work.sums(_OBJECT, ("state",), ("count",), where))
    )
    records = {record["id"]: record for record in (*read[0].records, *every.records)}
    return _Orders(tuple(records.values()), _counted(read[1]), read[0].total)


def _all(records: Sequence[Record], moment: str) -> _Orders:
    """Orders that are all there are."""
    states = Counter(str(record["state"]) for record in records)
    return _Orders(tuple(records), states, sum(1 for record in records if why_late(record, moment)))


def _counted(rows: Sequence[GroupRow]) -> Counter[str]:
    return Counter({str(row.keys[0]): row.values[0] for row in rows if isinstance(row.values[0], int)})


def _title(found: _Orders, arguments: ProductionStatus, moment: str) -> str:
    """How many orders of which state, and how many are late for which reason."""
    if arguments.orders and len(found.records) == 1:
        order = found.records[0]
        made = f"{rounded(order['quantity']):g} {order['unit'].name} of {order['product'].name}"
        reason = why_late(order, moment)
        return f"{order['number']}: {made}, {order['state']}{f', late: {reason}' if reason else ''}"
    kind = "" if arguments.orders else f"{(arguments.state or 'open').replace('_', ' ')} "
    if not found.total:
        return f"no {kind}manufacturing orders"
    title = f"{found.total} {kind}manufacturing order{'s' if found.total != 1 else ''}"
    if len(found.states) > 1 or arguments.state is None:
        title += "".join(f"{', ' if at else ': '}{number} {state}" for at, (state, number) in _often(found.states))
    if arguments.state in {*ENDED, "draft"}:
        return title
    reasons = Counter(reason for record in found.records if (reason := why_late(record, moment)))
    told = ", ".join(f"{number} {reason}" if len(reasons) > 1 else reason for _, (reason, number) in _often(reasons))
    why = f" ({told})" if told and reasons.total() == found.late else ""
    return f"{title}{why}" if arguments.state == "late" else f"{title}; {found.late} late{why}"


def _often(counted: Counter[str]) -> Iterator[tuple[int, tuple[str, int]]]:
    return enumerate(counted.most_common())


def _order_table(orders: Sequence[Record], lines: Mapping[int, Sequence[Component]], moment: str, left: int) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "order": Reference(order["id"], order["number"]),
            "product": order["product"],
            "quantity": rounded(order["quantity"]),
            "unit": order["unit"].name,
            "produced": rounded(order["produced"] or 0.0) or None,
            "state": order["state"],
            "components": standing(order, lines[order["id"]]),
            "work orders": _progress(order["work_orders"]),
            "start": order["start"],
            "end": order["end"],
            "deadline": order["due"],
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
        more=f"{left} more: ask by state, or find_records(object={_OBJECT})" if left > 0 else None,
    )


def _progress(steps: Sequence[Record]) -> str | None:
    if not steps:
        return None
    return f"{sum(1 for step in steps if step['state'] in ENDED)} of {len(steps)} done"


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
    counting = [line.product.id for line in lines if line.free and line.open]
    if len(set(counting)) < len(counting):
        notes.append("free stock is the same for all orders: one may take what another counts on")
    if any(line.free is None for line in shown):
        notes.append("no stock is kept of components without free")
    return notes


OPERATION: Final = Operation(arguments=ProductionStatus, needs=(_OBJECT, "product"), run=run)
