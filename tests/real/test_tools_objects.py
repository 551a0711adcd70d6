"""The generic tools on business objects, on real servers. Expected values come from the database itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid, FieldMissing, ModelMissing, RecordMissing, ReferenceAmbiguous
from atlas_odoo.odoo.plan import Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import column, open_desk, use

DATA = """
env['res.partner'].create({'name': 'Kontor Nord', 'city': 'Kiel', 'ref': 'KN-1'})
env['res.partner'].create({'name': 'Kontor Nord', 'city': 'Jena'})
azure = env['res.partner'].search([('name', '=', 'Azure Interior')])
contact = env['res.partner'].search([('parent_id', '=', azure.id)], limit=1)
product = env['product.product'].search([('default_code', '=', 'E-COM11')])
lines = [(0, 0, {'product_id': product.id, 'product_uom_qty': 3})]
env['sale.order'].create({'partner_id': azure.id, 'order_line': lines, 'company_id': 1})
env['sale.order'].create({'partner_id': contact.id, 'order_line': lines, 'company_id': 1})
env['sale.order'].create({'partner_id': azure.id, 'company_id': 1}).state = 'cancel'
multi = env['res.users'].search([('login', '=', 'multi')])
branch = (multi.company_ids - env.ref('base.main_company')).sudo()
branch.name = 'Branch Two'
env['product.pricelist'].with_company(branch).create({'name': 'Two', 'company_id': branch.id})
warehouse = env['stock.warehouse'].search([('company_id', '=', branch.id)], limit=1)
order = env['sale.order'].with_company(branch).create({
    'partner_id': azure.id, 'company_id': branch.id, 'warehouse_id': warehouse.id, 'order_line': [(0, 0, {
        'product_id': product.id, 'product_uom_qty': 1, 'name': 'Branch', 'tax_id' if 'tax_id' in
        env['sale.order.line']._fields else 'tax_ids': False})]})
