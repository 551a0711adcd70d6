"""Periods as keys of groups: from the start that Odoo gives, in every version and language alike. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from atlas_odoo.errors import ArgumentInvalid

GRANULARITIES = ("hour", "day", "week", "month", "quarter", "year")
_DATE_LENGTH = 10
_HOUR_LENGTH = 13


def zone(name: str | None) -> ZoneInfo | None:
    """The time zone in which a call groups times; None is UTC. Odoo silently takes UTC for one it does not know."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ArgumentInvalid(
            f"{name!r} is not a time zone that this machine knows.", advice='Use a name such as "Europe/Brussels".'
        ) from None


def period(start: str, granularity: str, where: ZoneInfo | None = None) -> str:
    """The key of the period of `granularity` that begins at `start`: a date, or a time in UTC.

    `2026`, `2026-Q1`, `2026-03`, `2026-W09` (ISO 8601: weeks begin on Monday, and the year is the week's own),
    `2026-03-14`, `2026-03-14T09` (an hour of a date is its first).
    """
    moment = _moment(start, where)
    if granularity == "hour":
        return moment.isoformat()[:_HOUR_LENGTH]
    day = moment.date()
    if granularity == "year":
        return day.isoformat()[:4]
    if granularity == "quarter":
        return f"{day.isoformat()[:4]}-Q{(day.month + 2) // 3}"
    if granularity == "month":
        return day.isoformat()[:7]
    if granularity == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()


def _moment(start: str, where: ZoneInfo | None) -> datetime:
    moment = datetime.fromisoformat(start)
    if len(start) == _DATE_LENGTH or where is None:
        return moment
    return moment.replace(tzinfo=UTC).astimezone(where)
