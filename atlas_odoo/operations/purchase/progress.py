"""How far purchase orders have come: ordered, received and billed, what is late, with receipts and bills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.company import company_of
from atlas_odoo.operations.inputs import Arguments, Ref, References
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.purchase.order_lines import (
    OrderLine,
    counted,
    in_days,
    late_first,
    lateness,
    order_lines,
    share,
    without_receipts,
)
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_ORDERS: Final = 200
"""Open orders that are looked through, those expected first."""
_LINES: Final = 50
_ORDER: Final = ("number", "vendor", "date", "confirmed", "expected", "state", "invoice_status", "total", "currency")
_ORDER_OR_NOT: Final = ("vendor_reference", "receipt_status", "lines.received_how")
_LINE: Final = (
    "product", "description", "quantity", "received", "invoiced", "to_invoice", "expected", "unit", "display_type"
)  # fmt: skip
_RECEIPT: Final = ("number", "state", "scheduled", "done")
_BILL: Final = ("number", "kind", "state", "date", "due", "total", "residual", "currency")
_ENDED: Final = ("done", "cancel")
_OPEN: Final[tuple[Json, ...]] = ("|", ("invoice_status", "!=", "invoiced"), ("receipts.state", "not in", list(_ENDED)))
_QUANTITIES: Final = ("ordered", "received", "billed")
_KINDS: Final = {"in_refund": "credit note"}


class ProgressArguments(Arguments):
    """What may be asked."""

    order: Annotated[References, Field(description="numbers")] = []  # noqa: RUF012 -- pydantic copies it
    vendor: Annotated[Ref | None, Field(description="only this one")] = None


async def run(work: Work, arguments: ProgressArguments) -> Result:
    """The named orders whole, or what is open of all. Raises what naming records raises."""
    if arguments.order:
        orders = await work.named("purchase_order", arguments.order, _fields(), optional=_optional(_BILL))
        return _named(work, [in_days(work, order) for order in orders])
    vendor = None if arguments.vendor is None else await company_of(work, arguments.vendor)
    where = _OPEN if vendor is None else (*_OPEN, ("vendor_company", "=", vendor.id))
    found = await work.find(
        "purchase_order", _fields(), where, optional=_optional(), order="expected", limit=_ORDERS, total=True
    )
    every = [in_days(work, order) for order in found.records]
    lines = [item for item in late_first(order_lines(work, every)) if item.open]
    whose = f" of {vendor.id} {vendor.name}" if vendor else ""
    if not lines:
        return Result(f"No open purchase orders{whose}")
    notes = _unreceived(work, every)
    if (found.total or 0) > len(found.records):
        notes.append(f"only the {len(found.records)} open orders that are expected first, of {found.total}")
    shown = lines[:_LINES]
    orders = tuple({item.order["id"]: item.order for item in shown}.values())
    tables = (
        _line_table(shown, ("order", "vendor"), len(lines) - len(shown)),
        _receipts(orders, several=True, open_only=True),
    )
    number = len({item.order["id"] for item in lines})
    many = f"{counted(len(lines), 'line')} of {counted(number, 'order')}"
    return Result(
        f"Open purchase orders{whose}: {many}; {lateness(lines, several=True)}",
        tables=tuple(table for table in tables if table.rows),
        notes=tuple(notes),
    )


def _fields() -> tuple[str, ...]:
    return (*_ORDER, *(f"lines.{field}" for field in _LINE))


def _optional(bills: Iterable[str] = ()) -> tuple[str, ...]:
    """What a tenant may lack: receipts without Inventory."""
    return (*_ORDER_OR_NOT, *(f"receipts.{field}" for field in _RECEIPT), *(f"bills.{field}" for field in bills))


def _named(work: Work, orders: Sequence[Record]) -> Result:
    several = len(orders) > 1
    lines = late_first(order_lines(work, orders))
    tables = (
        *((_order_table(orders, lines),) if several else ()),
        _line_table(lines, ("order",) if several else ()),
        _receipts(orders, several=several),
        _bills(orders, several=several),
    )
    return Result(
        f"{len(orders)} purchase orders, {lateness(lines, several=True)}" if several else _title(orders[0], lines),
        {} if several else _facts(orders[0]),
        tuple(table for table in tables if table.rows),
        (
            *_unreceived(work, orders),
            *(
                f"{order['number']} has more lines than shown"
                for order in orders
                if order["lines"].total > len(order["lines"])
            ),
        ),
    )


def _title(order: Record, lines: Sequence[OrderLine]) -> str:
    vendor = order["vendor"]
    name = f"{order['number']} from {vendor.id} {vendor.name}" if isinstance(vendor, Reference) else order["number"]
    late = lateness(lines, several=False)
    return f"{name}: received {share(lines, 'received')}, billed {share(lines, 'invoiced')}, {late}"


def _unreceived(work: Work, orders: Sequence[Record]) -> list[str]:
    if work.object("purchase_order").has("receipts"):
        return without_receipts(orders)
    return ["no receipts: this tenant has no Inventory, or this user may not read it"]


def _facts(order: Record) -> dict[str, Value]:
    found: dict[str, Value] = {
        "id": order["id"],
        "state": order["state"],
        "vendor reference": order.get("vendor_reference"),
        "date": order["date"],
        "confirmed": order["confirmed"],
        "expected": order["expected"],
        "receipt": order.get("receipt_status"),
        "billing": order["invoice_status"],
        f"total ({order['currency'].name})": order["total"],
    }
    return {name: value for name, value in found.items() if value is not None}


def _order_table(orders: Sequence[Record], lines: Sequence[OrderLine]) -> Table:
    rows: list[dict[str, Value]] = []
    for order in orders:
        own = [item for item in lines if item.order is order]
        rows.append(
            {
                "order": Reference(order["id"], order["number"]),
                "vendor": order["vendor"],
                "date": order["date"],
                "received": share(own, "received"),
                "billed": share(own, "invoiced"),
                "total": order["total"],
                "currency": order["currency"].name,
            }
        )
    return tabulate("orders", tuple(rows[0]), rows)


def _line_table(lines: Sequence[OrderLine], leading: tuple[str, ...], more: int = 0) -> Table:
    rows = [_line(item) for item in lines]
    unit = only([row["unit"] for row in rows])
    columns = ("product", *_QUANTITIES, *(() if unit else ("unit",)), "expected", "days late")
    return tabulate(
        "lines",
        (*leading, *columns),
        rows,
        units=dict.fromkeys(_QUANTITIES, unit) if isinstance(unit, str) else {},
        more=f"{more} more open lines: name a vendor or orders" if more else None,
    )


def _line(item: OrderLine) -> dict[str, Value]:
    unit = item.line.get("unit")
    return {
        "order": Reference(item.order["id"], item.order["number"]),
        "vendor": item.order["vendor"],
        "product": item.line["product"] or item.line["description"],
        "ordered": item.line["quantity"],
        "received": item.line["received"],
        "billed": item.line["invoiced"],
        "unit": unit.name if isinstance(unit, Reference) else None,
        "expected": item.line["expected"],
        "days late": item.late or None,
    }


def _receipts(orders: Iterable[Record], *, several: bool, open_only: bool = False) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "order": order["number"],
            "receipt": Reference(receipt["id"], receipt["number"]),
            "state": receipt["state"],
            "scheduled": None if receipt["done"] else receipt["scheduled"],
            "done": receipt["done"],
        }
        for order in orders
        for receipt in order["receipts"]
        if not (open_only and receipt["state"] in _ENDED)
    ]
    columns = ("receipt", "state", "scheduled", "done")
    return tabulate("open receipts" if open_only else "receipts", ("order", *columns) if several else columns, rows)


def _bills(orders: Iterable[Record], *, several: bool) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "order": order["number"],
            "bill": Reference(bill["id"], bill["number"] or "draft"),
            "kind": _KINDS.get(bill["kind"]),
            "state": bill["state"],
            "date": bill["date"],
            "due": bill["due"],
            "total": bill["total"],
            "residual": bill["residual"],
            "currency": bill["currency"].name,
        }
        for order in orders
        for bill in order.get("bills", ())
    ]
    currency = only([row["currency"] for row in rows])
    columns = ("bill", "kind", "state", "date", "due", "total", "residual", *(() if currency else ("currency",)))
    units = dict.fromkeys(("total", "residual"), currency) if isinstance(currency, str) else {}
    return tabulate("bills", ("order", *columns) if several else columns, rows, units=units)


OPERATION: Final = Operation(arguments=ProgressArguments, needs=("purchase_order",), run=run)