env.cr.commit()
"""
Sql = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    bed.shell(tenant.version, tenant.database, DATA)
    return tenant


@pytest.fixture
async def desk(filled: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(filled, cache, sent=sent) as opened:
        yield opened


@pytest.fixture
def sql(filled: Tenant, bed: Bed) -> Sql:
    return lambda query: bed.sql(filled.version, filled.database, query)


# The object's condition and words ------------------------------------------------------------------------------


async def test_a_listing_is_of_the_object_alone_and_in_its_words(desk: Desk, sql: Sql, sent: list[str]) -> None:
    rows = sql("SELECT id, name FROM sale_order WHERE state IN ('draft', 'sent') AND company_id = 1")
    answer = await use(desk, "find_records", object="quotation", limit=200)
    assert sorted(column(answer, "number")) == sorted(row["name"] for row in rows)
    assert {"customer", "total", "state"} <= set(answer.structured["columns"])
    assert "partner_id" not in answer.structured["columns"]
    narrowed = await use(desk, "find_records", object="quotation", domain=[["state", "in", ["sale", "draft"]]])
    assert set(column(narrowed, "state")) == {"draft"}
    sent.clear()
    await use(desk, "find_records", object="quotation")
    assert len(sent) == 1


async def test_names_of_the_business_and_of_odoo_go_together(desk: Desk, sql: Sql) -> None:
    (row,) = sql(
        "SELECT o.id, o.name, p.email, c.id AS country, o.x_delivery_window AS slot, "
        "(SELECT count(*) FROM sale_order_line l WHERE l.order_id = o.id) AS lines "
        "FROM sale_order o JOIN res_partner p ON p.id = o.partner_id LEFT JOIN res_country c ON c.id = p.country_id "
        "WHERE o.name = 'S00007'"
    )
    fields = ["number", "customer.email", "partner_id.country_id", "lines.product", "order_line.product_uom_qty",
              "x_delivery_window"]  # fmt: skip
    answer = await use(desk, "find_records", object="Sales orders", domain=[["name", "=", "S00007"]], fields=fields)
    assert answer.structured["columns"] == [
        "id", "number", "customer.email", "partner_id.country_id", "x_delivery_window",
    ]  # fmt: skip
    (got,) = answer.structured["rows"]
    assert [got[0], got[1], got[2], got[4]] == [row["id"], row["name"], row["email"], row["slot"]]
    assert row["country"] is None or got[3].startswith(f"{row['country']} ")
    assert len(answer.structured["lines"]["lines"]["rows"]) == row["lines"]
    assert answer.structured["lines"]["lines"]["columns"] == ["of", "id", "product", "product_uom_qty"]


async def test_words_reach_through_other_objects(desk: Desk, sql: Sql) -> None:
    rows = sql(
        "SELECT DISTINCT o.id FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id "
        "JOIN product_product p ON p.id = l.product_id WHERE p.default_code = 'E-COM11' AND o.company_id = 1 "
        "AND o.state IN ('draft', 'sent')"
    )
    answer = await use(desk, "find_records", object="quotation", domain=[["lines.product.code", "=", "E-COM11"]])
    assert sorted(column(answer, "id")) == sorted(row["id"] for row in rows)


async def test_sums_by_words_of_the_business(desk: Desk, sql: Sql) -> None:
    rows = sql(
        "SELECT partner_id, count(*) AS n, sum(amount_total) AS total FROM sale_order "
        "WHERE state IN ('sale', 'done') AND company_id = 1 GROUP BY 1 HAVING sum(amount_total) > 700 ORDER BY 3 DESC"
    )
    answer = await use(
        desk,
        "aggregate_records",
        object="sales_order",
        group_by=["customer"],
        measures=["total:sum"],
        having=["total:sum > 700"],
        order="total:sum desc",
    )
    assert answer.structured["columns"] == ["customer", "count", "total:sum"]
    assert [(int(row[0].split(" ")[0]), row[1], row[2]) for row in answer.structured["rows"]] == [
        (row["partner_id"], row["n"], pytest.approx(float(row["total"]))) for row in rows
    ]


async def test_one_record_comes_with_its_lines(desk: Desk, sql: Sql) -> None:
    rows = sql(
        "SELECT l.id, l.product_id, l.product_uom_qty AS quantity FROM sale_order_line l "
        "JOIN sale_order o ON o.id = l.order_id WHERE o.name = 'S00007' ORDER BY l.sequence, l.id"
    )
    answer = await use(desk, "get_records", object="sales_order", ids=["S00007"])
    lines = answer.structured["lines"]["lines"]
    places = [lines["columns"].index(name) for name in ("id", "product", "quantity")]
    got = [[row[place] for place in places] for row in lines["rows"]]
    assert [(number, int(product.split(" ")[0]), quantity) for number, product, quantity in got] == [
        (row["id"], row["product_id"], float(row["quantity"])) for row in rows
    ]


async def test_wrong_words_are_answered_with_near_ones_of_both_kinds(desk: Desk) -> None:
    with pytest.raises(FieldMissing, match="custmer") as missing:
        await use(desk, "find_records", object="quotation", fields=["custmer"])
    assert "customer" in missing.value.text
    with pytest.raises(FieldMissing) as missing:
        await use(desk, "find_records", object="quotation", domain=[["partner", "=", 1]])
    assert "partner_id" in missing.value.text
    with pytest.raises(ModelMissing) as unknown:
        await use(desk, "find_records", object="quotatoin")
    assert "quotation" in unknown.value.text


async def test_the_description_of_an_object_leads_to_its_fields(desk: Desk) -> None:
    text = (await use(desk, "describe_model", object="quotation")).text
    assert "sale.order where" in text
    assert "customer | partner_id | many2one res.partner" in text
    assert "x_delivery_window | x_delivery_window | char | custom" in text
    assert "draft=Quotation" in text
    assert "sale=" not in text.split("\n", 1)[1].split("state | state", 1)[1].split("\n")[0]
    invoice = await use(desk, "describe_model", object="invoice")
    assert len(invoice.text.encode()) <= 2_000
    assert column(invoice, "field")[:2] == ["number", "customer"]
    assert {"due", "total", "residual", "payment_state", "lines"} <= set(column(invoice, "field"))
    assert "residual_company" in invoice.structured["rest"]
    some = await use(desk, "describe_model", object="quotation", search="delivery window")
    assert column(some, "field") == ["x_delivery_window"]
    found = await use(desk, "search_schema", query="customer tier")
    assert any("partner" in (row[5] or "") for row in found.structured["rows"])


# Names of records ----------------------------------------------------------------------------------------------


async def test_a_customer_by_name_means_the_company_with_its_contacts(desk: Desk, sql: Sql, sent: list[str]) -> None:
    (azure,) = sql("SELECT id FROM res_partner WHERE name = 'Azure Interior'")
    rows = sql(
        "SELECT o.id FROM sale_order o JOIN res_partner p ON p.id = o.partner_id WHERE o.company_id = 1 "
        f"AND o.state IN ('draft', 'sent') AND (p.id = {azure['id']} OR p.parent_id = {azure['id']})"
    )
    assert len(rows) >= 2
    await use(desk, "find_records", object="quotation")
    sent.clear()
    answer = await use(desk, "find_records", object="quotation", domain=[["customer", "=", "Azure Interior"]])
    assert len(sent) == 2
    assert sorted(column(answer, "id")) == sorted(row["id"] for row in rows)
    assert f"'Azure Interior' means {azure['id']} Azure Interior and the contacts below it" in answer.text
    part = await use(desk, "find_records", object="quotation", domain=[["customer", "=", "azure int"]])
    assert column(part, "id") == column(answer, "id")
    technical = await use(
        desk,
        "find_records",
        model="sale.order",
        domain=[["state", "=", "draft"], ["partner_id", "=", "Azure Interior"]],
    )
    assert sorted(column(technical, "id")) == sorted(column(answer, "id"))
    others = await use(
        desk, "find_records", object="quotation", domain=[["customer", "!=", "Azure Interior"]], limit=200
    )
    every = await use(desk, "find_records", object="quotation", limit=200)
    assert sorted(column(others, "id") + column(answer, "id")) == sorted(column(every, "id"))


async def test_many_names_take_one_request_each_way(desk: Desk, sql: Sql, sent: list[str]) -> None:
    known = sql(
        "SELECT name FROM res_partner WHERE active AND is_company AND name NOT LIKE 'Kontor%' "
        "GROUP BY 1 HAVING count(*) = 1 LIMIT 20"
    )
    names = [row["name"] for row in known]
    counts = []
    for some in (names[:1], names):
        sent.clear()
        await use(
            desk,
            "aggregate_records",
            object="sales_order",
            domain=[["customer", "in", some], ["lines.product", "=", "E-COM11"]],
        )
        counts.append(len(sent))
    assert counts == [3, 3]


async def test_names_that_mean_several_are_choices_with_what_tells_them_apart(desk: Desk, sql: Sql) -> None:
    rows = sql("SELECT id, city FROM res_partner WHERE name = 'Kontor Nord'")
    for tool, arguments in (
        ("find_records", {"object": "quotation", "domain": [["customer", "=", "Kontor Nord"]]}),
        ("get_records", {"object": "partner", "ids": ["Kontor Nord"]}),
    ):
        with pytest.raises(ReferenceAmbiguous) as doubt:
            await use(desk, tool, **arguments)
        for row in rows:
            assert f"{row['id']} Kontor Nord (" in doubt.value.text
            assert row["city"] in doubt.value.text
    with pytest.raises(RecordMissing, match="Azure Interior"):
        await use(desk, "find_records", object="quotation", domain=[["customer", "=", "Azure Exterior"]])
    numbers = [str(row["id"]) for row in rows]
    answer = await use(desk, "find_records", object="quotation", domain=[["customer", "in", numbers]])
    assert answer.structured["total"] == 0


async def test_a_record_that_is_something_else_is_called_what_it_is(desk: Desk, sql: Sql) -> None:
    (order,) = sql("SELECT id FROM sale_order WHERE name = 'S00007'")
    (other,) = sql("SELECT id FROM sale_order WHERE state = 'draft' AND company_id = 1 ORDER BY id LIMIT 1")
    for ids in ([order["id"]], ["S00007"]):
        with pytest.raises(RecordMissing, match="S00007 is no quotation: ask for object=sales_order"):
            await use(desk, "get_records", object="quotation", ids=ids)
    cancelled = sql("SELECT id FROM sale_order WHERE state = 'cancel' AND company_id = 1 LIMIT 1")
    with pytest.raises(RecordMissing, match="is no sales_order: its state is cancel"):
        await use(desk, "get_records", object="sales_order", ids=[cancelled[0]["id"]])
    answer = await use(desk, "get_records", object="quotation", ids=[order["id"], other["id"]], fields=["number"])
    assert column(answer, "id") == [other["id"]]
    assert "is no quotation: ask for object=sales_order" in answer.text


async def test_a_bill_is_never_found_as_an_invoice(desk: Desk, sql: Sql) -> None:
    bills = sql("SELECT name FROM account_move WHERE move_type = 'in_invoice' AND state = 'posted' AND company_id = 1")
    with pytest.raises(RecordMissing, match="is no invoice: ask for object=vendor_bill"):
        await use(desk, "get_records", object="invoice", ids=[bills[0]["name"]])


# Companies -----------------------------------------------------------------------------------------------------


async def test_a_user_of_two_companies_chooses_one_per_call(filled: Tenant, cache: Path, sql: Sql) -> None:
    allowed = sql(
        "SELECT c.id, c.name FROM res_company c JOIN res_company_users_rel r ON r.cid = c.id "
        "JOIN res_users u ON u.id = r.user_id WHERE u.login = 'multi' ORDER BY c.id"
    )
    companies = tuple(Reference(row["id"], row["name"]) for row in allowed)
    count = "SELECT count(*) AS n FROM sale_order WHERE state IN ('draft', 'sent') AND company_id = "
    async with open_desk(filled, cache, person=filled.multi, companies=companies) as desk:
        for wanted, number in ((None, 1), (companies[1].id, companies[1].id), ("branch two", companies[1].id)):
            answer = await use(desk, "find_records", object="quotation", company=wanted, limit=200)
            assert answer.structured["total"] == sql(f"{count}{number}")[0]["n"]
        with pytest.raises(ArgumentInvalid, match="Elsewhere") as unknown:
            await use(desk, "find_records", object="quotation", company="Elsewhere")
        assert "Branch Two" in unknown.value.text
    async with open_desk(filled, cache) as desk:
        with pytest.raises(ArgumentInvalid, match="no argument `company`"):
            await use(desk, "find_records", object="quotation", company=1)
