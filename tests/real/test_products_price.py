"""Prices for a customer, against the lines of an order that Odoo itself makes of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.plan import Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.works import ask, rows

PRICES = """
env.ref('base.group_user').write({'implied_ids': [(4, env.ref('product.group_product_pricelist').id)]})
def product(code, price, **values):
    return env['product.product'].create(dict(values, name=code, default_code=code, list_price=price))
include = {'price_include_override': 'tax_included'} if 'price_include_override' in env['account.tax'] else {
    'price_include': True}
outside = env['account.tax'].create({'name': 'Outside', 'amount': 10, 'company_id': 1})
inside = env['account.tax'].create(dict(include, name='Inside', amount=25, company_id=1))
plain = product('PR-PLAIN', 80, taxes_id=[(6, 0, outside.ids)])
fixed = product('PR-FIXED', 80, taxes_id=[(6, 0, [])])
taxed = product('PR-TAXED', 50, taxes_id=[(6, 0, inside.ids)])
dollar = env.ref('base.USD')
franc = env.ref('base.CHF')
franc.active = True
env['res.currency.rate'].create({'currency_id': franc.id, 'name': '2001-01-01', 'rate': 0.5, 'company_id': 1})
def rule(**values):
    return (0, 0, values)
retail = env['product.pricelist'].create({'name': 'Retail', 'currency_id': dollar.id, 'company_id': 1, 'item_ids': [
    rule(compute_price='percentage', percent_price=25, applied_on='3_global', min_quantity=10),
    rule(compute_price='fixed', fixed_price=66, applied_on='0_product_variant', product_id=fixed.id,
         product_tmpl_id=fixed.product_tmpl_id.id)]})
francs = env['product.pricelist'].create({'name': 'Francs', 'currency_id': franc.id, 'company_id': 1})
env['res.partner'].create([
    {'name': 'Retailer', 'is_company': True, 'property_product_pricelist': retail.id},
    {'name': 'Swiss', 'is_company': True, 'property_product_pricelist': francs.id}])
env.cr.commit()
"""
ORDERS = """
import json
def ordered(customer, quantity):
    partner = env['res.partner'].search([('name', '=', customer)])
    products = env['product.product'].search([('default_code', 'like', 'PR-')])
    order = env['sale.order'].with_company(1).create({'partner_id': partner.id, 'company_id': 1, 'order_line': [
        (0, 0, {'product_id': item.id, 'product_uom_qty': quantity}) for item in products]})
    return [order.currency_id.name, {line.product_id.default_code: [
        line.price_unit * (1 - line.discount / 100), line.price_subtotal, line.price_total]
        for line in order.order_line}]
print('ORDERED', json.dumps({f'{customer} {quantity}': ordered(customer, quantity) for customer, quantity in CASES}))
env.cr.rollback()
"""
CASES = [("Retailer", 1), ("Retailer", 10), ("Swiss", 3)]
CODES = ("PR-PLAIN", "PR-FIXED", "PR-TAXED")
Ordered = dict[str, tuple[str, dict[str, list[float]]]]
"""By customer and quantity: the currency, and by code net unit price, untaxed and taxed amount of an order's line."""


@pytest.fixture(scope="module")
def expected(tenant: Tenant, bed: Bed) -> Ordered:
    """The lines of real orders, made in the module's database with pricelists and taxes; one shell for it all."""
    said = bed.shell(tenant.version, tenant.database, f"{PRICES}\nCASES = {CASES}\n{ORDERS}")
    found: Ordered = json.loads(next(line for line in said.splitlines() if "ORDERED" in line)[8:])
    return found


