"""How far orders have come: ordered, delivered, invoiced and to do, with their transfers and invoices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, References
from atlas_odoo.operations.labels import label
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.own_fields import own_fields, told
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_ORDER: Final = ("number", "customer", "state", "date", "total", "untaxed", "currency", "invoice_status")
_ORDER_OR_NOT: Final = ("customer_reference", "promised", "delivery_status", "delivered_on", "to_invoice", "margin")
_LINE: Final = ("product", "description", "quantity", "delivered", "invoiced", "display_type", "is_downpayment")
_LINE_OR_NOT: Final = ("unit", "to_deliver", "to_invoice", "subtotal", "margin")
_TRANSFER: Final = (
    "number", "state", "type", "scheduled", "done", "backorder_of", "moves.product_id", "moves.product_uom_qty",
    "moves.product_uom", "moves.state",
)  # fmt: skip
_INVOICE: Final = ("number", "type", "state", "date", "due", "total", "residual", "payment_state", "currency")
_QUANTITIES: Final = ("ordered", "delivered", "to deliver", "invoiced", "to invoice")
_FINAL: Final = ("done", "cancel")
"""States in which nothing of a transfer is to be moved any more."""
_MOVES: Final = 5
"""Products that are named of an open transfer."""
_KINDS: Final = {"out_refund": "credit note"}
_UNCONFIRMED: Final = {"draft": "a quotation", "sent": "a quotation", "cancel": "cancelled"}


class OrderProgress(Arguments):
    """One order or several."""

    order: Annotated[References, Field(description="numbers or customer references")]


async def run(work: Work, arguments: OrderProgress) -> Result:
    """The orders with what was and what is to be done. Raises what naming records raises."""
    orders = await work.named(
        "sales_order",
        arguments.order,
        (*_ORDER, *_below("lines", _LINE)),
        any_state=True,
        optional=(
            *_ORDER_OR_NOT,
            *_below("lines", _LINE_OR_NOT),
            *_below("transfers", _TRANSFER),
            *_below("invoices", _INVOICE),
            *own_fields(work, "sales_order"),
        ),
    )
    several = len(orders) > 1
    tables = [of(work, orders, several=several) for of in (_lines, _transfers, _invoices)]
    return Result(
        f"{len(orders)} orders" if several else _title(orders[0]),
        {} if several else _facts(work, orders[0]),
        (*((_orders(work, orders),) if several else ()), *(table for table in tables if table.rows)),
        (*_by_reference(orders, arguments.order), *_notes(work, orders)),
    )


def _below(name: str, fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}.{field}" for field in fields)


def _goods(order: Record) -> list[Record]:
    """The lines that are ordered: neither headings nor down payments."""
    return [line for line in order["lines"] if not line["display_type"] and not line["is_downpayment"]]


def _title(order: Record) -> str:
    number, customer = order["number"], order["customer"]
    name = f"{number} for {customer.id} {customer.name}" if isinstance(customer, Reference) else number
    state = _UNCONFIRMED.get(order["state"])
    if state is not None:
        return f"{name}: {state}"
    lines = _goods(order)
    return f"{name}: delivered {_share(lines, 'delivered')}, invoiced {_share(lines, 'invoiced')}"


def _share(lines: Sequence[Record], field: str) -> str:
    """`3 of 5` where the lines have one unit; else whether all, nothing or a part is done."""
    if lines and all(line[field] >= line["quantity"] for line in lines):
        return "in full"
    if not any(line[field] for line in lines):
        return "nothing"
    if only([line.get("unit") for line in lines]) is None:
        return "in part"
    return f"{sum(line[field] for line in lines):g} of {sum(line['quantity'] for line in lines):g}"


def _facts(work: Work, order: Record) -> dict[str, Value]:
    currency = _currency(order)
    found: dict[str, Value] = {
        "id": order["id"],
        "state": label(work, "sales_order", "state", order["state"]),
        "date": order["date"],
        "promised": order.get("promised"),
        "delivery": label(work, "sales_order", "delivery_status", order.get("delivery_status")),
        "delivered on": order.get("delivered_on"),
        "invoicing": label(work, "sales_order", "invoice_status", order["invoice_status"]),
        f"total ({currency})": order["total"],
        f"untaxed ({currency})": order["untaxed"] if order["untaxed"] != order["total"] else None,
        f"to invoice, taxes included ({currency})": order.get("to_invoice"),
        f"margin ({currency})": order.get("margin"),
        **told(work, "sales_order", order),
    }
    return {name: value for name, value in found.items() if value is not None}


def _currency(order: Record) -> str:
    currency = order["currency"]
    return currency.name if isinstance(currency, Reference) else "no currency"


def _orders(work: Work, orders: Sequence[Record]) -> Table:
    rows = [
        {
            "order": Reference(order["id"], order["number"]),
            "customer": order["customer"],
            "state": label(work, "sales_order", "state", order["state"]),
            "date": order["date"],
            "delivered": None if order["state"] in _UNCONFIRMED else _share(_goods(order), "delivered"),
            "invoiced": None if order["state"] in _UNCONFIRMED else _share(_goods(order), "invoiced"),
            "total": order["total"],
            "currency": _currency(order),
        }
        for order in orders
    ]
    return tabulate("orders", tuple(rows[0]), rows)


def _lines(_: Work, orders: Sequence[Record], *, several: bool) -> Table:
    rows = [_line(order, line) for order in orders for line in _goods(order)]
    unit = only([row["unit"] for row in rows])
    units = dict.fromkeys(_QUANTITIES, unit) if isinstance(unit, str) else {}
    columns = ["product", *_QUANTITIES, *(() if unit else ("unit",))]
    if several:
        return tabulate("lines", ("order", *columns), rows, units=units)
    return tabulate("lines", (*columns, "subtotal"), rows, units={**units, "subtotal": _currency(orders[0])})


def _line(order: Record, line: Record) -> dict[str, Value]:
    """A line of an order; of what is not confirmed nothing is to be done."""
    confirmed = order["state"] not in _UNCONFIRMED
    done: dict[str, Value] = {
        "delivered": line["delivered"],
        "to deliver": line.get("to_deliver"),
        "invoiced": line["invoiced"],
        "to invoice": line.get("to_invoice"),
    }
    return {
        "order": order["number"],
        "product": line["product"] or line["description"],
        "ordered": line["quantity"],
        **(done if confirmed else {}),
        "unit": line["unit"].name if isinstance(line.get("unit"), Reference) else None,
        "subtotal": line.get("subtotal"),
    }


def _transfers(work: Work, orders: Sequence[Record], *, several: bool) -> Table:
    rows = [
        {
            "order": order["number"],
            "transfer": Reference(item["id"], item["number"]),
            "state": label(work, "sales_order", "transfers.state", item["state"]),
            "type": item["type"].name if isinstance(item["type"], Reference) else None,
            "scheduled": item["scheduled"],
            "done": item["done"],
            "backorder of": item["backorder_of"],
            "to move": _to_move(item),
        }
        for order in orders
        for item in order.get("transfers", ())
    ]
    columns = ("transfer", "state", "type", "scheduled", "done", "backorder of", "to move")
    return tabulate("transfers", ("order", *columns) if several else columns, rows)


def _to_move(transfer: Record) -> str | None:
    """What an open transfer has still to move, such as `3 Units [FURN_8888] Office Lamp`."""
    if transfer["state"] in _FINAL:
        return None
    open_ones = [move for move in transfer.get("moves", ()) if move["state"] not in _FINAL]
    named = [
        f"{move['product_uom_qty']:g} {move['product_uom'].name} {move['product_id'].name}"
        for move in open_ones[:_MOVES]
    ]
    rest = len(open_ones) - len(named)
    return "; ".join(named) + (f" and {rest} more" if rest else "")


def _invoices(work: Work, orders: Sequence[Record], *, several: bool) -> Table:
    rows = [
        {
            "order": order["number"],
            "invoice": Reference(item["id"], item["number"] if item["number"] not in (None, "/") else "draft"),
            "kind": _KINDS.get(item["type"]),
            "state": label(work, "sales_order", "invoices.state", item["state"]),
            "date": item["date"],
            "due": item["due"],
            "total": item["total"],
            "residual": item["residual"],
            "paid": label(work, "sales_order", "invoices.payment_state", item["payment_state"]),
            "currency": item["currency"].name if isinstance(item["currency"], Reference) else None,
        }
        for order in orders
        for item in order.get("invoices", ())
    ]
    currency = only([row["currency"] for row in rows])
    columns = ["invoice", "kind", "state", "date", "due", "total", "residual", "paid"]
    if several:
        columns = ["order", *(name for name in columns if name not in ("date", "paid"))]
    if isinstance(currency, str):
        return tabulate("invoices", columns, rows, units=dict.fromkeys(("total", "residual"), currency))
    return tabulate("invoices", (*columns, "currency"), rows)


def _by_reference(orders: Sequence[Record], asked: Iterable[int | str]) -> Iterable[str]:
    """Which orders were meant by the customer's reference, not by their number."""
    names = {item.strip().casefold() for item in asked if isinstance(item, str)}
    for order in orders:
        reference = order.get("customer_reference")
        if reference and reference.strip().casefold() in names and order["number"].casefold() not in names:
            yield f"{order['number']} was found by its customer reference {reference}"


def _notes(work: Work, orders: Sequence[Record]) -> Iterable[str]:
    """What the tables do not say by themselves."""
    downs = [order["number"] for order in orders if any(line["is_downpayment"] for line in order["lines"])]
    if downs:
        yield f"down payment lines are not among the lines: see the invoices ({', '.join(downs)})"
    for name in ("transfers", "invoices"):
        if not work.object("sales_order").has(name):
            yield f"{name} cannot be read here"
        elif not any(order[name] or order["state"] in _UNCONFIRMED for order in orders):
            yield f"no {name}"
    cut = [order["number"] for order in orders if order["lines"].total > len(order["lines"])]
    if cut:
        yield f"more lines than shown: {', '.join(cut)}"


OPERATION: Final = Operation(arguments=OrderProgress, needs=("sales_order",), run=run)
