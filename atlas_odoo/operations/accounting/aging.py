"""What is open with customers or vendors, by how long it is past due; the sums are Odoo's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import both
from atlas_odoo.odoo.plan import GroupRow, Reference
from atlas_odoo.operations.accounting.ledger import (
    BUCKETS,
    OPEN,
    Kind,
    Terms,
    held_by,
    posted,
    told_of_rights,
)
from atlas_odoo.operations.accounting.open_sums import Open, added, by_partner
from atlas_odoo.operations.company import company_of
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Found, Work

_MOST: Final = 50_000
"""Groups of one call, by partner, currency and days; with more, the sums would not be whole."""
_HEADINGS: Final = ("not due", *(f"{name} days past due" for name in BUCKETS[1:]))
_UNMATCHED: Final = "credit notes and payments not set off"
_CREDITS: Final = "of it unmatched credits"
_ROWS: Final = 50
_FEW: Final = 5
_ITEM_FIELDS: Final = ("number", "date", "due", "residual", "residual_currency", "currency")


class AgingArguments(Arguments):
    """What may be asked."""

    kind: Annotated[Kind, Field(description="of customers or vendors")] = "receivable"
    partner: Annotated[Ref | None, Field(description="only this one")] = None


async def run(work: Work, arguments: AgingArguments) -> Result:
    """The sums of debts and of credits side by side; the items of one partner with them."""
    notes = told_of_rights(work)
    customers = arguments.kind == "receivable"
    sign = 1 if customers else -1
    where: Terms = (*posted(work, (arguments.kind,)), *OPEN)
    if arguments.partner is None:
        whose = f"{'Receivables' if customers else 'Payables'} of {work.company}"
        debts, unmatched = await _summed(work, where, sign)
    else:
        holder = await company_of(work, arguments.partner)
        whose = f"{'Receivables from' if customers else 'Payables to'} {holder.id} {holder.name}"
        where = (*where, *held_by(holder))
        (debts, unmatched), items = await both(_summed(work, where, sign), _items(work, where))
    found = by_partner(debts, unmatched, sign, work.currency, work.today)
    if not found:
        return Result(f"{whose}: nothing is open", notes=tuple(notes))
    everything = added(found.values())
    currency = work.currency or "company currency"
    facts = {name: round(value, 2) for name, value in zip(_HEADINGS, everything.by_bucket, strict=True) if value}
    if everything.credits:
        facts[_CREDITS] = everything.credits
        notes += [f"{_UNMATCHED} count as of their own due dates", *_covered(found)]
    if everything.oldest and arguments.partner is not None:
        facts["oldest days past due"] = everything.oldest
    return Result(
        f"{whose} on {work.today}: {everything.total:,.2f} {currency} open, {everything.overdue:,.2f} past due"
        + (f", net of {-everything.credits:,.2f} {_UNMATCHED}" if everything.credits else ""),
        {name if name.startswith("oldest") else f"{name} ({currency})": value for name, value in facts.items()},
        (_partners(found, currency) if arguments.partner is None else _listed(items, sign, work),),
        tuple(notes),
    )


async def _summed(work: Work, where: Terms, sign: int) -> tuple[tuple[GroupRow, ...], tuple[GroupRow, ...]]:
    """The groups of debts, and those of what is to be set off against them."""
    return await both(
        _groups(work, (*where, ("residual", ">" if sign > 0 else "<", 0))),
        _groups(work, (*where, ("residual", "<=" if sign > 0 else ">=", 0))),
    )


async def _groups(work: Work, where: Terms) -> tuple[GroupRow, ...]:
    """Groups by due day, and by date as well: an item without due date, such as one entered by hand, is due on it."""
    by = ("partner", "currency", "due:day", "date:day")
    rows = await work.sums("journal_item", by, ("residual:sum", "residual_currency:sum"), where, limit=_MOST)
    if len(rows) >= _MOST:
        raise ArgumentInvalid(f"More than {_MOST:,} sums by partner and day are open.", advice="Name one partner.")
    return rows


async def _items(work: Work, where: Terms) -> Found:
    """Open items, the longest due first."""
    return await work.find("journal_item", _ITEM_FIELDS, where, order="due, date", limit=_ROWS, total=True)


def _covered(found: Mapping[Reference | None, Open]) -> Iterator[str]:
    """Who is past due and has credits as well: nobody should be reminded of what is paid."""
    names = [f"{partner.id} {partner.name}" for partner, one in found.items() if partner and one.oldest and one.credits]
    if names:
        few = ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")
        yield f"past due with unmatched credits of their own, to be set off in Odoo first: {few}"


def _partners(found: dict[Reference | None, Open], currency: str) -> Table:
    """A row for each partner, the most overdue first."""
    ranked = sorted(found.items(), key=lambda item: (-item[1].overdue, -item[1].oldest, -item[1].total))
    rows: list[dict[str, Value]] = [
        {
            "partner": partner or "no partner",
            **{name: round(value, 2) or None for name, value in zip(BUCKETS, one.by_bucket, strict=True)},
            "total": one.total,
            _CREDITS: one.credits or None,
            "oldest days": one.oldest or None,
            "of it in other currencies": _amounts(one.elsewhere),
        }
        for partner, one in ranked[:_ROWS]
    ]
    rest = ranked[_ROWS:]
    left = f"{len(rest)} more partners with {added(one for _, one in rest).total:,.2f} {currency}: name one"
    return tabulate(
        "partners",
        ("partner", *BUCKETS, "total", _CREDITS, "oldest days", "of it in other currencies"),
        rows,
        units=dict.fromkeys((*BUCKETS, "total", _CREDITS), currency),
        more=left if rest else None,
    )


def _amounts(by_currency: dict[str, float]) -> str | None:
    return ", ".join(f"{amount:,.2f} {name}" for name, amount in by_currency.items()) or None


def _listed(items: Found, sign: int, work: Work) -> Table:
    """A row for each open item, the longest past due first."""
    left = (items.total or 0) - len(items.records)
    cancelled = _cancelled(items.records)
    return tabulate(
        "open items",
        ("document", "date", "due", "days past due", "open", "in its currency", "cancels with"),
        [_item(item, sign, work) | {"cancels with": cancelled.get(item["id"])} for item in items.records],
        units={"open": work.currency} if work.currency else {},
        more=f"{left} more items: find_records on journal_item, reconciled false" if left else None,
    )


def _cancelled(items: Iterable[Record]) -> dict[int, str]:
    """The other document's number for items of one day whose open amounts come to nothing together, by id."""
    waiting: dict[tuple[str, str, float], list[Record]] = defaultdict(list)
    found: dict[int, str] = {}
    for item in items:
        day, currency, amount = item["date"], item["currency"].name, item["residual_currency"]
        if opposite := waiting[day, currency, -amount]:
            other = opposite.pop(0)
            found |= {item["id"]: other["number"], other["id"]: item["number"]}
        else:
            waiting[day, currency, amount].append(item)
    return found


def _item(item: Record, sign: int, work: Work) -> dict[str, Value]:
    due = item["due"] or item["date"]
    late = (work.today - date.fromisoformat(due)).days
    currency = item["currency"].name
    return {
        "document": item["number"],
        "date": item["date"],
        "due": due,
        "days past due": late if late > 0 else None,
        "open": sign * item["residual"],
        "in its currency": None if currency == work.currency else f"{sign * item['residual_currency']:,.2f} {currency}",
    }


OPERATION: Final = Operation(arguments=AgingArguments, needs=("partner", "journal_item"), run=run)
