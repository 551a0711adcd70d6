"""What is open with customers or vendors, by how long it is past due; the sums are Odoo's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import both, side_by_side
from atlas_odoo.odoo.plan import GroupRow, Reference
from atlas_odoo.operations.accounting.ledger import (
    BUCKETS,
    OPEN,
    Kind,
    Terms,
    buckets,
    held_by,
    posted,
    told_of_rights,
)
from atlas_odoo.operations.company import company_of
from atlas_odoo.operations.inputs import LIMIT, Arguments, Ref, within
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Found, Work

_MOST_PARTNERS: Final = 10_000
"""Partners with something open in one bucket; with more, the sums would not be whole."""
_HEADINGS: Final = ("not due", *(f"{name} days past due" for name in BUCKETS[1:]))
_ITEM_FIELDS: Final = ("number", "date", "due", "residual", "residual_currency", "currency")


class AgingArguments(Arguments):
    """What may be asked."""

    kind: Annotated[Kind, Field(description="receivable: from customers; payable: to vendors")] = "receivable"
    partner: Annotated[Ref | None, Field(description="only this one, with its open items")] = None
    limit: Annotated[int, Field(description="rows")] = LIMIT


@dataclass(slots=True)
class _Open:
    """What is open: by bucket in company currency, and what of it is in other currencies, by their names."""

    by_bucket: list[float] = field(default_factory=lambda: [0.0] * len(BUCKETS))
    elsewhere: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def total(self) -> float:
        return round(sum(self.by_bucket), 2)

    @property
    def overdue(self) -> float:
        return round(sum(self.by_bucket[1:]), 2)


async def run(work: Work, arguments: AgingArguments) -> Result:
    """The sums of all buckets side by side; the items of one partner with them."""
    limit, notes = within(arguments.limit)
    notes += told_of_rights(work)
    customers = arguments.kind == "receivable"
    sign = 1 if customers else -1
    where: Terms = (*posted(work, (arguments.kind,)), *OPEN)
    if arguments.partner is None:
        whose = f"{'Receivables' if customers else 'Payables'} of {work.company}"
        groups = await _summed(work, where)
    else:
        holder = await company_of(work, arguments.partner)
        whose = f"{'Receivables from' if customers else 'Payables to'} {holder.id} {holder.name}"
        where = (*where, *held_by(holder))
        groups, items = await both(_summed(work, where), _items(work, where, limit))
    found = _by_partner(groups, sign, work.currency)
    if not found:
        return Result(f"{whose}: nothing is open", notes=tuple(notes))
    everything = _added(found.values())
    currency = work.currency or "company currency"
    if any(value < 0 for one in found.values() for value in one.by_bucket):
        notes.append("negative: payments or credit notes not set off yet")
    return Result(
        f"{whose} on {work.today}: {everything.total:,.2f} {currency} open, {everything.overdue:,.2f} past due",
        {
            f"{name} ({currency})": round(value, 2)
            for name, value in zip(_HEADINGS, everything.by_bucket, strict=True)
            if value
        },
        (_partners(found, limit, currency) if arguments.partner is None else _listed(items, sign, work),),
        tuple(notes),
    )


async def _summed(work: Work, where: Terms) -> list[tuple[GroupRow, ...]]:
    """The groups of each bucket, by partner and currency."""
    groups = await side_by_side(
        work.sums(
            "journal_item",
            ("partner", "currency"),
            ("residual:sum", "residual_currency:sum"),
            (*where, *bucket),
            limit=_MOST_PARTNERS,
        )
        for bucket in buckets(work.today)
    )
    if any(len(rows) >= _MOST_PARTNERS for rows in groups):
        raise ArgumentInvalid(f"More than {_MOST_PARTNERS:,} partners have something open.", advice="Name one.")
    return groups


async def _items(work: Work, where: Terms, limit: int) -> Found:
    """Open items, the longest due first."""
    return await work.find("journal_item", _ITEM_FIELDS, where, order="due, date", limit=limit, total=True)


def _by_partner(groups: Sequence[Iterable[GroupRow]], sign: int, currency: str | None) -> dict[Reference | None, _Open]:
    """What each partner has open; amounts that are owed in the way of the kind are positive."""
    found: dict[Reference | None, _Open] = defaultdict(_Open)
    for index, rows in enumerate(groups):
        for row in rows:
            partner, unit = row.keys
            amount, foreign = (sign * float(value or 0) for value in row.values)
            one = found[partner]
            one.by_bucket[index] += amount
            if currency is not None and isinstance(unit, Reference) and unit.name != currency:
                one.elsewhere[unit.name] += foreign
    return {partner: one for partner, one in found.items() if any(round(value, 2) for value in one.by_bucket)}


def _added(several: Iterable[_Open]) -> _Open:
    total = _Open()
    for one in several:
        total.by_bucket = [a + b for a, b in zip(total.by_bucket, one.by_bucket, strict=True)]
    return total


def _partners(found: dict[Reference | None, _Open], limit: int, currency: str) -> Table:
    """A row for each partner, the most overdue first."""
    ranked = sorted(found.items(), key=lambda item: (-item[1].overdue, -item[1].total))
    rows: list[dict[str, Value]] = [
        {
            "partner": partner or "no partner",
            **{name: round(value, 2) or None for name, value in zip(BUCKETS, one.by_bucket, strict=True)},
            "total": one.total,
            "of it in other currencies": _amounts(one.elsewhere),
        }
        for partner, one in ranked[:limit]
    ]
    left = len(ranked) - len(rows)
    return tabulate(
        "partners",
        ("partner", *BUCKETS, "total", "of it in other currencies"),
        rows,
        units=dict.fromkeys((*BUCKETS, "total"), currency),
        more=f"{left} more partners: raise limit" if left else None,
    )


def _amounts(by_currency: dict[str, float]) -> str | None:
    return ", ".join(f"{amount:,.2f} {name}" for name, amount in by_currency.items()) or None


def _listed(items: Found, sign: int, work: Work) -> Table:
    """A row for each open item, the longest past due first."""
    left = (items.total or 0) - len(items.records)
    return tabulate(
        "open items",
        ("document", "date", "due", "days past due", "open", "in its currency"),
        [_item(item, sign, work) for item in items.records],
        units={"open": work.currency} if work.currency else {},
        more=f"{left} more items: raise limit" if left else None,
    )


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
