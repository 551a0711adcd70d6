"""When a manufacturing order is late. Pure.

Odoo's own filter (seen on 19) takes orders that should have started; those that should be finished count here too.
"""

from __future__ import annotations

from datetime import UTC, datetime

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json

OPEN: tuple[str, ...] = ("confirmed", "progress", "to_close")


def now() -> str:
    """This moment as Odoo writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


def late(moment: str) -> tuple[Json, ...]:
    """The condition for open orders that are late at `moment`."""
    return (
        ("state", "in", list(OPEN)),
        "|",
        "|",
        ("due", "<", moment),
        ("end", "<", moment),
        "&",
        ("state", "=", "confirmed"),
        ("start", "<", moment),
    )


def why_late(order: Record, moment: str) -> str | None:
    """The same for one order that was read, in words; None when it is not late."""
    if order["state"] not in OPEN:
        return None
    if order["due"] and order["due"] < moment:
        return "deadline passed"
    if order["end"] and order["end"] < moment:
        return "planned end passed"
    if order["state"] == "confirmed" and order["start"] and order["start"] < moment:
        return "not started"
    return None
