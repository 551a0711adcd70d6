"""What the parser lets through, real servers take; what they would read as something wider, it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.call import Call
from atlas_odoo.odoo.domain import parse
from atlas_odoo.odoo.domain_terms import known
from atlas_odoo.odoo.domain_types import fitted
from atlas_odoo.odoo.execute_records import read
from atlas_odoo.odoo.plan import Read
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.counting import counting

Count = Callable[..., Any]


@pytest.fixture
def count(tenant: Tenant) -> Count:
    """How many records of a model match all the domains."""

    async def matching(*domains: Any, model: str = "res.partner") -> int | None:
        domain = tuple(item for each in domains for item in parse(each, tenant.version))
        async with counting(tenant) as client:
            return (await read(client, Read(model, domain, (), limit=0))).total

    return matching


VALUES: dict[str, Any] = {
    "in": ["Azure Interior", False],
    "not in": ["Azure Interior"],
    "child_of": "Azure Interior",
    "parent_of": [1, 3],
    "any": [["code", "=", "BE"]],
    "not any": [["code", "=", "BE"]],
}


async def test_every_operator_of_the_version_is_taken(tenant: Tenant, count: Count) -> None:
    for operator in known(tenant.version):
        field = {"child_of": "parent_id", "parent_of": "parent_id", "any": "country_id", "not any": "country_id"}
        found = await count([[field.get(operator, "name"), operator, VALUES.get(operator, "Azure Interior")]])
        assert found is not None, operator


async def test_operators_of_later_versions_are_refused_before_they_are_sent(tenant: Tenant, count: Count) -> None:
    later = known(None) - known(tenant.version)
    assert bool(later) == (tenant.version == 14)
    for operator in later:
        with pytest.raises(DomainInvalid, match=f"this is Odoo {tenant.version}"):
            await count([["country_id", operator, VALUES.get(operator, "x")]])


@pytest.mark.parametrize(
    ("domain", "where"),
    [
        ([["name", "ilike", "azure"]], "name ILIKE '%azure%'"),
        (["|", ["name", "=like", "Azure%"], ["is_company", "=", True]], "name LIKE 'Azure%' OR is_company"),
        (["!", ["is_company", "=", True]], "NOT coalesce(is_company, false)"),
        (
            ["!", "|", ["name", "ilike", "a"], "&", ["is_company", "=", True], ["id", ">", 5]],
            "NOT (name ILIKE '%a%' OR (is_company AND id > 5))",
        ),
        ([["parent_id", "=", None]], "parent_id IS NULL"),
        ([["parent_id", "!=", False], ["id", "not in", []]], "parent_id IS NOT NULL"),
        ([["id", "in", []]], "false"),
        ([[0, "=", 1]], "false"),
        (["|", [1, "=", 1], [0, "=", 1]], "true"),
        ([["country_id.code", "=", "US"]], "country_id IN (SELECT id FROM res_country WHERE code = 'US')"),
        ([["id", "<>", 3], ["id", "==", 7]], "id = 7"),
        ([["create_date", ">", "2020-01-01 00:00:00"]], "create_date > '2020-01-01'"),
    ],
)
async def test_domains_mean_what_sql_says(
    tenant: Tenant, bed: Bed, count: Count, domain: list[Any], where: str
) -> None:
    query = f"SELECT count(*) AS n FROM res_partner WHERE active AND ({where})"
    assert await count(domain) == bed.sql(tenant.version, tenant.database, query)[0]["n"]


async def test_forty_levels_and_hundreds_of_alternatives_are_taken(tenant: Tenant, count: Count) -> None:
    term = ["name", "ilike", "azure"]
    alike = await count([term])
    signs: list[Any] = [term]
    for level in range(40):
        signs = ["&|"[level % 2], term, *signs]

    assert await count(signs) == alike
    assert await count(["!"] * 40 + [term]) == alike
    assert await count(["|"] * 300 + [term] * 301) == alike
    if tenant.version == 19:
        below: list[Any] = [["name", "!=", False]]
        for _ in range(40):
            below = [["parent_id", "any", below]]
        assert await count(below) == 0


async def test_fifty_thousand_ids_in_a_domain(count: Count) -> None:
    assert await count([["id", "in", list(range(1, 50_001))]]) == await count([])


TYPES = {"image_1920": "binary", "date_order": "datetime", "amount_total": "monetary", "is_company": "boolean"}


async def test_odoo_itself_would_widen_what_is_refused(tenant: Tenant, count: Count) -> None:
    """Why values are held against types: a text for an image gives every record."""
    domain = [["image_1920", "=", "no such image"]]

    async with counting(tenant) as client:
        found = await client.call(Call("res.partner", "search_read", {"domain": domain, "fields": ["id"]}))

    assert len(found) == await count([])
    with pytest.raises(DomainInvalid):
        fitted(parse(domain), TYPES.get, tenant.version)


@pytest.mark.parametrize("operator", [">", ">=", "<", "<="])
@pytest.mark.parametrize("zone", [None, "Pacific/Auckland", "America/Los_Angeles"])
async def test_a_day_means_the_day_of_the_zone(
    tenant: Tenant, bed: Bed, count: Count, operator: str, zone: str | None
) -> None:
    local = f"timezone('{zone or 'UTC'}', timezone('UTC', date_order))::date"
    day = bed.sql(
        tenant.version,
        tenant.database,
        f"SELECT {local}::text AS day FROM sale_order ORDER BY date_order LIMIT 1 OFFSET 12",
    )[0]["day"]
    expected = bed.sql(
        tenant.version,
        tenant.database,
        f"SELECT count(*) AS n FROM sale_order WHERE company_id = 1 AND {local} {operator} '{day}'",
    )[0]["n"]

    where = ZoneInfo(zone) if zone else None
    domain = fitted(parse([["date_order", operator, day], ["company_id", "=", 1]]), TYPES.get, tenant.version, where)

    assert await count(domain, model="sale.order") == expected


async def test_numbers_in_texts_and_times_with_zones_reach_the_server_right(
    tenant: Tenant, bed: Bed, count: Count
) -> None:
    domain = parse([["amount_total", ">", "1000.5"], ["date_order", "<", "2026-11-21T12:00:00+05:30"]])
    query = (
        "SELECT count(*) AS n FROM sale_order "
        "WHERE company_id = 1 AND amount_total > 1000.5 AND date_order < '2026-11-21 06:30:00'"
    )

    found = await count(fitted(domain, TYPES.get, tenant.version), [["company_id", "=", 1]], model="sale.order")

    assert found == bed.sql(tenant.version, tenant.database, query)[0]["n"]
