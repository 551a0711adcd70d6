"""Which manufacturing orders are open and which of them are late. Pure.

Late is what Odoo calls so: its filter Late (seen on 19) and its count of late orders (14, 19) take confirmed orders
whose planned start is past; its filter Delayed (19) those whose deadline is past, or earlier than the planned end.
14 has no Delayed: there orders count whose deadline is past. Drafts are never late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from atlas_odoo.objects.bound import BoundObject
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json

ENDED: Final = ("done", "cancel")
OPEN: Final[tuple[Json, ...]] = (("state", "not in", list(ENDED)),)
"""The condition for orders that are neither done nor cancelled: drafts are among them."""
MEANING: Final = "late: confirmed though its planned start is past, or delayed: it misses its deadline"
_UNDER_WAY: Final = ("confirmed", "progress", "to_close")


def now() -> str:
    """This moment as Odoo writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


def late(orders: BoundObject, moment: str) -> tuple[Json, ...]:
    """The condition for orders that are late at `moment`."""
    told = orders.fields.get("delayed")
    delayed: Sequence[Json] = ("&", ("state", "in", list(_UNDER_WAY)), ("due", "<", moment))
    if told is not None and told.field.searchable:
        delayed = (("delayed", "=", True),)
    return ("|", *delayed, "&", ("state", "=", "confirmed"), ("start", "<", moment))


def why_late(order: Record, moment: str) -> str | None:
    """The same for one order that was read, in words; None when it is not late."""
    if order["state"] not in _UNDER_WAY:
        return None
    if order["due"] and order["due"] < moment:
        return "deadline passed"
    if order.get("delayed"):
        return "ends after deadline"
    if order["state"] == "confirmed" and order["start"] and order["start"] < moment:
        return "start overdue"
    return None
