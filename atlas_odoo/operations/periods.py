"""Periods that people state in days, as conditions on times. Pure.

Days are inclusive and those of the user's zone; Odoo stores and compares times in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.call import Json

_ONE_DAY = timedelta(days=1)
_LAST = date.max - _ONE_DAY


def moments(field: str, since: date | None, until: date | None, zone: ZoneInfo) -> tuple[Json, ...]:
    """The terms of a domain that keep the times of `field` (business or technical) within the period.

    Raises ArgumentInvalid for a period that ends before it begins.
    """
    _in_order(since, until)
    terms: list[Json] = []
    # The first and the last day that there are stand for an open end: no zone has a moment before or after them.
    if since is not None and since > date.min:
        terms.append((field, ">=", _start(since, zone)))
    if until is not None and until < _LAST:
        terms.append((field, "<", _start(until + _ONE_DAY, zone)))
    return tuple(terms)


def days(field: str, since: date | None, until: date | None) -> tuple[Json, ...]:
    """As `moments`, for a field that holds days. Raises ArgumentInvalid likewise."""
    _in_order(since, until)
    bounds = ((">=", since), ("<=", until))
    return tuple((field, operator, day.isoformat()) for operator, day in bounds if day is not None)


def day_of(moment: str, zone: ZoneInfo) -> date:
    """The user's day in which a time of Odoo (UTC) lies."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(zone).date()


def said(since: date | None, until: date | None) -> str:
    """The period in words: `from 2026-01-01 to 2026-03-31`, `since 2026-01-01`, `until 2026-03-31`, `ever`."""
    if since is not None and until is not None:
        return f"from {since} to {until}"
    if since is not None:
        return f"since {since}"
    return f"until {until}" if until is not None else "ever"


def _in_order(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise ArgumentInvalid(f"The period ends on {until}, before it begins on {since}.")


def _start(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time.min, zone).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
