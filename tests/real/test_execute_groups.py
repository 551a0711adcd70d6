"""Groups from real servers against PostgreSQL's own.

19 and 14 are also spoken to in the ways of versions between them: 19 as 18 (`read_group`, which it still has), 14 as
16 (weeks folded from days).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from atlas_odoo.errors import ArgumentInvalid, OdooError
from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.domain import parse
from atlas_odoo.odoo.execute_groups import aggregate
from atlas_odoo.odoo.plan import Aggregate, Grouping, GroupRow, Groups, Having, Measure, Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.counting import counting

COUNT = Measure("id", "count")
TOTAL = Measure("amount_total", "sum")
MONTHLY = Grouping("date_order", "month")
CUSTOMER = Grouping("partner_id")
OURS = parse([["company_id", "=", 1]])

Sql = Callable[[str], list[dict[str, Any]]]
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def spread(tenant: Tenant, bed: Bed) -> Tenant:
    """Orders from before New Year 2026 on, on Sundays and late in the evening too; French beside English."""
    bed.shell(tenant.version, tenant.database, "env['res.lang']._activate_lang('fr_FR')\nenv.cr.commit()")
    bed.sql(
        tenant.version,
        tenant.database,
        "UPDATE sale_order SET date_order = timestamp '2025-12-26 22:40:00' + ((id * 5) % 23) * interval '1 day' "
        "+ ((id * 7) % 3) * interval '83 day', validity_date = CASE WHEN id % 4 = 0 THEN NULL "
        "ELSE date '2026-02-25' + (id % 9) END, "
        "amount_total = amount_total + id * 0.01",  # no two sums alike: ties have no order to compare
    )
    return tenant


@pytest.fixture
def sql(spread: Tenant, bed: Bed) -> Sql:
    return lambda query: bed.sql(spread.version, spread.database, query)


@pytest.fixture(params=["own way", "way of another version"])
def ask(spread: Tenant, request: pytest.FixtureRequest) -> Ask:
    """Carries out a plan, in the server's own way or in that of a version between 14 and 19."""
    as_major = None if request.param == "own way" else {19: 18, 14: 16}[spread.version]

    async def carry_out(
        *group_by: Grouping, measures: tuple[Measure, ...] = (COUNT,), model: str = "sale.order", **more: Any
    ) -> Groups:
        more.setdefault("domain", OURS)
        more.setdefault("limit", 1000)
        plan = Aggregate(model=model, group_by=group_by, measures=measures, **more)
        async with counting(spread, as_major=as_major) as client:
            groups = await aggregate(client, plan)
        assert len(client.sent) == 1
        return groups

    return carry_out


def plain(rows: tuple[GroupRow, ...]) -> list[tuple[Any, ...]]:
    """Keys and values side by side, records by id."""
    return [(*(key.id if isinstance(key, Reference) else key for key in row.keys), *row.values) for row in rows]


