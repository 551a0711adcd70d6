"""Records read by plan from real servers: the same meaning on 19 and 14, in a number of calls that does not grow."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from atlas_odoo.errors import AccessDenied, ArgumentInvalid
from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.domain import parse
from atlas_odoo.odoo.execute_records import read, read_ids
from atlas_odoo.odoo.plan import Read, ReadIds, Reference, Spec
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.counting import counting

NAME = Spec("name", "char")
PARTNER = Spec("partner_id", "many2one", "res.partner")
LINE_FIELDS = (Spec("product_id", "many2one", "product.product"), Spec("product_uom_qty", "float"))
LINES = Spec("order_line", "one2many", "sale.order.line", LINE_FIELDS)

Rows = list[dict[str, Any]]
Sql = Callable[[str], Rows]


@pytest.fixture
def sql(tenant: Tenant, bed: Bed) -> Sql:
    return lambda query: bed.sql(tenant.version, tenant.database, query)


async def test_a_page_holds_what_the_database_holds(tenant: Tenant, sql: Sql) -> None:
    plan = Read(
        "sale.order",
        parse([["company_id", "=", 1], ["state", "!=", "cancel"]]),
        (NAME, PARTNER, Spec("date_order", "datetime"), Spec("amount_total", "monetary"), Spec("note", "html")),
        order="amount_total desc",
        limit=5,
    )

    async with counting(tenant) as client:
        page = await read(client, plan)

    matching = "FROM sale_order o WHERE o.company_id = 1 AND o.state != 'cancel'"
    expected = sql(
        "SELECT o.id, o.name, o.partner_id, o.amount_total::float AS amount_total, "
        f"to_char(o.date_order, 'YYYY-MM-DD HH24:MI:SS') AS date_order {matching} "
        "ORDER BY o.amount_total DESC, o.id LIMIT 5"
    )
    assert page.total == sql(f"SELECT count(*) AS n {matching}")[0]["n"] > 5
    assert [{**record, "partner_id": record["partner_id"].id} for record in page.records] == [
        {**row, "note": None} for row in expected
    ]
    assert client.sent == ["web_search_read"]


async def test_records_behind_a_many2one_and_lines_come_with_it(tenant: Tenant, sql: Sql) -> None:
    country = Spec("country_id", "many2one", "res.country", (Spec("code", "char"),))
    partner = Spec("partner_id", "many2one", "res.partner", (Spec("email", "char"), country))
    plan = Read("sale.order", parse([["company_id", "=", 1]]), (partner, LINES), order="id", limit=10)

    async with counting(tenant) as client:
        page = await read(client, plan)

    orders = sql(
        "SELECT o.id, p.id AS partner, p.email, c.id AS country, c.code FROM sale_order o "
        "JOIN res_partner p ON p.id = o.partner_id LEFT JOIN res_country c ON c.id = p.country_id "
        "WHERE o.company_id = 1 ORDER BY o.id LIMIT 10"
    )
    lines = sql(
        "SELECT order_id, id, product_id, product_uom_qty::float AS quantity FROM sale_order_line ORDER BY sequence, id"
    )
    for record, row in zip(page.records, orders, strict=True):
        assert record["id"] == row["id"]
        assert (record["partner_id"]["id"], record["partner_id"]["email"]) == (row["partner"], row["email"])
        found = record["partner_id"]["country_id"]
        assert (found and (found["id"], found["code"])) == (row["country"] and (row["country"], row["code"]))
        assert [
            (line["id"], line["product_id"] and line["product_id"].id, line["product_uom_qty"])
            for line in record["order_line"]
        ] == [(line["id"], line["product_id"], line["quantity"]) for line in lines if line["order_id"] == row["id"]]
    assert page.records[0]["partner_id"]["display_name"]


@pytest.mark.parametrize("count", [1, 20])
async def test_the_number_of_calls_depends_on_relations_not_on_records(tenant: Tenant, count: int) -> None:
    template = Spec("product_tmpl_id", "many2one", "product.template", (NAME,))
    product = Spec("product_id", "many2one", "product.product", (Spec("default_code", "char"), template))
    lines = Spec("order_line", "one2many", "sale.order.line", (product,))
    email = Spec("partner_id", "many2one", "res.partner", (Spec("email", "char"),))
    plan = Read("sale.order", parse([["order_line", "!=", False]]), (NAME, email, lines), order="id", limit=count)

    async with counting(tenant) as client:
        page = await read(client, plan)

    assert len(page.records) == count
    assert page.records[0]["order_line"][0]["product_id"]["product_tmpl_id"]["name"]
    # 14: partners, lines, products, templates: one call each.
    assert len(client.sent) == (1 if tenant.version == 19 else 5)


async def test_lines_are_cut_for_each_record_and_counted(tenant: Tenant, sql: Sql) -> None:
    few = Spec("order_line", "one2many", "sale.order.line", LINE_FIELDS, limit=1)
    ids_only = Spec("order_line", "one2many", "sale.order.line", limit=1)
    domain = parse([["order_line", "!=", False]])

    async with counting(tenant) as client:
        nested = await read(client, Read("sale.order", domain, (few,), limit=50))
        flat = await read(client, Read("sale.order", domain, (ids_only,), limit=50))

    totals = {
        row["order_id"]: row["n"] for row in sql("SELECT order_id, count(*) AS n FROM sale_order_line GROUP BY 1")
    }
    assert {len(record["order_line"]) for record in nested.records} == {1}
    assert {record["id"]: record["order_line"].total for record in nested.records}.items() <= totals.items()
    assert max(record["order_line"].total for record in nested.records) > 1
    assert [[line["id"] for line in record["order_line"]] for record in nested.records] == [
        list(record["order_line"]) for record in flat.records
    ]


async def test_the_total_is_right_on_every_page_and_not_asked_for_in_vain(tenant: Tenant, sql: Sql) -> None:
    total = sql("SELECT count(*) AS n FROM res_country")[0]["n"]
    plan = Read("res.country", (), (NAME,))

    async with counting(tenant) as client:
        pages = [await read(client, replace(plan, limit=7, offset=offset)) for offset in (0, 7, total - 3, total, 9999)]
        untotalled = await read(client, replace(plan, limit=7, total=False))
        only_total = await read(client, replace(plan, limit=0))

    assert [(len(page.records), page.total) for page in pages] == [
        (7, total),
        (7, total),
        (3, total),
        (0, total),
        (0, total),
    ]
    assert (len(untotalled.records), untotalled.total) == (7, None)
    assert (only_total.records, only_total.total) == ((), total)
    with pytest.raises(ArgumentInvalid):
        await read(client, replace(plan, limit=-1))


async def test_pages_of_equal_records_leave_none_out(tenant: Tenant, sql: Sql) -> None:
    async with counting(tenant) as client:
        pages = [
            await read(client, Read("sale.order", (), (NAME,), order="state desc", limit=4, offset=offset))
            for offset in range(0, 40, 4)
        ]

    found = [record["id"] for page in pages for record in page.records]
    assert sorted(found) == [row["id"] for row in sql("SELECT id FROM sale_order WHERE company_id = 1 ORDER BY id")]


async def test_empty_is_none_but_no_is_no_and_zero_is_zero(tenant: Tenant, sql: Sql) -> None:
    one = sql(
        "SELECT id FROM res_partner WHERE active AND parent_id IS NULL AND NOT is_company "
        "AND coalesce(ref, '') = '' AND coalesce(comment, '') = '' ORDER BY id DESC LIMIT 1"
    )[0]["id"]
    fields = (
        Spec("parent_id", "many2one", "res.partner"),
        Spec("ref", "char"),
        Spec("comment", "html"),
        Spec("is_company", "boolean"),
        Spec("color", "integer"),
        Spec("child_ids", "one2many", "res.partner"),
        Spec("credit_limit", "float"),
        Spec("x_customer_tier", "selection"),
    )

    async with counting(tenant) as client:
        page = await read_ids(client, ReadIds("res.partner", (one,), fields))

    assert page.records == (
        {
            "id": one,
            "parent_id": None,
            "ref": None,
            "comment": None,
            "is_company": False,
            "color": 0,
            "child_ids": [],
            "credit_limit": 0.0,
            "x_customer_tier": None,
        },
    )


async def test_of_a_binary_only_the_size_is_told(tenant: Tenant) -> None:
    fields = (Spec("image_1920", "binary"), Spec("image_128", "binary"))

    async with counting(tenant) as client:
        page = await read(client, Read("res.partner", parse([["image_1920", "!=", False]]), fields, limit=5))

    assert page.records
    for record in page.records:
        assert re.fullmatch(r"[0-9.]+ (bytes|Kb|Mb)", record["image_1920"])
        assert re.fullmatch(r"[0-9.]+ (bytes|Kb|Mb)", record["image_128"])


async def test_ids_are_answered_in_their_order_without_those_that_are_gone(tenant: Tenant, sql: Sql) -> None:
    known = [row["id"] for row in sql("SELECT id FROM res_partner WHERE active ORDER BY id DESC LIMIT 4")]
    asked = (known[2], 987_654, known[0], known[2], known[3])

    async with counting(tenant) as client:
        page = await read_ids(
            client, ReadIds("res.partner", asked, (NAME, Spec("parent_id", "many2one", "res.partner")))
        )
        none = await read_ids(client, ReadIds("res.partner", (987_654,), (NAME,)))
        nothing = await read_ids(client, ReadIds("res.partner", (), (NAME,)))

    assert [record["id"] for record in page.records] == [known[2], known[0], known[3]]
    assert none.records == nothing.records == ()


async def test_archived_records_are_read_by_id(tenant: Tenant, sql: Sql) -> None:
    archived = sql("SELECT id FROM res_partner WHERE NOT active ORDER BY id LIMIT 1")[0]["id"]
    plan = ReadIds("res.partner", (archived, 987_654), (NAME, Spec("active", "boolean")))

    async with counting(tenant) as client:
        page = await read_ids(client, plan)

    assert [(record["id"], record["active"]) for record in page.records] == [(archived, False)]


async def test_fifty_thousand_ids_are_read_in_parts(tenant: Tenant, sql: Sql) -> None:
    present = [row["id"] for row in sql("SELECT id FROM res_country ORDER BY id DESC")]

    async with counting(tenant) as client:
        page = await read_ids(client, ReadIds("res.country", tuple(range(50_000, 0, -1)), (Spec("code", "char"),)))

    assert [record["id"] for record in page.records] == present
    assert len(client.sent) <= 100


async def test_records_that_rules_hide_are_left_out_but_a_denied_model_is_an_error(tenant: Tenant, sql: Sql) -> None:
    """The clerk sees own orders only."""
    clerk = sql(f"SELECT id FROM res_users WHERE login = '{tenant.clerk.login}'")[0]["id"]
    orders = sql("SELECT id, user_id FROM sale_order WHERE company_id = 1 ORDER BY id")
    mine = orders[0]["id"]
    sql(f"UPDATE sale_order SET user_id = {clerk} WHERE id = {mine}")
    own = [row["id"] for row in orders if row["id"] == mine or row["user_id"] in (None, clerk)]

    async with counting(tenant, person=tenant.clerk) as client:
        page = await read_ids(client, ReadIds("sale.order", tuple(row["id"] for row in orders), (NAME,)))
        with pytest.raises(AccessDenied):
            await read_ids(client, ReadIds("ir.config_parameter", (1,), (Spec("key", "char"),)))

    assert [record["id"] for record in page.records] == own
    assert len(own) < len(orders)


async def test_every_script_and_symbol_survives(tenant: Tenant, sql: Sql) -> None:
    names = ["Stühle 🪑 & Co", "مكتب أثاث", "家具店", 'O\'Neil "Q" \\ 100%_x']
    ids = [row["id"] for row in sql("SELECT id FROM res_partner WHERE active ORDER BY id DESC LIMIT 4")]
    for number, name in zip(ids, names, strict=True):
        quoted = name.replace("'", "''")
        sql(f"UPDATE res_partner SET city = '{quoted}' WHERE id = {number}")

    async with counting(tenant) as client:
        page = await read(client, Read("res.partner", parse([["city", "in", names]]), (Spec("city", "char"),), limit=9))

    assert {record["id"]: record["city"] for record in page.records} == dict(zip(ids, names, strict=True))


async def test_company_and_language_are_part_of_the_plan(tenant: Tenant, sql: Sql) -> None:
    async with counting(tenant, person=tenant.multi) as client:
        found = {
            companies: (await read(client, Read("sale.order", (), (), limit=0, context=Context(companies)))).total
            for companies in ((1,), (1, 2))
        }

    of_company = {
        row["company_id"]: row["n"] for row in sql("SELECT company_id, count(*) AS n FROM sale_order GROUP BY 1")
    }
    assert found == {(1,): of_company[1], (1, 2): of_company[1] + of_company.get(2, 0)}


async def test_a_reference_keeps_its_name_even_where_the_record_may_not_be_read(tenant: Tenant) -> None:
    async with counting(tenant) as client:
        page = await read(client, Read("sale.order", (), (Spec("create_uid", "many2one", "res.users"),), limit=1))

    assert isinstance(page.records[0]["create_uid"], Reference)
    assert page.records[0]["create_uid"].name
