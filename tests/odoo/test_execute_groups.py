"""Periods and folded weeks, without a server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.group_fold import arranged, fold, kept, parts
from atlas_odoo.odoo.group_keys import GRANULARITIES, period, zone
from atlas_odoo.odoo.plan import Grouping, GroupRow, Having, Measure, Reference

WEEK = Grouping("day", "week")
TOTAL, MEAN, COUNT = Measure("amount", "sum"), Measure("amount", "avg"), Measure("id", "count")


@pytest.mark.parametrize(
    ("start", "keys"),
    [
        ("2026-03-14", ("2026-03-14T00", "2026-03-14", "2026-W11", "2026-03", "2026-Q1", "2026")),
        ("2026-12-31 22:00:00", ("2026-12-31T22", "2026-12-31", "2026-W53", "2026-12", "2026-Q4", "2026")),
        (
            "2027-01-01",
            ("2027-01-01T00", "2027-01-01", "2026-W53", "2027-01", "2027-Q1", "2027"),
        ),  # a week belongs to one year only
        ("2024-12-30", ("2024-12-30T00", "2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024")),
        ("0987-06-05", ("0987-06-05T00", "0987-06-05", "0987-W23", "0987-06", "0987-Q2", "0987")),
    ],
)
def test_a_period_has_one_key(start: str, keys: tuple[str, ...]) -> None:
    assert tuple(period(start, granularity) for granularity in GRANULARITIES) == keys


@given(st.dates(date(1901, 1, 1), date(2200, 1, 1)), st.sampled_from(["Pacific/Kiritimati", "America/Adak", "UTC"]))
def test_a_period_is_that_of_the_local_day(day: date, name: str) -> None:
    """Odoo sends the beginning of a local day as a time in UTC, up to 14 hours away."""
    where = ZoneInfo(name)
    start = datetime.combine(day, time(), where).astimezone(UTC)

    assert period(start.strftime("%Y-%m-%d %H:%M:%S"), "day", where) == day.isoformat()


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_unknown_zone_is_refused_instead_of_taken_for_utc(name: str) -> None:
    with pytest.raises(ArgumentInvalid):
        zone(name)


amounts = st.one_of(st.none(), st.integers(-999, 999), st.decimals(-999, 999, places=2).map(float))


@given(st.lists(st.tuples(st.integers(0, 30), st.lists(amounts, min_size=1, max_size=4)), max_size=12))
def test_weeks_folded_from_days_are_the_weeks_of_the_records(days: list[tuple[int, list[float | None]]]) -> None:
    """Groups by day as a server makes them, folded, against groups by week made of the records themselves."""
    measures = (TOTAL, MEAN, COUNT, Measure("amount", "min"), Measure("amount", "count_distinct"))
    asked = tuple(dict.fromkeys(part for measure in measures for part in parts(measure)))
    records: dict[date, list[float | None]] = {}
    for offset, values in days:
        records.setdefault(date(2025, 12, 20) + timedelta(days=offset), []).extend(values)

    daily = [
        GroupRow((day.isoformat(),), tuple(measured(item, values) for item in asked)) for day, values in records.items()
    ]
    weekly: dict[str, list[float | None]] = {}
    for day, values in records.items():
        weekly.setdefault("{}-W{:02}".format(*day.isocalendar()[:2]), []).extend(values)

    found = {row.keys[0]: row.values for row in fold(daily, (WEEK,), asked, measures)}

    assert found == {
        week: tuple(pytest.approx(measured(item, values)) for item in measures) for week, values in weekly.items()
    }


def measured(measure: Measure, values: list[float | None]) -> Any:
    """What a database would answer."""
    there = [value for value in values if value is not None]
    if measure == COUNT:
        return len(values)
    if measure.function == "array_agg":
        return values
    if measure.function == "count":
        return len(there)
    if measure.function == "count_distinct":
        return len(set(there))
    if not there:
        return None
    functions: dict[str, Callable[[list[float]], float]] = {
        "sum": sum,
        "min": min,
        "avg": lambda all_of_them: sum(all_of_them) / len(all_of_them),
    }
    return functions[measure.function](there)


def test_sums_are_exact() -> None:
    rows = [GroupRow((f"2026-03-0{day}",), (0.1,)) for day in (2, 3, 4)]

    assert fold(rows, (WEEK,), (TOTAL,), (TOTAL,)) == [GroupRow(("2026-W10",), (0.3,))]


def test_conditions_are_met_by_no_group_without_a_value() -> None:
    rows = [GroupRow(("a",), (None,)), GroupRow(("b",), (0,)), GroupRow(("c",), (5,))]

    for operator, found in (("<", ["b"]), ("!=", ["b"]), (">=", ["c"]), ("=", ["c"])):
        assert [row.keys[0] for row in rows if kept(row, (Having(TOTAL, operator, 5),), (TOTAL,))] == found


def test_empty_stands_last_and_first_where_the_order_descends() -> None:
    partner = Grouping("partner_id")
    names = [Reference(1, "beta"), None, Reference(2, "Alpha"), Reference(3, "Gamma")]
    rows = [GroupRow((name,), (value,)) for name, value in zip(names, (2, None, 2, 7), strict=True)]

    def keys(*order: tuple[Grouping | Measure, bool]) -> list[str | None]:
        return [row.keys[0] and row.keys[0].name for row in arranged(rows, order, (partner,), (TOTAL,))]

    assert keys() == ["Alpha", "beta", "Gamma", None]
    assert keys((partner, True)) == [None, "Gamma", "beta", "Alpha"]
    assert keys((TOTAL, False)) == ["Alpha", "beta", "Gamma", None]
    assert keys((TOTAL, True)) == [None, "Gamma", "Alpha", "beta"]
