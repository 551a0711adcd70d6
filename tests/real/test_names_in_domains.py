"""Names, codes and ids in domains, on real servers: each operator against what the database itself says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import RecordMissing
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import column, open_desk, use

Sql = Callable[[str], list[dict[str, Any]]]

HERE = "(t.company_id IS NULL OR t.company_id = 1)"
BELOW = (
    "(WITH RECURSIVE below AS (SELECT id FROM res_partner WHERE name = 'Azure Interior' AND parent_id IS NULL "
    "UNION ALL SELECT p.id FROM res_partner p JOIN below b ON p.parent_id = b.id) SELECT id FROM below)"
)
AZURE = "(SELECT id FROM res_partner WHERE name = 'Azure Interior' AND parent_id IS NULL)"
ADMIN = "(SELECT u.id FROM res_users u WHERE u.login = 'admin')"
LEADS = f"crm_lead t WHERE t.active AND {HERE}"
ITEMS = f"account_move_line t WHERE {HERE}"
CASES = {
    "=": ("crm.lead", [["partner_id", "=", "Azure Interior"]], f"{LEADS} AND t.partner_id IN {BELOW}"),
    "!=": (
        "crm.lead",
        [["partner_id", "!=", "Azure Interior"]],
        f"{LEADS} AND (t.partner_id IS NULL OR t.partner_id NOT IN {BELOW})",
    ),
    "not !=": ("crm.lead", ["!", ["partner_id", "!=", "Azure Interior"]], f"{LEADS} AND t.partner_id IN {BELOW}"),
    "in": ("crm.lead", [["partner_id", "in", ["Azure Interior"]]], f"{LEADS} AND t.partner_id IN {BELOW}"),
    "in, or none": (
        "crm.lead",
        [["partner_id", "in", ["Azure Interior", ""]]],
        f"{LEADS} AND (t.partner_id IS NULL OR t.partner_id IN {BELOW})",
    ),
    "not in": (
        "crm.lead",
        [["partner_id", "not in", ["Azure Interior"]]],
        f"{LEADS} AND (t.partner_id IS NULL OR t.partner_id NOT IN {BELOW})",
    ),
    "not in, nor none": (
        "crm.lead",
        [["partner_id", "not in", ["Azure Interior", False]]],
        f"{LEADS} AND t.partner_id NOT IN {BELOW}",
    ),
    "not a user": (
        "crm.lead",
        [["user_id", "!=", "Mitchell Admin"]],
        f"{LEADS} AND (t.user_id IS NULL OR t.user_id != {ADMIN})",
    ),
    "no user beside a name": (
        "crm.lead",
        [["user_id", "=", ""], ["partner_id", "!=", "Azure Interior"]],
        f"{LEADS} AND t.user_id IS NULL AND (t.partner_id IS NULL OR t.partner_id NOT IN {BELOW})",
    ),
    "id": ("crm.lead", [["partner_id", "=", "{azure}"]], f"{LEADS} AND t.partner_id = {AZURE}"),
    "number": ("crm.lead", [["partner_id", "=", "{azure:n}"]], f"{LEADS} AND t.partner_id = {AZURE}"),
    "child_of": ("crm.lead", [["partner_id", "child_of", "{azure:n}"]], f"{LEADS} AND t.partner_id IN {BELOW}"),
    "ilike": (
        "crm.lead",
        [["partner_id.name", "ilike", "azure"]],
        f"{LEADS} AND t.partner_id IN (SELECT id FROM res_partner WHERE name ILIKE '%azure%')",
    ),
    "code": ("journal_item", [["account_id", "=", "{code}"]], f"{ITEMS} AND t.account_id = {{account}}"),
    "code and name": (
        "account.move.line",
        [["account_id", "in", ["{code}", "{other}"]]],
        f"{ITEMS} AND t.account_id IN ({{account}}, {{another}})",
    ),
    "neither code": (
        "account.move.line",
        [["account_id", "not in", ["{code}", "{other}"]]],
        f"{ITEMS} AND (t.account_id IS NULL OR t.account_id NOT IN ({{account}}, {{another}}))",
    ),
    "two models": (
        "account.move.line",
        [["partner_id", "=", "Azure Interior"], ["account_id", "=", "{code}"]],
        f"{ITEMS} AND t.partner_id IN {BELOW} AND t.account_id = {{account}}",
    ),
    "below itself": (
        "res.partner",
        [["parent_id", "=", "Azure Interior"]],
        f"res_partner t WHERE t.active AND t.parent_id = {AZURE}",
    ),
    "through a path": (
        "crm.lead",
        [["partner_id.parent_id", "=", "Azure Interior"]],
        f"{LEADS} AND t.partner_id IN (SELECT id FROM res_partner WHERE parent_id = {AZURE})",
    ),
}


@pytest.fixture
async def desk(tenant: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(tenant, cache, sent=sent) as opened:
        yield opened


@pytest.fixture
def sql(tenant: Tenant, bed: Bed) -> Sql:
    return lambda query: bed.sql(tenant.version, tenant.database, query)


@pytest.fixture
def meant(tenant: Tenant, sql: Sql) -> dict[str, Any]:
    """What the cases have in braces: the two accounts with most items that have a code of their own, and a company."""
    code = "a.code" if tenant.version == 14 else "a.code_store->>'1'"
    name = "a.name" if tenant.version == 14 else "a.name->>'en_US'"
    first, second = sql(
        f"SELECT a.id, {code} AS code, {name} AS name FROM account_account a JOIN account_move_line t "
        f"ON t.account_id = a.id WHERE {HERE} AND {code} IS NOT NULL GROUP BY 1, 2, 3 ORDER BY count(*) DESC LIMIT 2"
    )
    (azure,) = sql(f"SELECT id FROM res_partner WHERE id = {AZURE}")
    return {
        "{azure}": str(azure["id"]),
        "{azure:n}": azure["id"],
        "{code}": first["code"],
        "{other}": second["name"],
        "{account}": first["id"],
        "{another}": second["id"],
    }


def _filled(value: Any, meant: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(item, meant) for item in value]
    return meant.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("case", CASES)
async def test_a_term_finds_what_the_database_says(desk: Desk, sql: Sql, meant: dict[str, Any], case: str) -> None:
    about, domain, query = CASES[case]
    for name in ("{account}", "{another}"):
        query = query.replace(name, str(meant[name]))
    (row,) = sql(f"SELECT count(*) AS n FROM {query}")
    answer = await use(desk, "find_records", object=about, domain=_filled(domain, meant), fields=["id"], limit=1)
    assert answer.structured["total"] == row["n"]


@pytest.mark.parametrize("operator", ["any", "not any"])
async def test_names_inside_any_mean_records(tenant19: Tenant, bed: Bed, tmp_path: Path, operator: str) -> None:
    inside = "SELECT l.order_id FROM sale_order_line l JOIN product_product p ON p.id = l.product_id"
    (row,) = bed.sql(
        19,
        tenant19.database,
        f"SELECT count(*) AS n FROM sale_order t WHERE t.company_id = 1 AND t.partner_id IN {BELOW} "
        f"AND t.id {'IN' if operator == 'any' else 'NOT IN'} ({inside} WHERE p.default_code = 'FURN_6666')",
    )
    domain = [["partner_id", "=", "Azure Interior"], ["order_line", operator, [["product_id", "=", "FURN_6666"]]]]
    async with open_desk(tenant19, tmp_path) as desk:
        answer = await use(desk, "find_records", object="sale.order", domain=domain, fields=["id"])
    assert answer.structured["total"] == row["n"]


async def test_ids_and_names_say_what_they_were_taken_for(desk: Desk, meant: dict[str, Any], sent: list[str]) -> None:
    await use(desk, "find_records", object="crm.lead", fields=["id"])
    sent.clear()
    number = meant["{azure}"]
    answer = await use(desk, "find_records", object="crm.lead", domain=[["partner_id", "=", number]], fields=["id"])
    assert f"id {number} alone; the company with its contacts: child_of" in answer.text
    assert len(sent) == 2
    answer = await use(desk, "find_records", object="crm.lead", domain=[["partner_id", "=", "987654321"]])
    assert answer.structured["total"] == 0
    assert "'987654321' is no code or name that is known of res.partner: taken for an id" in answer.text


async def test_a_numeric_code_is_a_code_and_other_digits_are_an_id(desk: Desk, meant: dict[str, Any]) -> None:
    got = await use(desk, "get_records", object="account.account", ids=[meant["{code}"], str(meant["{another}"])])
    assert column(got, "id") == [meant["{account}"], meant["{another}"]]
    with pytest.raises(RecordMissing, match="987654321"):
        await use(desk, "get_records", object="account.account", ids=["987654321"])
