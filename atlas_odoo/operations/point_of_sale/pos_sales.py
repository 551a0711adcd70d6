"""Sales of the point of sale by product, category, time, payment method and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.odoo.execute_calls import both, side_by_side
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.periods import said
from atlas_odoo.operations.point_of_sale.refunds import refunds
from atlas_odoo.operations.point_of_sale.scope import Scope, scopes
from atlas_odoo.operations.point_of_sale.sums import Figures, Group, Sums, summed
from atlas_odoo.operations.point_of_sale.ways import LINES, ORDERS, PAYMENTS, By, Way, way_of
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_NEEDS: Final = ("pos_order", "pos_order_line", "pos_payment", "pos_config", "pos_session", "product")

_MONEY: Final = ("untaxed", "total", "paid back", "received")
_COLUMNS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    LINES: ("quantity", "untaxed", "total", "brought back", "paid back"),
    ORDERS: ("orders", "untaxed", "total", "refunds", "paid back"),
    PAYMENTS: ("payments", "received", "refunds", "paid back"),
}
MOST: Final = 50
"""Rows of one currency in one answer."""


class PosSales(Arguments):
    """Paid orders of the point of sale, summed."""

    by: Annotated[By, Field(description="per")]
    since: Annotated[date | None, Field(description="first day")] = None
    until: Annotated[date | None, Field(description="last day")] = None
    config: Annotated[Ref | None, Field(description="point of sale")] = None


async def run(work: Work, arguments: PosSales) -> Result:
    """A table of groups per currency, refunds apart."""
    way = way_of(work, arguments.by)
    name, parts = await scopes(work, arguments.config, arguments.since, arguments.until)
    sums, paid_back = await both(
        side_by_side(summed(work, way, scope, MOST) for scope in parts),
        side_by_side(refunds(work, scope) for scope in parts),
    )
    pairs = [
        (scope, replace(found, back=back.figures))
        for scope, found, back in zip(parts, sums, paid_back, strict=True)
        if found.total[0]
    ]
    where = f" at {name}" if name else ""
    title = f"Point of sale{where} by {arguments.by.replace('_', ' ')}, {said(arguments.since, arguments.until)}"
    if not pairs:
        return Result(f"{title}: no paid orders")
    back = [refunded.table for refunded in paid_back if refunded.table.rows]
    several = len(pairs) > 1
    facts: dict[str, Value] = {}
    for scope, found in pairs:
        facts |= _facts(scope, found, several=several)
    return Result(
        f"{title}: {_counted([found for _, found in pairs])}",
        facts,
        (*(_table(way, arguments.by, scope, found, several=several) for scope, found in pairs), *back),
        _notes(work, way, arguments.by, several=several),
    )


def _counted(sums: Sequence[Sums]) -> str:
    """How many orders and refunds, the latter also where there are none."""
    back = int(sum(found.back[0] for found in sums))
    orders = int(sum(found.total[0] for found in sums)) - back
    return f"{orders} order{'s' if orders != 1 else ''}, {back or 'no'} refund{'s' if back != 1 else ''}"


def _facts(scope: Scope, found: Sums, *, several: bool) -> dict[str, Value]:
    """What was sold in one currency; the numbers of orders stand in the title where there is only one."""
    number, total, tax = found.total
    back, paid_back, _ = found.back
    money = scope.currency or "company currency"
    facts: dict[str, Value] = {}
    if several:
        facts |= {f"orders in {money}": int(number - back), f"refunds in {money}": int(back) or "none"}
    facts[f"sales without taxes ({money})"] = round(total - tax, 2)
    facts[f"sales with taxes ({money})"] = round(total, 2)
    if back:
        facts[f"paid back with taxes ({money})"] = round(-paid_back, 2)
    return facts


def _table(way: Way, by: By, scope: Scope, found: Sums, *, several: bool) -> Table:
    money = scope.currency
    columns = _COLUMNS[way.measures]
    rows = [{by: group.key if group.key is not None else "none", **_cells(way, group)} for group in found.groups]
    more = "earlier days: ask until a day before" if by == "day" else "smaller ones: aggregate_records"
    return tabulate(
        f"sales in {money}" if several else "sales",
        (by, *columns),
        rows,
        units=dict.fromkeys(_MONEY, money) if money else {},
        more=more if found.more else None,
    )


def _cells(way: Way, group: Group) -> dict[str, Value]:
    """Totals are what is left after refunds; what was paid back is empty where nothing was."""
    if way.measures == LINES:
        return _of_lines(group.all, group.back)
    if way.measures == PAYMENTS:
        return {
            "payments": int(group.all[0]),
            "received": round(group.all[1], 2),
            "refunds": int(group.back[0]) or None,
            "paid back": round(-group.back[1], 2) or None,
        }
    number, total, tax = group.all
    back, paid_back, _ = group.back
    return {
        "orders": int(number - back),
        "untaxed": round(total - tax, 2),
        "total": round(total, 2),
        "refunds": int(back) or None,
        "paid back": round(-paid_back, 2) or None,
    }


def _of_lines(every: Figures, back: Figures) -> dict[str, Value]:
    quantity, untaxed, total = every
    brought, _, paid_back = back
    return {
        "quantity": round(quantity, 6),
        "untaxed": round(untaxed, 2),
        "total": round(total, 2),
        "brought back": round(-brought, 6) or None,
        "paid back": round(-paid_back, 2) or None,
    }


def _notes(work: Work, way: Way, by: By, *, several: bool) -> tuple[str, ...]:
    notes = []
    if by == "payment_method":
        notes.append("taxes are in all amounts; received: what is left after change and money paid back")
    else:
        notes.append("taxes: not in untaxed, in total and paid back; untaxed and total: what is left after refunds")
    if way.in_time:
        notes.append(f"{'hours of the day, days added up,' if by == 'hour' else 'days'} in {work.zone.key}")
    if several:
        notes.append("currencies are never added up")
    return tuple(notes)


OPERATION: Final = Operation(arguments=PosSales, needs=_NEEDS, run=run)