@pytest.fixture
async def desk(tenant: Tenant, expected: Ordered, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    assert expected
    async with open_desk(tenant, tmp_path_factory.getbasetemp() / tenant.database) as opened:
        yield opened


def net(row: dict[str, Any]) -> float:
    return float(row["price"]) * (1 - (row.get("discount %") or 0) / 100)


@pytest.mark.parametrize(("customer", "quantity"), CASES)
async def test_prices_are_those_of_an_order(
    desk: Desk, tenant: Tenant, expected: Ordered, customer: str, quantity: int
) -> None:
    currency, lines = expected[f"{customer} {quantity}"]
    result = await ask(desk, "products.price", products=list(CODES), customer=customer, quantity=quantity)
    told = dict(zip(CODES, rows(result, "prices"), strict=True))
    assert {code: net(row) for code, row in told.items()} == {
        code: pytest.approx(line[0]) for code, line in lines.items()
    }
    [table] = result.tables
    assert table.units["price"] == currency
    assert isinstance(result.facts["pricelist"], Reference)
    assert result.facts["pricelist"].name.startswith("Retail" if customer == "Retailer" else "Francs")
    if tenant.version == 19:
        for code, row in told.items():
            amounts = [row["subtotal"], row["total"]]
            assert amounts == [pytest.approx(amount) for amount in lines[code][1:]]


async def test_quantity_and_pricelist_change_the_price(desk: Desk) -> None:
    one = await ask(desk, "products.price", products=list(CODES), customer="Retailer")
    ten = await ask(desk, "products.price", products=list(CODES), customer="Retailer", quantity=10)
    assert [net(row) for row in rows(one, "prices")] == [80, 66, 50]
    assert [net(row) for row in rows(ten, "prices")] == [60, 66, 37.5]
    assert one.title.startswith("Price of 1 for ")
    assert one.title.endswith("Retailer")


async def test_taxes_are_said_to_be_included_or_not(desk: Desk) -> None:
    alone = {
        code: (await ask(desk, "products.price", products=code, customer="Retailer")).facts["taxes"] for code in CODES
    }
    assert alone == {"PR-PLAIN": "plus taxes: Outside", "PR-FIXED": "no taxes", "PR-TAXED": "taxes included: Inside"}
    result = await ask(desk, "products.price", products=list(CODES), customer="Retailer")
    assert [row["taxes"] for row in rows(result, "prices")] == list(alone.values())
    assert "taxes" not in result.facts


async def test_it_is_said_whether_a_price_comes_from_the_pricelist(desk: Desk, tenant: Tenant) -> None:
    result = await ask(desk, "products.price", products=list(CODES), customer="Retailer")
    told = [row["price from"] for row in rows(result, "prices")]
    assert told[::2] == ["list price", "list price"]
    assert told[1].startswith("pricelist rule for ") == (tenant.version == 19)
    assert ("[PR-FIXED]" in told[1]) == (tenant.version == 19)
    assert told[1].startswith("pricelist")
    result = await ask(desk, "products.price", products="PR-PLAIN", customer="Retailer", quantity=10)
    assert str(result.facts["price from"]).startswith("pricelist")


async def test_a_list_price_in_another_currency_is_told_beside(desk: Desk) -> None:
    result = await ask(desk, "products.price", products="PR-PLAIN", customer="Swiss")
    [row] = rows(result, "prices")
    assert row["list price"] == 80
    assert net(row) != 80
    [table] = result.tables
    assert (table.units["list price"], table.units["price"]) == ("USD", "CHF")


async def test_several_products_take_as_many_calls_as_one_and_nothing_is_saved(
    tenant: Tenant, expected: Ordered, tmp_path: Path, bed: Bed
) -> None:
    assert expected
    count = "select count(*) as n from sale_order"
    before = bed.sql(tenant.version, tenant.database, count)
    sent: list[str] = []
    async with open_desk(tenant, tmp_path, sent=sent) as desk:
        await ask(desk, "products.price", products="PR-PLAIN", customer="Retailer")
        sent.clear()
        await ask(desk, "products.price", products="PR-PLAIN", customer="Retailer")
        one = len(sent)
        sent.clear()
        await ask(desk, "products.price", products=list(CODES), customer="Retailer")
        assert len(sent) == one <= 7
    assert bed.sql(tenant.version, tenant.database, count) == before


async def test_a_quantity_of_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(ArgumentInvalid, match="quantity"):
        await ask(desk, "products.price", products="PR-PLAIN", customer="Retailer", quantity=0)
