"""A partner's account: what it began with, what was invoiced and paid, what is owed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import both, side_by_side
from atlas_odoo.operations.accounting.ledger import OPEN, Terms, held_by, past_due, posted, told_of_rights
from atlas_odoo.operations.company import company_of
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.periods import days, said
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Found, Work

_ROWS: Final = 50
_SPAN: Final = timedelta(days=90)
_WORDS: Final = {
    "out_invoice": "invoice",
    "out_refund": "credit note",
    "out_receipt": "sales receipt",
    "in_invoice": "bill",
    "in_refund": "vendor credit note",
    "in_receipt": "purchase receipt",
}
_PAID: Final = "payment"
_FIELDS: Final = (
    "entry", "date", "number", "kind", "payment", "due", "balance", "residual", "amount", "currency"
)  # fmt: skip


class StatementArguments(Arguments):
    """What may be asked."""

    partner: Annotated[Ref, Field(description="name or id")]
    since: Annotated[date | None, Field(description="90 days ago")] = None
    until: Annotated[date | None, Field(description="today")] = None


@dataclass(slots=True)
class _Entry:
    """What one journal entry did to the account; the amounts of its items are added up."""

    date: str
    number: str
    kind: str
    due: str | None = None
    amount: float = 0.0
    open: float = 0.0
    own: float = 0.0
    currency: str = ""


async def run(work: Work, arguments: StatementArguments) -> Result:
    """The items of the period and three sums side by side, once it is known whose account it is."""
    notes = told_of_rights(work)
    until = arguments.until or work.today
    since = arguments.since or until - _SPAN
    holder = await company_of(work, arguments.partner)
    account: Terms = (*posted(work, ("receivable", "payable")), *held_by(holder))
    items, (closing, open_now, late) = await both(
        work.find(
            "journal_item",
            _FIELDS,
            (*account, *days("date", since, until)),
            optional=("bank_line",),
            order="date desc, number desc, id desc",
            limit=2 * _ROWS,
            total=True,
        ),
        side_by_side(
            (
                _sum(work, "balance", (*account, ("date", "<=", until.isoformat()))),
                _sum(work, "residual", (*account, *OPEN)),
                _sum(work, "residual", (*account, *OPEN, *past_due(work.today))),
            )
        ),
    )
    opening = await _opening(work, account, since, items, closing)
    entries = _entries(items)
    currency = work.currency or "company currency"
    if len(items.records) < (items.total or 0) or len(entries) > _ROWS:
        notes.append(f"earlier entries are left out: {items.total} items in the period; narrow it")
    return Result(
        f"Statement of {holder.id} {holder.name} {said(since, until)}: {closing:,.2f} {currency} at the end",
        {
            f"opening balance ({currency})": opening,
            f"closing balance ({currency})": closing,
            f"open on {work.today} ({currency})": open_now,
            f"past due on {work.today} ({currency})": late,
        },
        (_table(entries[:_ROWS], closing, work.currency),) if entries else (),
        (*notes, "positive: owed by the partner; negative: owed to it"),
    )


async def _opening(work: Work, account: Terms, since: date, items: Found, closing: float) -> float:
    """The balance before the period: the closing one less what was read; summed when that is not all."""
    if len(items.records) == items.total:
        return round(closing - sum(float(item["balance"]) for item in items.records), 2)
    return await _sum(work, "balance", (*account, ("date", "<", since.isoformat())))


async def _sum(work: Work, field: str, where: Terms) -> float:
    rows = await work.sums("journal_item", (), (f"{field}:sum",), where)
    return round(float(rows[0].values[0] or 0), 2) if rows else 0.0


def _entries(items: Found) -> list[_Entry]:
    """The entries, the latest first; the oldest is dropped when items of it may not have been read."""
    found: dict[int, _Entry] = {}
    for item in items.records:
        entry = found.setdefault(
            item["entry"].id, _Entry(item["date"], item["number"], _kind(item), currency=item["currency"].name)
        )
        entry.amount += item["balance"]
        entry.open += item["residual"]
        entry.own += item["amount"]
        if item["due"] and entry.kind != _PAID and (entry.due is None or item["residual"]):
            entry.due = min(item["due"], entry.due or item["due"])
    entries = list(found.values())
    return entries if len(items.records) == items.total else entries[:-1]


def _kind(item: Record) -> str:
    """What the entry is, in words; money that a bank statement brought is a payment too."""
    if item["payment"] or item.get("bank_line"):
        return _PAID
    return _WORDS.get(item["kind"], "entry")


def _table(entries: Sequence[_Entry], closing: float, currency: str | None) -> Table:
    """The entries in the order of time, each with the balance after it."""
    rows: list[dict[str, Value]] = []
    balance = closing
    for entry in entries:
        foreign = None if entry.currency == currency else f"{entry.own:,.2f} {entry.currency}"
        rows.append(
            {
                "date": entry.date,
                "document": entry.number,
                "kind": entry.kind,
                "due": entry.due,
                "amount": round(entry.amount, 2),
                "in its currency": foreign,
                "balance": round(balance, 2),
                "open": round(entry.open, 2) or None,
            }
        )
        balance -= entry.amount
    rows.reverse()
    units = dict.fromkeys(("amount", "balance", "open"), currency) if currency else {}
    return tabulate("entries", tuple(rows[0]), rows, units=units)


OPERATION: Final = Operation(arguments=StatementArguments, needs=("partner", "journal_item"), run=run)
