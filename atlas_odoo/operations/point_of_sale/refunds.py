"""Orders that paid something back, each with the order that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.point_of_sale.scope import Scope
from atlas_odoo.operations.point_of_sale.sums import Figures, only_figures
from atlas_odoo.operations.point_of_sale.ways import ORDERS
from atlas_odoo.operations.result import Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_FIELDS: Final = ("number", "receipt", "date", "customer", "total", "tax")
_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Refunds:
    """The latest refunds of one currency, and the figures of all (number, total, tax)."""

    table: Table
    figures: Figures


async def refunds(work: Work, scope: Scope) -> Refunds:
    """In one or two calls; one more where there are more refunds than are shown."""
    where = (*scope.where(work), ("total", "<", 0))
    found = await work.find(
        "pos_order",
        _FIELDS,
        where,
        optional=("refund_of",),
        order="date desc",
        limit=_MOST,
        total=True,
    )
    linked = await _linked(work, found.records)
    rows: list[dict[str, Value]] = [
        {
            "refund": Reference(record["id"], _called(record)),
            "date": record["date"],
            "customer": record["customer"],
            "paid back": round(-record["total"], 2),
            "of order": linked.get(record["id"]),
        }
        for record in found.records
    ]
    left = (found.total or 0) - len(rows)
    table = tabulate(
        "refunds",
        ("refund", "date", "customer", "paid back", "of order"),
        rows,
        units={"paid back": scope.currency} if scope.currency else {},
        more=f"{left} earlier: find_records(object=pos_order) with total below 0" if left > 0 else None,
    )
    if left > 0:
        return Refunds(table, only_figures(await work.sums("pos_order", (), ORDERS, where)))
    total, tax = (sum(float(record[name] or 0) for record in found.records) for name in ("total", "tax"))
    return Refunds(table, (float(len(rows)), total, tax))


async def _linked(work: Work, found: tuple[Record, ...]) -> dict[int, Reference]:
    """The order that each refund is for. Odoo 14 keeps no link: there a refund has the receipt number of its order."""
    if work.object("pos_order").has("refund_of"):
        return {record["id"]: _first(record["refund_of"]) for record in found if record["refund_of"]}
    receipts = sorted({record["receipt"] for record in found if record["receipt"]})
    if not receipts:
        return {}
    orders = await work.find(
        "pos_order", ("number", "receipt"), (("receipt", "in", receipts), ("total", ">=", 0)), order="date"
    )
    by_receipt = {order["receipt"]: Reference(order["id"], _called(order)) for order in orders.records}
    return {record["id"]: by_receipt[record["receipt"]] for record in found if record["receipt"] in by_receipt}


def _first(value: Json) -> Reference:
    """The order of a refund; where there may be several, the first.

    On 19 there is one. Releases before 17 may have several (`refunded_order_ids`), 17 has one (`refunded_order_id`): so
    copies of Odoo's sources say, told to be of those releases by the rest of their code; neither was seen running.
    """
    if isinstance(value, Reference):
        return value
    return Reference(value[0]["id"], value[0]["display_name"] or "")


def _called(record: Record) -> str:
    """Orders that never had a number are called `/`."""
    number, receipt = record["number"], record["receipt"]
    return str(receipt if receipt and number in (None, "/") else number)
