"""Orders with something to invoice or to bill, in Odoo's own quantities and amounts, never across currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.operations.accounting.ledger import Terms
from atlas_odoo.operations.company import company_of
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.periods import day_of
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_MOST: Final = 5_000
"""Orders to invoice; with more, the totals would not be whole."""
_MOST_TO_BILL: Final = 500
_ROWS: Final = 30
_WAITING: Final = "to invoice"
_LINES: Final = ("lines.to_invoice", "lines.quantity", "lines.subtotal", "lines.price")


class ToInvoiceArguments(Arguments):
    """What may be asked."""

    partner: Annotated[Ref | None, Field(description="only of this one")] = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An order with what is to be invoiced of it, untaxed and in its currency."""

    order: Reference
    partner: Reference | None
    amount: float
    currency: str
    date: str | None = None


async def run(work: Work, arguments: ToInvoiceArguments) -> Result:
    """Sales and purchases side by side. Raises ArgumentInvalid where neither is installed."""
    if not work.has("sales_order_line") and not work.has("purchase_order"):
        raise ArgumentInvalid("This tenant has neither sales nor purchase orders, or this user may not read them.")
    partner = None if arguments.partner is None else await company_of(work, arguments.partner)
    sales, purchases = await side_by_side((_sales(work, partner), _purchases(work, partner)))
    of = f" of {partner.id} {partner.name}" if partner else ""
    if not sales and not purchases:
        return Result(f"Nothing{of} is to be invoiced or billed")
    parts = [f"{_count(sales, 'sales')} to invoice: {_totals(sales)}"] if sales else []
    parts += [f"{_count(purchases, 'purchase')} to bill: {_totals(purchases)}"] if purchases else []
    shown = await _dated(work, sales[:_ROWS])
    tables = [
        _by_customer(sales, work.currency) if partner is None else None,
        _orders("sales orders", "customer", "to invoice", shown, sales),
        _orders("purchase orders", "vendor", "to bill", purchases[:_ROWS], purchases),
    ]
    return Result(
        f"{'; '.join(parts)}{of}",
        tables=tuple(table for table in tables if table is not None),
        notes=("untaxed; invoices in draft are not deducted",) if sales else (),
    )


async def _sales(work: Work, customer: Reference | None) -> list[_Waiting]:
    """Sales orders by amount: sums of the lines' own untaxed amounts to invoice, down payments deducted."""
    if not work.has("sales_order_line"):
        return []
    where: Terms = (("order.invoice_status", "=", _WAITING), ("invoice_status", "=", _WAITING))
    if customer is not None:
        where = (*where, ("customer_company", "=", customer.id))
    dated = ("date:day",) if dialect(work.catalogue.version).group_by_path else ()
    rows = await work.sums(
        "sales_order_line", ("order", "customer", "currency", *dated), ("to_invoice_amount:sum",), where, limit=_MOST
    )
    if len(rows) >= _MOST:
        raise ArgumentInvalid(f"More than {_MOST:,} orders are to be invoiced.", advice="Name a customer.")
    found = [
        _Waiting(order, partner, float(row.values[0] or 0), currency.name, *date)
        for row in rows
        for order, partner, currency, *date in (row.keys,)
    ]
    return _sorted(found, work.currency)


async def _dated(work: Work, orders: Sequence[_Waiting]) -> list[_Waiting]:
    """The orders with their dates; where groups cannot tell them (before 19), by one more call."""
    lacking = [item.order.id for item in orders if item.date is None]
    records = await work.get("sales_order", lacking, ("date",))
    dates = {record["id"]: str(day_of(record["date"], work.zone)) for record in records if record["date"]}
    return [replace(item, date=item.date or dates.get(item.order.id)) for item in orders]


async def _purchases(work: Work, vendor: Reference | None) -> list[_Waiting]:
    """Purchase orders by amount: Odoo says the quantity to bill, an order line's subtotal says what one costs."""
    if not work.has("purchase_order"):
        return []
    where: Terms = (("invoice_status", "=", _WAITING),)
    if vendor is not None:
        where = (*where, ("vendor_company", "=", vendor.id))
    fields = ("number", "vendor", "date", "currency", *_LINES)
    found = await work.find("purchase_order", fields, where, order="date", limit=_MOST_TO_BILL + 1)
    if len(found.records) > _MOST_TO_BILL:
        raise ArgumentInvalid(f"More than {_MOST_TO_BILL} purchase orders are to be billed.", advice="Name a vendor.")
    waiting = [
        _Waiting(
            Reference(record["id"], record["number"]),
            record["vendor"],
            sum(_to_bill(line) for line in record["lines"]),
            record["currency"].name,
            str(day_of(record["date"], work.zone)),
        )
        for record in found.records
    ]
    return _sorted(waiting, work.currency)


def _sorted(orders: Iterable[_Waiting], home: str | None) -> list[_Waiting]:
    return sorted(orders, key=lambda item: _rank(item.currency, item.amount, home))


def _rank(currency: str, amount: float, home: str | None) -> tuple[bool, str, float]:
    """The largest amounts first, in the company's currency, then in each other one."""
    return currency != home, currency, -amount


def _to_bill(line: Record) -> float:
    """What is to be billed of a line, untaxed; below 0 where more was billed than received."""
    each = line["subtotal"] / line["quantity"] if line["quantity"] else line["price"]
    return float(line["to_invoice"] * each)


def _count(orders: Sequence[_Waiting], kind: str) -> str:
    return f"{len(orders)} {kind} order{'' if len(orders) == 1 else 's'}"


def _totals(orders: Iterable[_Waiting]) -> str:
    """The amounts of each currency."""
    totals: dict[str, float] = defaultdict(float)
    for item in orders:
        totals[item.currency] += item.amount
    return ", ".join(f"{amount:,.2f} {currency}" for currency, amount in sorted(totals.items()))


def _by_customer(sales: Sequence[_Waiting], home: str | None) -> Table | None:
    """A row for each customer and currency; none where that says no more than the orders do."""
    groups: dict[tuple[Reference | None, str], list[float]] = defaultdict(list)
    for item in sales:
        groups[item.partner, item.currency].append(item.amount)
    if len(groups) == len(sales):
        return None
    ranked = sorted(groups.items(), key=lambda item: _rank(item[0][1], sum(item[1]), home))
    rows: list[dict[str, Value]] = [
        {"customer": customer, "orders": len(amounts), "to invoice": round(sum(amounts), 2), "currency": currency}
        for (customer, currency), amounts in ranked
    ]
    return _table("customers", rows, "to invoice")


def _orders(name: str, who: str, what: str, shown: Sequence[_Waiting], every: Sequence[_Waiting]) -> Table | None:
    if not shown:
        return None
    rows: list[dict[str, Value]] = [
        {
            "order": item.order,
            who: item.partner,
            "date": item.date,
            what: round(item.amount, 2),
            "currency": item.currency,
        }
        for item in shown
    ]
    return _table(name, rows, what, len(every) - len(shown))


def _table(name: str, rows: Sequence[dict[str, Value]], what: str, left: int | None = None) -> Table:
    """The first rows; one currency for all stands in the heading."""
    left = max(len(rows) - _ROWS, 0) if left is None else left
    currency = only([row["currency"] for row in rows])
    return tabulate(
        name,
        [column for column in rows[0] if column != "currency" or currency is None],
        rows[:_ROWS],
        units={what: str(currency)} if currency else {},
        more=f"{left} more: name a partner" if left else None,
    )


OPERATION: Final = Operation(arguments=ToInvoiceArguments, needs=("partner", "sales_order|purchase_order"), run=run)
