"""Sales summed by Odoo's own analysis, against sums worked out in the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.plan import Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import ask, rows

ORDERS = """
company = env['res.partner'].create({'name': 'Topper', 'is_company': True})
contact = env['res.partner'].create({'name': 'Tim', 'parent_id': company.id})
other = env['res.partner'].create({'name': 'Runner Up', 'is_company': True, 'country_id': env.ref('base.be').id})
cabinet, lamp = (env['product.product'].search([('default_code', '=', code)]) for code in ('E-COM11', 'FURN_8888'))
swiss = env.ref('base.CHF')
swiss.active = True
env['res.currency.rate'].create({'currency_id': swiss.id, 'name': '2000-01-01', 'rate': 2, 'company_id': 1})
francs = env['product.pricelist'].create({'name': 'Francs', 'currency_id': swiss.id, 'company_id': 1})
def order(partner, when, quantity, product, **values):
    made = env['sale.order'].create(dict(values, partner_id=partner.id, order_line=[
        (0, 0, {'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': 100})]))
    if values.get('state') != 'draft':
        made.action_confirm()
    made.date_order = when
    return made
order(company, '2019-05-10 10:00:00', 3, cabinet)
order(contact, '2019-05-31 22:30:00', 2, lamp)
order(other, '2019-06-02 10:00:00', 4, cabinet)
order(other, '2019-06-03 10:00:00', 50, cabinet, state='draft')
order(other, '2019-07-01 10:00:00', 6, lamp, pricelist_id=francs.id)
session = env['pos.session'].create({'config_id': env['pos.config'].search([('company_id', '=', 1)], limit=1).id})
sold = env['pos.order'].create({
    'session_id': session.id, 'company_id': 1, 'partner_id': other.id, 'date_order': '2019-05-15 10:00:00',
    'amount_tax': 0, 'amount_total': 900, 'amount_paid': 900, 'amount_return': 0, 'lines': [(0, 0, {
        'name': 'Sold', 'product_id': cabinet.id, 'qty': 9, 'price_unit': 100, 'price_subtotal': 900,
        'price_subtotal_incl': 900})]})
sold.state = 'done'
env.cr.commit()
"""
YEAR = {"since": "2019-01-01", "until": "2019-12-31"}


@pytest.fixture
def prepared(tenant: Tenant, prepare: Prepare) -> Tenant:
    """The module's database with orders of a year that has no others."""
    return prepare(tenant, ORDERS)


