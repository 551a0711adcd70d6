"""What is open with a partner: quotations, orders, invoices, and the same on the side of purchases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.labels import label
from atlas_odoo.operations.partners.section import Section, currency
from atlas_odoo.operations.result import Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_MOVING: Final = ("draft", "waiting", "confirmed", "assigned")
"""States of a transfer that is still to come."""
_UNPAID: Final = (("state", "=", "posted"), ("residual", "!=", 0))


@dataclass(frozen=True, slots=True)
class Documents:
    """A kind of open document. `holder` is the field of its company, `columns` are fields by heading."""

    title: str
    object: str
    holder: str
    columns: Mapping[str, str]
    where: tuple[Json, ...] = ()
    moving: str | None = None
    """The list of its transfers: while one is to come, the document is open whatever `where` says."""
    order: str | None = None
    amounts: tuple[str, ...] = ("total",)
    expected: bool = True
    """Whether a reader should know that there is none."""


OPEN: Final = (
    Documents(
        "open quotations",
        "quotation",
        "customer_company",
        {"quotation": "number", "date": "date", "expires": "expires", "total": "total", "state": "state"},
    ),
    Documents(
        "open orders",
        "sales_order",
        "customer_company",
        {
            "order": "number", "date": "date", "promised": "promised", "total": "total", "delivery": "delivery_status",
            "invoicing": "invoice_status",
        },
        (("invoice_status", "in", ("no", "to invoice")),),
        "transfers.state",
    ),
    Documents(
        "unpaid invoices",
        "invoice",
        "company_partner",
        {"invoice": "number", "date": "date", "due": "due", "total": "total", "residual": "residual"},
        _UNPAID,
        order="due",
        amounts=("total", "residual"),
    ),
    Documents(
        "unused credit notes",
        "credit_note",
        "company_partner",
        {"credit note": "number", "date": "date", "total": "total", "residual": "residual"},
        _UNPAID,
        order="date",
        amounts=("total", "residual"),
        expected=False,
    ),
    Documents(
        "open purchase orders",
        "purchase_order",
        "vendor_company",
        {
            "order": "number", "date": "date", "expected": "expected", "total": "total", "receipt": "receipt_status",
            "billing": "invoice_status",
        },
        (("invoice_status", "in", ("no", "to invoice")),),
        "receipts.state",
    ),
    Documents(
        "unpaid bills",
        "vendor_bill",
        "company_partner",
        {"bill": "number", "reference": "reference", "due": "due", "total": "total", "residual": "residual"},
        _UNPAID,
        order="due",
        amounts=("total", "residual"),
    ),
    Documents(
        "unused vendor credit notes",
        "vendor_credit_note",
        "company_partner",
        {"credit note": "number", "reference": "reference", "date": "date", "total": "total", "residual": "residual"},
        _UNPAID,
        order="date",
        amounts=("total", "residual"),
        expected=False,
    ),
)  # fmt: skip


async def open_documents(work: Work, kind: Documents, company: Reference, limit: int) -> Section:
    """The open documents of one kind, as many as `limit`, and how many there are in all."""
    bound = work.object(kind.object)
    where: list[Json] = [(kind.holder, "=", company.id), *kind.where]
    if kind.moving is not None and bound.has(kind.moving):
        where = [where[0], "|", *kind.where, (kind.moving, "in", _MOVING)]
    found = await work.find(
        kind.object,
        ("currency", *(field for field in kind.columns.values() if field == "number")),
        where,
        optional=[field for field in kind.columns.values() if field != "number"],
        order=kind.order,
        limit=limit,
        total=True,
    )
    if not found.records:
        return Section(none=kind.title if kind.expected else None)
    left = (found.total or 0) - len(found.records)
    rows = [_row(work, kind, record) for record in found.records]
    shared = only([row["currency"] for row in rows])
    columns = [*kind.columns, "days late"]
    units = dict.fromkeys(kind.amounts, shared) if isinstance(shared, str) else {}
    return Section(
        table=tabulate(
            kind.title,
            columns if units else [*columns, "currency"],
            rows,
            units=units,
            more=f"{left} more: find_records object={kind.object}" if left > 0 else None,
        )
    )


def _row(work: Work, kind: Documents, record: Record) -> dict[str, Value]:
    row: dict[str, Value] = {
        heading: label(work, kind.object, field, record.get(field)) for heading, field in kind.columns.items()
    }
    row[next(iter(kind.columns))] = Reference(record["id"], record["number"])
    due = row.get("due")
    if isinstance(due, str):
        row["days late"] = max(0, (work.today - date.fromisoformat(due)).days) or None
    row["currency"] = currency(record["currency"])
    return row


LAST: Final[Sequence[tuple[str, str, str]]] = (
    ("order", "sales_order", "customer_company"),
    ("purchase order", "purchase_order", "vendor_company"),
)
"""What is counted, its object and the field of its company."""


async def last_document(work: Work, title: str, name: str, holder: str, company: Reference) -> Section:
    """How many confirmed ones there are, and the last of them."""
    found = await work.find(
        name, ("number", "date"), [(holder, "=", company.id)], order="date desc", limit=1, total=True
    )
    if not found.records:
        return Section()
    [last] = found.records
    named = Reference(last["id"], last["number"])
    return Section({f"{title}s": found.total, f"last {title}": named, f"last {title} date": last["date"]})
