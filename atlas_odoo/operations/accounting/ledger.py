"""Journal items on the accounts of customers and vendors, as conditions; and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.work import Work

Kind = Literal["receivable", "payable"]
Terms = tuple[Json, ...]

OPEN: Final[Terms] = (("reconciled", "=", False),)
"""Not yet set off in full."""
BUCKETS: Final = ("not due", "1-30", "31-60", "61-90", "91+")
"""Days past due; what is due today is not past due."""
_WIDTH: Final = 30


def posted(work: Work, kinds: Iterable[Kind]) -> Terms:
    """Posted items on accounts of these kinds. Odoo calls them asset_receivable and liability_payable since 16."""
    values = [value for value, _ in work.object("journal_item").fields["account_kind"].field.selection]
    return (
        ("account_kind", "in", [value for value in values if value.endswith(tuple(kinds))]),
        ("state", "=", "posted"),
    )


def bucket(days: int) -> int:
    """The index in BUCKETS of what is that many days past due."""
    return min(-(-max(days, 0) // _WIDTH), len(BUCKETS) - 1)


def past_due(today: date) -> Terms:
    """What was due before today. An item without due date, such as one entered by hand, is due on its own date."""
    day = today.isoformat()
    return ("|", ("due", "<", day), "&", ("due", "=", False), ("date", "<", day))


def told_of_rights(work: Work) -> list[str]:
    """What a reader must know where the user is no bookkeeper: Odoo then shows it some of the documents only.

    Only bookkeepers may read payments (14 and 19).
    """
    if work.has("payment"):
        return []
    return ["this user has no rights to Invoicing: only the documents that it may read are counted"]


def held_by(holder: Reference) -> Terms:
    """Items of a company, those in the name of its contacts included."""
    return (("company_partner", "=", holder.id),)
