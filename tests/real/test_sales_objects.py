"""Quotations, orders, their lines, products and opportunities by what people ask of them, against the database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from atlas_odoo.odoo.call import Json
from atlas_odoo.operations.work import Work
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.works import work_at

ORDERS = "select o.id from sale_order o where o.company_id = 1 and"
LINES = "select l.id from sale_order_line l join sale_order o on o.id = l.order_id where o.company_id = 1 and"
PRODUCTS = (
    "select p.id from product_product p join product_template t on t.id = p.product_tmpl_id"
    " where p.active and (t.company_id is null or t.company_id = 1) and"
)
CABINET = "(select id from product_product where default_code = 'E-COM11')"


@pytest.fixture
async def work(tenant: Tenant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Work]:
    async with open_desk(tenant, tmp_path_factory.getbasetemp() / tenant.database) as desk:
        yield await work_at(desk)


@pytest.mark.parametrize(
    ("name", "where", "query"),
    [
        ("quotation", ("total", ">", 300), f"{ORDERS} o.state in ('draft', 'sent') and o.amount_total > 300"),
        (
            "sales_order",
            ("lines.product.default_code", "=", "E-COM11"),
            (f"{ORDERS} o.state in ('sale', 'done') and exists (select 1 from sale_order_line l"
            f" where l.order_id = o.id and l.product_id = {CABINET})"),
        ),
        (
            "sales_order",
            ("invoice_status", "=", "to invoice"),
            f"{ORDERS} o.state in ('sale', 'done') and o.invoice_status = 'to invoice'",
        ),
        (
            "sales_order",
            ("transfers.state", "in", ("confirmed", "assigned")),
            (f"{ORDERS} o.state in ('sale', 'done') and exists (select 1 from stock_picking k where k.sale_id = o.id"
            " and k.state in ('confirmed', 'assigned'))"),
        ),
        (
            "sales_order_line",
            ("code", "=", "E-COM11"),
            f"{LINES} o.state in ('sale', 'done') and l.product_id = {CABINET}",
        ),
        (
            "sales_order_line",
            ("salesperson.login", "=", "demo"),
            (f"{LINES} o.state in ('sale', 'done') and l.display_type is null"
            " and o.user_id = (select id from res_users where login = 'demo')"),
        ),
        ("product", ("code", "=ilike", "e-com1%"), f"{PRODUCTS} p.default_code ilike 'e-com1%'"),
        (
            "product",
            ("category", "child_of", "Furniture"),
            f"{PRODUCTS} t.categ_id in (select id from product_category where complete_name like '%Furniture%')",
        ),
        (
            "product",
            ("attributes.name", "=", "Black"),
            (f"{PRODUCTS} p.id in (select c.product_product_id from product_variant_combination c"
            " join product_template_attribute_value v on v.id = c.product_template_attribute_value_id"
            " join product_attribute_value a on a.id = v.product_attribute_value_id"
            " where a.name::text like '%Black%')"),
        ),
        (
            "vendor_price",
            ("product_tmpl_id.name", "ilike", "Cabinet with Doors"),
            ("select s.id from product_supplierinfo s join product_template t on t.id = s.product_tmpl_id"
            " where t.name::text ilike '%Cabinet with Doors%'"),
        ),
        ("lead", ("stage.is_won", "=", True), ("select l.id from crm_lead l join crm_stage s on s.id = l.stage_id"
         " where l.active and s.is_won")),
    ],
)  # fmt: skip
async def test_records_are_found_by_what_people_ask(
    work: Work, tenant: Tenant, bed: Bed, *, name: str, where: tuple[Json, ...], query: str
) -> None:
    found = await work.find(name, ("display_name",), (where,), total=True)
    expected = {row["id"] for row in bed.sql(tenant.version, tenant.database, query)}
    assert {record["id"] for record in found.records} == expected
    assert found.total == len(expected) > 0


async def test_one_order_is_shown_with_its_lines_in_their_order(work: Work, tenant: Tenant, bed: Bed) -> None:
    [row] = bed.sql(
        tenant.version,
        tenant.database,
        "select o.id, o.amount_total, array_agg(l.product_id order by l.sequence, l.id) as products from sale_order o"
        " join sale_order_line l on l.order_id = o.id where o.name = 'S00007' group by o.id",
    )
    [record] = await work.get("sales_order", (row["id"],), work.object("sales_order").details)
    assert record["total"] == row["amount_total"]
    assert [line["product"].id for line in record["lines"]] == row["products"]
    assert {"quantity", "unit", "price", "subtotal"} <= set(record["lines"][0])


@pytest.mark.parametrize(
    "name",
    [
        "product", "product_template", "vendor_price", "pricelist", "pricelist_item", "quotation", "sales_order",
        "sales_order_line", "sales_analysis", "lead",
    ],
)  # fmt: skip
async def test_listings_and_single_records_can_be_read(work: Work, name: str) -> None:
    bound = work.object(name)
    assert len(bound.columns) <= 8
    page = await work.find(name, bound.columns, limit=3)
    records = await work.get(name, [record["id"] for record in page.records], bound.details)
    assert len(records) == len(page.records)
    assert name in {"pricelist", "pricelist_item"} or records
