"""Who buys most, what sells best, and how sales went month by month: Odoo's own sales analysis, summed by Odoo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import GroupRow, Reference
from atlas_odoo.operations.company import company_of
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.periods import moments, said
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

By = Literal["customer", "product", "category", "salesperson", "team", "month", "country"]

_GROUPED: Final[Mapping[By, str]] = {"customer": "customer_company", "month": "date:month"}
"""What is grouped by where it is not the field of that name: contacts count for their company."""
_MEASURES: Final = ("untaxed:sum", "quantity:sum")
_ORDERS: Final = "document:count_distinct"
_PLURALS: Final[Mapping[By, str]] = {"category": "categories", "country": "countries", "salesperson": "salespeople"}
_ANALYSIS: Final = "sales_analysis"
MOST: Final = 24
"""Rows."""


class TopSales(Arguments):
    """Confirmed sales, summed."""

    by: Annotated[By, Field(description="rows")]
    since: Annotated[date | None, Field(description="first day")] = None
    until: Annotated[date | None, Field(description="last day")] = None
    customer: Annotated[Ref | None, Field(description="only theirs")] = None
    product: Annotated[Ref | None, Field(description="only this")] = None


async def run(work: Work, arguments: TopSales) -> Result:
    """The largest groups by untaxed revenue; months in their order. Raises what naming records raises."""
    customer, product = await side_by_side((_company(work, arguments.customer), _product(work, arguments.product)))
    period = moments("date", arguments.since, arguments.until, work.zone)
    where = [*period]
    ordered = [*period]
    if customer is not None:
        where.append(("customer_company", "=", customer.id))
        ordered.append(("customer_company", "=", customer.id))
    if product is not None:
        where.append(("product", "=", product.id))
        ordered.append(("lines.product", "=", product.id))
    group = _GROUPED.get(arguments.by, arguments.by)
    unit = ("unit",) if arguments.by == "product" and work.object(_ANALYSIS).has("unit") else ()
    measures = (*_MEASURES, _ORDERS) if work.object(_ANALYSIS).has("document") else _MEASURES
    order = group if arguments.by == "month" else _MEASURES[0]
    rows, totals, currencies = await side_by_side(
        (
            work.sums(_ANALYSIS, (group, *unit), measures, where, order=f"{order} desc", limit=MOST + 1),
            work.sums(_ANALYSIS, (), measures, where),
            work.sums("sales_order", ("currency",), ("untaxed:sum", "count"), ordered),
        )
    )
    of = "".join(
        f" of {record.id} {record.name}"
        for record in (product, None if arguments.by == "customer" else customer)
        if record
    )
    title = f"Sales{of} by {arguments.by}, {said(arguments.since, arguments.until)}"
    if not rows:
        return Result(f"{title}: no confirmed orders")
    return Result(
        title,
        _facts(totals[0], work.currency),
        (_table(rows, arguments.by, work.currency),),
        tuple(_notes(arguments.by, currencies, work.currency, with_product=product is not None)),
    )


async def _company(work: Work, reference: Ref | None) -> Reference | None:
    return None if reference is None else await company_of(work, reference)


async def _product(work: Work, reference: Ref | None) -> Reference | None:
    return None if reference is None else await work.one("product", reference)


def _facts(total: GroupRow, currency: str | None) -> dict[str, Value]:
    revenue, _, *orders = total.values
    return {
        f"revenue, untaxed ({currency or 'company currency'})": revenue,
        **({"orders": orders[0]} if orders else {}),
    }


def _table(rows: Sequence[GroupRow], by: By, currency: str | None) -> Table:
    shown = rows[:MOST]
    if by == "month":
        shown = shown[::-1]
    cells: list[dict[str, Value]] = [
        {
            by: row.keys[0] if row.keys[0] is not None else "none",
            "revenue": row.values[0],
            "quantity": row.values[1],
            "unit": row.keys[1].name if len(row.keys) > 1 and isinstance(row.keys[1], Reference) else None,
            "orders": row.values[2] if len(row.values) > len(_MEASURES) else None,
        }
        for row in shown
    ]
    units = {"revenue": currency} if currency else {}
    unit = only([cell["unit"] for cell in cells])
    if isinstance(unit, str):
        units["quantity"] = unit
    columns = (by, "revenue", "quantity", *(() if unit else ("unit",)), "orders")
    name = _PLURALS.get(by, f"{by}s")
    return tabulate(name, columns, cells, units=units, more=_more(rows, by))


def _more(rows: Sequence[GroupRow], by: By) -> str | None:
    if len(rows) <= MOST:
        return None
    return f"{'earlier' if by == 'month' else 'smaller'} ones: aggregate_records object={_ANALYSIS}"


def _notes(by: By, currencies: Sequence[GroupRow], own: str | None, *, with_product: bool) -> Sequence[str]:
    """What counts, and what was converted."""
    notes = ["confirmed orders by order date, without point of sale"]
    if by == "customer":
        notes.append("contacts count with their company")
    if by != "product" and not with_product:
        notes.append("quantities of different units are added up")
    named = [(_name(row.keys[0]), row.values) for row in currencies]
    if any(name != own for name, _ in named):
        amounts = ", ".join(f"{values[1]} in {name}" for name, values in named)
        notes.append(f"orders in other currencies are converted by Odoo at each order's rate: {amounts}")
    return notes


def _name(key: Json) -> str:
    return key.name if isinstance(key, Reference) else "no currency"


OPERATION: Final = Operation(arguments=TopSales, needs=("sales_order", "sales_analysis"), run=run)
