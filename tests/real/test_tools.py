"""The five tools on real servers. Expected values come from the database itself, not from our client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import (
    RecordMissing,
    ReferenceAmbiguous,
)
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import column, open_desk, use


@pytest.fixture
async def desk(tenant: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(tenant, cache) as opened:
        yield opened


# search_schema and describe_model -----------------------------------------------------------------------------


async def test_words_lead_to_models_and_fields_custom_ones_marked(desk: Desk) -> None:
    found = (await use(desk, "search_schema", query="customer tier")).structured["rows"]
    custom = ["res.partner", "x_customer_tier", "Customer Tier", "selection", "custom"]
    assert custom in [row[:5] for row in found]
    assert any(row[:2] == ["x_equipment", None] for row in (await use(desk, "search_schema", query="equipment"))
               .structured["rows"])  # fmt: skip
    hidden = (await use(desk, "search_schema", query="password")).text
    assert "res.users | password" not in hidden
    assert "0 models or fields" in (await use(desk, "search_schema", query="qwertzuiop")).text


async def test_the_whole_of_sale_order_fits_six_kilobytes(desk: Desk) -> None:
    answer = await use(desk, "describe_model", model="sale.order")
    assert len(answer.text.encode()) <= 6_000
    assert len(json.dumps(answer.structured).encode()) <= 6_000
    first = column(answer, "field")[:14]
    assert {"name", "partner_id", "date_order", "state", "amount_total", "order_line", "x_delivery_window"} <= set(
        first
    )
    assert "may read, write, create" in answer.text.split("\n")[0]
    assert "many2one res.partner" in answer.text
    assert "draft=Quotation" in answer.text


async def test_every_field_of_a_model_is_reachable_by_search(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    names = json.loads(
        bed.shell(tenant.version, tenant.database, "import json; print(json.dumps(list(env['sale.order']._fields)))")
    )
    for name in ("commitment_date", "activity_summary", "message_follower_ids"):
        assert name in names
        assert name in column(await use(desk, "describe_model", model="sale.order", search=name), "field")


async def test_a_model_that_nothing_points_to_is_described_as_custom(desk: Desk) -> None:
    answer = await use(desk, "describe_model", model="x_equipment")
    assert answer.text.startswith("x_equipment (Equipment), custom,")
    assert "may read" in answer.text
    assert "write" not in answer.text.split("\n")[0]


# find_records -------------------------------------------------------------------------------------------------


async def test_listed_orders_are_those_of_the_database(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT o.id, o.name, o.amount_total, o.state, p.id AS partner, p.name AS partner_name, c.name AS currency "
        "FROM sale_order o JOIN res_partner p ON p.id = o.partner_id JOIN res_currency c ON c.id = o.currency_id "
        "WHERE o.company_id = 1 ORDER BY o.amount_total DESC, o.id",
    )
    answer = await use(
        desk,
        "find_records",
        model="sale.order",
        fields=["name", "partner_id", "amount_total", "state"],
        order="amount_total desc",
        limit=200,
    )
    assert answer.structured["total"] == len(rows)
    assert column(answer, "id") == [row["id"] for row in rows]
    assert column(answer, "amount_total") == [pytest.approx(float(row["amount_total"])) for row in rows]
    assert column(answer, "state") == [row["state"] for row in rows]
    for shown, row in zip(column(answer, "partner_id"), rows, strict=True):
        assert shown.startswith(f"{row['partner']} ")
        assert row["partner_name"] in shown
    assert answer.structured["units"] == {"amount_total": rows[0]["currency"]}


async def test_pages_put_together_are_the_whole(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    expected = bed.sql(tenant.version, tenant.database, "SELECT id FROM res_partner WHERE active ORDER BY name, id")
    seen: list[int] = []
    more: dict[str, Any] = {}
    while True:
        answer = await use(desk, "find_records", model="res.partner", fields=["name"], order="id", limit=17, **more)
        seen += column(answer, "id")
        if "cursor" not in answer.structured:
            break
        more = {"cursor": answer.structured["cursor"]}
    assert len(seen) == len(set(seen)) == answer.structured["total"]
    assert set(seen) <= {row["id"] for row in expected}


async def test_lines_come_in_the_same_call(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT l.order_id, l.id, l.product_id, l.product_uom_qty, c.code FROM sale_order_line l "
        "JOIN sale_order o ON o.id = l.order_id JOIN res_partner p ON p.id = o.partner_id "
        "JOIN res_country c ON c.id = p.country_id WHERE o.name = 'S00007' ORDER BY l.order_id, l.sequence, l.id",
    )
    answer = await use(
        desk,
        "find_records",
        model="sale.order",
        domain=[["name", "=", "S00007"]],
        fields=["name", "order_line.product_id", "order_line.product_uom_qty", "partner_id.country_id.code"],
    )
    lines = answer.structured["lines"]["order_line"]
    assert lines["columns"] == ["of", "id", "product_id", "product_uom_qty"]
    assert [(row[0], row[1], int(row[2].split(" ")[0]), row[3]) for row in lines["rows"]] == [
        (row["order_id"], row["id"], row["product_id"], float(row["product_uom_qty"])) for row in rows
    ]
    assert column(answer, "partner_id.country_id.code") == [rows[0]["code"]]


async def test_a_domain_forty_levels_deep_is_understood(desk: Desk) -> None:
    domain: list[Any] = [["name", "=", "S00007"]]
    for level in range(40):
        domain = ["|", ["name", "=", f"none {level}"], *domain] if level % 2 else ["&", ["id", ">", 0], *domain]
    answer = await use(desk, "find_records", model="sale.order", domain=domain, fields=["name"])
    assert column(answer, "name") == ["S00007"]
    assert (await use(desk, "find_records", model="sale.order", domain=json.dumps(domain))).structured["total"] == 1


# get_records --------------------------------------------------------------------------------------------------


async def test_records_are_found_by_what_people_call_them(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    sql = (
        "SELECT (SELECT id FROM sale_order WHERE name = 'S00007') AS order, "
        "(SELECT id FROM res_partner WHERE name = 'Azure Interior') AS azure, "
        "(SELECT p.id FROM product_product p WHERE p.default_code = 'E-COM11') AS product"
    )
    (ids,) = bed.sql(tenant.version, tenant.database, sql)
    order = await use(desk, "get_records", model="sale.order", ids=["S00007"])
    assert f"id: {ids['order']}\nname: S00007" in order.text
    assert "> order_line: id | product_id" in order.text
    azure = await use(desk, "get_records", model="res.partner", ids="Azure Interior", fields=["name"])
    assert column(azure, "id") == [ids["azure"]]
    product = await use(desk, "get_records", model="product.product", ids=["e-com11", 999_999], fields=["name"])
    assert column(product, "id") == [ids["product"]]
    assert product.structured["missing"] == [999_999]


async def test_doubtful_names_are_answered_with_choices(desk: Desk) -> None:
    with pytest.raises(ReferenceAmbiguous, match="Azure Interior, Brandon Freeman"):
        await use(desk, "get_records", model="res.partner", ids=["Az"])
    with pytest.raises(RecordMissing, match="Azure Interior"):
        await use(desk, "get_records", model="res.partner", ids=["Azure Exterior Limited"])
    for ids in ([999_999], [-1, 0, 10**12]):
        for fields in ([], ["id"], ["name"], ["child_ids.name"], ["display_name"]):
            with pytest.raises(RecordMissing, match=str(ids[0])):
                await use(desk, "get_records", model="res.partner", ids=ids, fields=fields)


# aggregate_records --------------------------------------------------------------------------------------------


async def test_sums_by_month_are_those_of_the_database(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT to_char(date_order, 'YYYY-MM') AS month, count(*) AS n, sum(amount_total) AS total FROM sale_order "
        "WHERE company_id = 1 AND state IN ('sale', 'done') GROUP BY 1 ORDER BY 1",
    )
    states = ["sale", "done"] if tenant.version < 17 else ["sale"]
    answer = await use(
        desk,
        "aggregate_records",
        model="sale.order",
        domain=[["state", "in", states]],
        group_by=["date_order:month"],
        measures=["amount_total:sum"],
        order="date_order:month",
    )
    assert answer.structured["rows"] == [[row["month"], row["n"], pytest.approx(float(row["total"]))] for row in rows]


async def test_conditions_on_groups_hold(desk: Desk, tenant: Tenant, bed: Bed) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT partner_id, count(*) AS n, sum(amount_total) AS total FROM sale_order WHERE company_id = 1 "
        "GROUP BY 1 HAVING count(*) >= 2 AND sum(amount_total) > 1000 ORDER BY 3 DESC",
    )
    answer = await use(
        desk,
        "aggregate_records",
        model="sale.order",
        group_by=["partner_id"],
        measures=["amount_total"],
        having=["count >= 2", "amount_total:sum > 1000"],
        order="amount_total:sum desc",
    )
    assert [(int(row[0].split(" ")[0]), row[1], row[2]) for row in answer.structured["rows"]] == [
        (row["partner_id"], row["n"], pytest.approx(float(row["total"]))) for row in rows
    ]


# Any tenant ---------------------------------------------------------------------------------------------------


async def test_two_versions_are_served_side_by_side(tenant19: Tenant, tenant14: Tenant, cache: Path, bed: Bed) -> None:
    async with open_desk(tenant19, cache) as new, open_desk(tenant14, cache) as old:
        for desk, tenant, line in ((new, tenant19, "product_uom_id"), (old, tenant14, "product_uom")):
            answer = await use(
                desk,
                "find_records",
                model="sale.order",
                domain=[["name", "=", "S00007"]],
                fields=["name", f"order_line.{line}"],
            )
            (count,) = bed.sql(
                tenant.version,
                tenant.database,
                "SELECT count(*) AS n FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id "
                "WHERE o.name = 'S00007'",
            )
            assert len(answer.structured["lines"]["order_line"]["rows"]) == count["n"]
