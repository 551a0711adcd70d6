"""What each partner has open, from the sums of Odoo: by days past due, with what of it is credit. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from atlas_odoo.odoo.plan import GroupRow, Reference
from atlas_odoo.operations.accounting.ledger import BUCKETS, bucket


@dataclass(slots=True)
class Open:
    """What is open, in company currency unless said otherwise; what is owed in the way of the kind is positive."""

    by_bucket: list[float] = field(default_factory=lambda: [0.0] * len(BUCKETS))
    """Net: payments and credit notes that are not set off are deducted in the bucket of their own date, as in Odoo."""
    elsewhere: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """What of it is in other currencies, by their names."""
    debts: float = 0.0
    oldest: int = 0
    """Days that the oldest debt is past due, 0 when none is."""

    @property
    def total(self) -> float:
        """All that is open, net."""
        return round(sum(self.by_bucket), 2)

    @property
    def overdue(self) -> float:
        """What is past due, net."""
        return round(sum(self.by_bucket[1:]), 2)

    @property
    def credits(self) -> float:
        """Payments and credit notes in `total` that are not set off: 0 or less."""
        return min(round(self.total - self.debts, 2), 0.0)


def by_partner(
    debts: Iterable[GroupRow], unmatched: Iterable[GroupRow], sign: int, currency: str | None, today: date
) -> dict[Reference | None, Open]:
    """What each partner has open.

    Groups are by partner, currency, due day and date, with what is open in company and in own currency.
    """
    found: dict[Reference | None, Open] = defaultdict(Open)
    for is_debt, rows in ((True, debts), (False, unmatched)):
        for row in rows:
            partner, unit, due, dated = row.keys
            amount, foreign = (sign * float(value or 0) for value in row.values)
            days = (today - date.fromisoformat(due or dated)).days
            one = found[partner]
            one.by_bucket[bucket(days)] += amount
            if currency is not None and isinstance(unit, Reference) and unit.name != currency:
                one.elsewhere[unit.name] += foreign
            if is_debt:
                one.debts += amount
                one.oldest = max(days, one.oldest)
    return {
        partner: one for partner, one in found.items() if one.credits or any(round(item, 2) for item in one.by_bucket)
    }


def added(several: Iterable[Open]) -> Open:
    """The sum over partners."""
    total = Open()
    for one in several:
        total.by_bucket = [a + b for a, b in zip(total.by_bucket, one.by_bucket, strict=True)]
        total.debts += one.debts
        total.oldest = max(total.oldest, one.oldest)
    return total
