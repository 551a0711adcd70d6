"""Periods in days of the user, as conditions on times in UTC."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.operations.periods import day_of, days, moments, said

MARCH = date(2026, 3, 1), date(2026, 3, 31)


def test_a_day_begins_where_the_user_is() -> None:
    assert moments("date", *MARCH, ZoneInfo("Europe/Brussels")) == (
        ("date", ">=", "2026-02-28 23:00:00"),
        ("date", "<", "2026-03-31 22:00:00"),
    )


def test_the_day_of_a_time_is_the_users() -> None:
    assert day_of("2026-02-28 23:30:00", ZoneInfo("Europe/Brussels")) == MARCH[0]
    assert day_of("2026-03-01 00:30:00", ZoneInfo("America/New_York")) == date(2026, 2, 28)


def test_the_last_day_belongs_to_the_period() -> None:
    assert days("due", *MARCH) == (("due", ">=", "2026-03-01"), ("due", "<=", "2026-03-31"))


@pytest.mark.parametrize(
    ("since", "until", "terms", "words"),
    [
        (None, None, 0, "ever"),
        (MARCH[0], None, 1, "since 2026-03-01"),
        (None, MARCH[1], 1, "until 2026-03-31"),
        (*MARCH, 2, "from 2026-03-01 to 2026-03-31"),
    ],
)
def test_a_period_may_be_open(since: date | None, until: date | None, terms: int, words: str) -> None:
    assert len(moments("date", since, until, ZoneInfo("UTC"))) == len(days("date", since, until)) == terms
    assert said(since, until) == words


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ArgumentInvalid, match="ends on 2026-03-01"):
        moments("date", MARCH[1], MARCH[0], ZoneInfo("UTC"))


def test_the_first_and_the_last_day_there_are_stand_for_an_open_end() -> None:
    for zone in map(ZoneInfo, ("Pacific/Kiritimati", "UTC", "America/New_York")):
        assert moments("date", date.min, date.max, zone) == ()
        assert len(moments("date", date(1, 1, 2), date(9999, 12, 29), zone)) == 2