@pytest.fixture
async def desk(prepared: Tenant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with open_desk(prepared, tmp_path_factory.getbasetemp() / prepared.database) as opened:
        yield opened


def sums(prepared: Tenant, bed: Bed, by: str, where: str = "true") -> list[dict[str, Any]]:
    """Revenue in the company's currency, quantity and orders by a column, largest revenue first."""
    return bed.sql(
        prepared.version,
        prepared.database,
        f"select {by} as key, sum(l.price_subtotal / o.currency_rate) as revenue, sum(l.product_uom_qty) as quantity,"
        " count(distinct o.id) as orders from sale_order_line l join sale_order o on o.id = l.order_id"
        " join res_partner p on p.id = o.partner_id join product_product v on v.id = l.product_id"
        " join product_template t on t.id = v.product_tmpl_id where o.state in ('sale', 'done')"
        f" and o.company_id = 1 and extract(year from o.date_order) = 2019 and {where} group by 1 order by 2 desc",
    )


@pytest.mark.parametrize(
    ("by", "column"),
    [
        ("customer", "p.commercial_partner_id"),
        ("product", "l.product_id"),
        ("category", "t.categ_id"),
        ("salesperson", "o.user_id"),
        ("team", "o.team_id"),
        ("country", "p.country_id"),
    ],
)
async def test_revenue_quantity_and_orders_are_those_of_the_database(
    desk: Desk, prepared: Tenant, bed: Bed, by: str, column: str
) -> None:
    result = await ask(desk, "sales.top", by=by, **YEAR)
    [table] = result.tables
    told = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [
        (
            row[by].id if isinstance(row[by], Reference) else None,
            pytest.approx(row["revenue"]),
            row["quantity"],
            row["orders"],
        )
        for row in told
    ] == [(row["key"], row["revenue"], row["quantity"], row["orders"]) for row in sums(prepared, bed, column)]


async def test_point_of_sale_is_left_out_and_said_to_be(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    assert bed.sql(prepared.version, prepared.database, "select state from pos_order where amount_total = 900") == [
        {"state": "done"}
    ]
    result = await ask(desk, "sales.top", by="month", since="2019-05-15", until="2019-05-15")
    assert not result.tables
    result = await ask(desk, "sales.top", by="month", since="2019-05-10", until="2019-05-15")
    assert any("without point of sale" in note for note in result.notes)


async def test_a_contact_counts_for_its_company_and_quotations_do_not_count(desk: Desk) -> None:
    result = await ask(desk, "sales.top", by="customer", **YEAR)
    assert [(row["customer"].name, row["orders"]) for row in rows(result, "customers")] == [
        ("Runner Up", 2),
        ("Topper", 2),
    ]
    assert "contacts count with their company" in result.notes


async def test_months_stand_in_their_order_and_are_those_of_the_users_zone(prepared: Tenant, tmp_path: Path) -> None:
    async with open_desk(prepared, tmp_path, tz="Europe/Brussels") as desk:
        result = await ask(desk, "sales.top", by="month", **YEAR)
        june = await ask(desk, "sales.top", by="month", since="2019-06-01", until="2019-06-30")
    # The order of 31 May, 22:30 UTC is one of 1 June in Brussels.
    assert [(row["month"], row["quantity"]) for row in rows(result, "months")] == [
        ("2019-05", 3),
        ("2019-06", 6),
        ("2019-07", 6),
    ]
    assert [(row["month"], row["quantity"]) for row in rows(june, "months")] == [("2019-06", 6)]


async def test_what_was_converted_from_other_currencies_is_said(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "sales.top", by="customer", **YEAR)
    [table] = result.tables
    assert table.units["revenue"] == "USD"
    assert any("1 in CHF" in note for note in result.notes)
    [row] = sums(prepared, bed, "1")
    assert result.facts["revenue, untaxed (USD)"] == pytest.approx(row["revenue"])
    assert result.facts["orders"] == 4


async def test_products_of_one_customer_and_customers_of_one_product(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "sales.top", by="product", customer="Tim", **YEAR)
    assert [(row["product"].id, row["quantity"]) for row in rows(result, "products")] == [
        (row["key"], row["quantity"]) for row in sums(prepared, bed, "l.product_id", "p.name in ('Topper', 'Tim')")
    ]
    result = await ask(desk, "sales.top", by="customer", product="FURN_8888", **YEAR)
    assert [(row["customer"].name, row["quantity"]) for row in rows(result, "customers")] == [
        ("Runner Up", 6),
        ("Topper", 2),
    ]


async def test_more_than_is_shown_is_said_and_calls_do_not_grow(
    prepared: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    async with open_desk(prepared, tmp_path, sent=sent) as desk:
        await ask(desk, "sales.top", by="product")
        sent.clear()
        many = await ask(desk, "sales.top", by="product")
        calls = len(sent)
        sent.clear()
        monkeypatch.setattr("atlas_odoo.operations.sales.top.MOST", 1)
        one = await ask(desk, "sales.top", by="product")
        assert len(sent) == calls == 3
    assert len(one.tables[0].rows) == 1
    assert one.tables[0].more
    assert len(many.tables[0].rows) > 5
    assert many.tables[0].more is None


async def test_a_period_without_orders_is_said_to_have_none(desk: Desk) -> None:
    result = await ask(desk, "sales.top", by="month", since="1999-01-01", until="1999-12-31")
    assert not result.tables
    assert result.title.endswith("no confirmed orders")


async def test_a_period_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    with pytest.raises(ArgumentInvalid, match="before it begins"):
        await ask(desk, "sales.top", by="month", since="2019-12-31", until="2019-01-01")