def close(found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> bool:
    return len(found) == len(expected) and all(
        a == (pytest.approx(b) if isinstance(b, float) else b)
        for one, other in zip(found, expected, strict=True)
        for a, b in zip(one, other, strict=True)
    )


PERIODS = {
    "hour": 'YYYY-MM-DD"T"HH24',
    "day": "YYYY-MM-DD",
    "week": 'IYYY-"W"IW',
    "month": "YYYY-MM",
    "quarter": 'YYYY-"Q"Q',
    "year": "YYYY",
}


@pytest.mark.parametrize("granularity", PERIODS)
@pytest.mark.parametrize("lang", ["en_US", "fr_FR"])
async def test_periods_have_the_same_keys_whatever_the_version_and_language(
    ask: Ask, sql: Sql, granularity: str, lang: str
) -> None:
    """Weeks begin on Monday, also for users whose language begins them on Sunday (en_US)."""
    groups = await ask(
        Grouping("date_order", granularity), measures=(COUNT, TOTAL), context=Context(lang=lang), domain=OURS
    )

    expected = sql(
        f"SELECT to_char(date_order, '{PERIODS[granularity]}') AS key, count(*) AS n, "
        "sum(amount_total)::float AS total FROM sale_order WHERE company_id = 1 GROUP BY 1 ORDER BY 1"
    )
    assert close(plain(groups.rows), [(row["key"], row["n"], row["total"]) for row in expected])
    assert not groups.more


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("granularity", ["hour", "day", "week", "month"])
async def test_times_fall_into_periods_of_the_zone(ask: Ask, sql: Sql, zone: str, granularity: str) -> None:
    groups = await ask(Grouping("date_order", granularity), context=Context(tz=zone))

    local = f"timezone('{zone}', timezone('UTC', date_order))"
    expected = sql(
        f"SELECT to_char({local}, '{PERIODS[granularity]}') AS key, count(*) AS n "
        "FROM sale_order WHERE company_id = 1 GROUP BY 1 ORDER BY 1"
    )
    assert plain(groups.rows) == [(row["key"], row["n"]) for row in expected]


async def test_every_measure_is_that_of_the_database_also_by_week(ask: Ask, sql: Sql) -> None:
    functions = ("sum", "avg", "min", "max", "count")
    measures = (
        *(Measure("amount_total", function) for function in functions),
        Measure("partner_id", "count_distinct"),
        Measure("validity_date", "max"),
    )
    for granularity in ("week", "month"):
        groups = await ask(Grouping("date_order", granularity), measures=measures)

        expected = sql(
            f"SELECT to_char(date_order, '{PERIODS[granularity]}') AS key, sum(amount_total)::float AS a, "
            "avg(amount_total)::float AS b, min(amount_total)::float AS c, max(amount_total)::float AS d, "
            "count(amount_total) AS e, count(DISTINCT partner_id) AS f, max(validity_date)::text AS g "
            "FROM sale_order WHERE company_id = 1 GROUP BY 1 ORDER BY 1"
        )
        assert close(plain(groups.rows), [tuple(row.values()) for row in expected])


async def test_groups_stand_in_the_order_that_was_asked_for(ask: Ask, sql: Sql) -> None:
    groups = await ask(CUSTOMER, MONTHLY, measures=(COUNT, TOTAL), order=((MONTHLY, True), (TOTAL, True)))

    expected = sql(
        "SELECT partner_id, to_char(date_order, 'YYYY-MM') AS month, count(*) AS n, sum(amount_total)::float AS total "
        "FROM sale_order WHERE company_id = 1 GROUP BY 1, 2 ORDER BY 2 DESC, 4 DESC"
    )
    assert close(plain(groups.rows), [tuple(row.values()) for row in expected])
    assert all(isinstance(row.keys[0], Reference) and row.keys[0].name for row in groups.rows)


async def test_conditions_on_measures_leave_limit_offset_and_more_right(ask: Ask, sql: Sql) -> None:
    by_count = ((COUNT, True), (CUSTOMER, False))
    having = (Having(TOTAL, ">", 1000.0), Having(COUNT, "<=", 10))
    matching = sql(
        "SELECT partner_id, count(*) AS n FROM sale_order WHERE company_id = 1 "
        "GROUP BY 1, to_char(date_order, 'YYYY-MM') HAVING sum(amount_total) > 1000 AND count(*) <= 10"
    )

    whole = await ask(CUSTOMER, MONTHLY, having=having, order=by_count)
    pages = [
        await ask(CUSTOMER, MONTHLY, having=having, order=by_count, limit=2, offset=offset)
        for offset in range(0, len(matching) + 2, 2)
    ]

    assert sorted(plain(whole.rows)[at][::2] for at in range(len(whole.rows))) == sorted(
        (row["partner_id"], row["n"]) for row in matching
    )
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert [page.more for page in pages] == [offset + 2 < len(matching) for offset in range(0, len(matching) + 2, 2)]
    assert [row.values[0] for row in whole.rows] == sorted((row.values[0] for row in whole.rows), reverse=True)


async def test_weeks_can_be_limited_ordered_and_filtered_too(ask: Ask, sql: Sql) -> None:
    weekly = Grouping("date_order", "week")
    groups = await ask(weekly, having=(Having(COUNT, ">=", 2),), order=((COUNT, True),), limit=2, offset=1)

    expected = sql(
        """SELECT to_char(date_order, 'IYYY-"W"IW') AS key, count(*) AS n FROM sale_order WHERE company_id = 1
        GROUP BY 1 HAVING count(*) >= 2 ORDER BY 2 DESC, 1 OFFSET 1"""
    )
    assert plain(groups.rows) == [tuple(row.values()) for row in expected[:2]]
    assert groups.more == (len(expected) > 2)


async def test_weeks_and_days_of_one_field_side_by_side(ask: Ask, sql: Sql) -> None:
    groups = await ask(Grouping("date_order", "week"), Grouping("date_order", "day"))

    expected = sql(
        """SELECT to_char(date_order, 'IYYY-"W"IW') AS week, to_char(date_order, 'YYYY-MM-DD') AS day, count(*) AS n
        FROM sale_order WHERE company_id = 1 GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    assert plain(groups.rows) == [tuple(row.values()) for row in expected]


async def test_empty_keys_are_none_and_stand_last(ask: Ask, sql: Sql) -> None:
    groups = await ask(Grouping("validity_date", "month"))
    without_manager = await ask(Grouping("parent_id"), model="res.partner", domain=parse([["active", "=", True]]))

    expected = sql(
        "SELECT to_char(validity_date, 'YYYY-MM') AS key, count(*) AS n FROM sale_order WHERE company_id = 1 "
        "GROUP BY 1 ORDER BY 1"
    )
    assert plain(groups.rows) == [(row["key"], row["n"]) for row in expected]
    assert groups.rows[-1].keys == (None,)
    assert without_manager.rows[-1].keys == (None,)


async def test_no_is_told_from_empty(ask: Ask, sql: Sql) -> None:
    flags = await ask(Grouping("is_company", type="boolean"), model="res.partner", domain=())
    tiers = await ask(Grouping("x_customer_tier", type="selection"), model="res.partner", domain=())

    expected = sql("SELECT is_company, count(*) AS n FROM res_partner WHERE active GROUP BY 1 ORDER BY 1")
    assert plain(flags.rows) == [tuple(row.values()) for row in expected]
    assert {row.keys[0] for row in tiers.rows} == {"gold", "silver", "bronze", None}


async def test_without_groups_there_is_one_row_even_for_no_record(ask: Ask) -> None:
    nothing = parse([[0, "=", 1]])
    average = Measure("amount_total", "avg")

    empty = await ask(measures=(COUNT, TOTAL, average), domain=nothing)
    none = await ask(CUSTOMER, measures=(COUNT,), domain=nothing)
    all_of_them = await ask(measures=(COUNT,))

    assert plain(empty.rows) == [(0, 0, None)]
    assert none.rows == ()
    assert all_of_them.rows[0].values[0] > 20
    assert not all_of_them.more


@pytest.mark.parametrize(
    ("group_by", "more"),
    [
        ((Grouping("date_order", "decade"),), {}),
        ((CUSTOMER, CUSTOMER), {}),
        ((CUSTOMER,), {"limit": 0}),
        ((CUSTOMER,), {"order": ((MONTHLY, True),)}),
        ((CUSTOMER,), {"measures": (Measure("amount_total", "array_agg"),)}),
        ((CUSTOMER,), {"having": (Having(COUNT, "in", 1),)}),
        ((MONTHLY,), {"context": Context(tz="Mars/Olympus")}),
    ],
)
async def test_what_cannot_be_done_is_refused(ask: Ask, group_by: tuple[Grouping, ...], more: dict[str, Any]) -> None:
    with pytest.raises(ArgumentInvalid):
        await ask(*group_by, **more)


async def test_a_field_that_cannot_be_grouped_by_is_an_error_not_an_empty_answer(ask: Ask) -> None:
    with pytest.raises(OdooError):
        await ask(Grouping("no_such_field"))
