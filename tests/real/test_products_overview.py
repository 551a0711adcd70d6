"""Products at a glance, against Odoo's own figures and the vendor prices in the database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import RecordMissing
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import ask, rows

PRODUCTS = """
import datetime
attribute = env['product.attribute'].create({'name': 'Hue', 'create_variant': 'always', 'value_ids': [
    (0, 0, {'name': 'Red'}), (0, 0, {'name': 'Blue'})]})
kind = {'type': 'product'} if 'is_storable' not in env['product.template'] else {'type': 'consu', 'is_storable': True}
template = env['product.template'].create(dict(kind, name='Glancer', list_price=20, attribute_line_ids=[
    (0, 0, {'attribute_id': attribute.id, 'value_ids': [(6, 0, attribute.value_ids.ids)]})]))
red, blue = template.product_variant_ids
red.write({'default_code': 'GL-RED', 'barcode': '4006381333931', 'standard_price': 7})
blue.default_code = 'GL-BLUE'
part = env['product.product'].create(dict(kind, name='Part', default_code='GL-PART'))
kit = env['product.product'].create({'name': 'Kit', 'default_code': 'GL-KIT', 'type': 'consu'})
env['product.product'].create({'name': 'Advice', 'default_code': 'GL-HELP', 'type': 'service'})
for product, kind in ((red, 'normal'), (kit, 'phantom')):
    env['mrp.bom'].create({'product_tmpl_id': product.product_tmpl_id.id, 'product_id': product.id, 'type': kind,
        'bom_line_ids': [(0, 0, {'product_id': part.id, 'product_qty': 2})]})
location = env['stock.warehouse'].search([('company_id', '=', 1)], limit=1).lot_stock_id
for product, quantity in ((red, 12), (blue, 5), (part, 9)):
    env['stock.quant']._update_available_quantity(product, location, quantity)
order = env['sale.order'].create({'partner_id': env['res.partner'].create({'name': 'Buyer'}).id, 'order_line': [
    (0, 0, {'product_id': red.id, 'product_uom_qty': 4})]})
order.action_confirm()
order.picking_ids.action_assign()
NAME = 'partner_id' if 'partner_id' in env['product.supplierinfo'] else 'name'
cheap, dear = env['res.partner'].create([{'name': 'Cheap'}, {'name': 'Dear'}])
today = datetime.date.today()
def price(vendor, minimum, amount, **values):
    env['product.supplierinfo'].create(dict(values, **{
        NAME: vendor.id, 'product_tmpl_id': template.id, 'min_qty': minimum, 'price': amount}))
price(dear, 1, 9, delay=1)
price(cheap, 1, 8, delay=14, product_code='C-1')
price(cheap, 100, 6, delay=14, date_end=today + datetime.timedelta(days=30))
price(cheap, 1, 5, date_end=today - datetime.timedelta(days=1))
price(cheap, 1, 4, date_start=today + datetime.timedelta(days=1))
price(dear, 1, 3, product_id=blue.id)
env.cr.commit()
"""
ORM = """
import json
found = env['product.product'].with_company(1).search([('default_code', 'like', 'GL-')])
print('FIGURES', json.dumps({item.default_code: [
    item.qty_available, item.free_qty, item.incoming_qty, item.outgoing_qty, item.virtual_available, item.lst_price,
    item.standard_price] for item in found}))
"""
FIGURES = ("on hand", "free", "incoming", "outgoing", "forecast")


@pytest.fixture
def prepared(tenant: Tenant, prepare: Prepare) -> Tenant:
    """The module's database with products of each kind."""
    return prepare(tenant, PRODUCTS)


@pytest.fixture
async def desk(prepared: Tenant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with open_desk(prepared, tmp_path_factory.getbasetemp() / prepared.database) as opened:
        yield opened


def by_orm(prepared: Tenant, bed: Bed) -> dict[str, list[float]]:
    """Figures, list price and cost as Odoo's ORM computes them, by code."""
    said = bed.shell(prepared.version, prepared.database, ORM)
    found: dict[str, list[float]] = json.loads(next(line for line in said.splitlines() if "FIGURES" in line)[8:])
    return found


def code(row: dict[str, Any]) -> str:
    name: str = row["product"].name
    return name.partition("]")[0].removeprefix("[")


async def test_stock_figures_and_prices_are_those_of_odoo(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    expected = by_orm(prepared, bed)
    assert expected["GL-RED"][:2] == [12, 8]
    result = await ask(desk, "products.overview", products="GL-RED")
    facts = result.facts
    assert [
        *(facts[f"{name} (Units)"] for name in FIGURES),
        facts["list price (USD)"],
        facts["cost (USD)"],
    ] == expected["GL-RED"]
    several = await ask(desk, "products.overview", products=["GL-RED", "GL-BLUE", "GL-PART", "GL-KIT"])
    table = rows(several, "products")
    assert [code(row) for row in table] == ["GL-RED", "GL-BLUE", "GL-PART", "GL-KIT"]
    for row in table:
        assert [*(row[name] for name in FIGURES), row["price"], row["cost"]] == expected[code(row)]
    assert any(note.startswith("kits") and "GL-KIT" in note for note in several.notes)


async def test_what_is_not_storable_is_said_to_be_so(desk: Desk) -> None:
    result = await ask(desk, "products.overview", products="GL-HELP")
    assert result.facts["stock"] == "not storable: no stock is kept"
    assert not any("on hand" in name for name in result.facts)
    several = await ask(desk, "products.overview", products=["GL-HELP", "GL-PART"])
    assert [row["on hand"] for row in rows(several, "products")] == ["not storable", 9]


async def test_vendors_are_told_cheapest_first_with_breaks_and_lead_times(desk: Desk) -> None:
    result = await ask(desk, "products.overview", products="GL-RED")
    table = rows(result, "vendors")
    assert [(row["vendor"].name, row["from quantity"], row["price"], row["lead days"]) for row in table] == [
        ("Cheap", 100, 6, 14),
        ("Cheap", 1, 8, 14),
        ("Dear", 1, 9, 1),
    ]
    assert [row["vendor code"] for row in table] == [None, "C-1", None]
    assert any("2 vendor prices" in note for note in result.notes)


async def test_a_price_for_one_variant_is_not_told_of_another(desk: Desk) -> None:
    result = await ask(desk, "products.overview", products=["GL-RED", "GL-BLUE"])
    told = [(code(row), row["vendor"].name, row["price"]) for row in rows(result, "vendors")]
    assert told == [
        ("GL-RED", "Cheap", 6),
        ("GL-RED", "Cheap", 8),
        ("GL-RED", "Dear", 9),
        ("GL-BLUE", "Dear", 3),
        ("GL-BLUE", "Cheap", 6),
        ("GL-BLUE", "Cheap", 8),
        ("GL-BLUE", "Dear", 9),
    ]


@pytest.mark.parametrize("reference", ["4006381333931", "gl-red"])
async def test_other_variants_and_bills_are_told(desk: Desk, reference: str) -> None:
    result = await ask(desk, "products.overview", products=reference)
    assert result.title.endswith("[GL-RED] Glancer (Red)")
    assert result.facts["attributes"] == "Hue: Red"
    assert result.facts["barcode"] == "4006381333931"
    [other] = rows(result, "other variants")
    assert (other["variant"].name, other["attributes"], other["price"], other["on hand"]) == (
        "GL-BLUE",
        "Hue: Blue",
        20,
        5,
    )
    assert (result.facts["bills of materials"], result.facts["used in bills of materials"]) == (1, 0)
    part = await ask(desk, "products.overview", products="GL-PART")
    assert (part.facts["bills of materials"], part.facts["used in bills of materials"]) == (0, 2)


async def test_a_template_means_its_variants(desk: Desk) -> None:
    result = await ask(desk, "products.overview", products="Glancer")
    assert {code(row) for row in rows(result, "products")} == {"GL-RED", "GL-BLUE"}


async def test_calls_do_not_grow_with_products(prepared: Tenant, tmp_path: Path, bed: Bed) -> None:
    many = bed.sql(
        prepared.version,
        prepared.database,
        "select p.id from product_product p join product_template t on t.id = p.product_tmpl_id"
        " where p.active and t.company_id is null order by p.id limit 40",
    )
    sent: list[str] = []
    async with open_desk(prepared, tmp_path, sent=sent) as desk:
        await ask(desk, "products.overview", products=["GL-RED", "GL-KIT"])
        sent.clear()
        await ask(desk, "products.overview", products=["GL-RED", "GL-KIT"])
        few = len(sent)
        sent.clear()
        result = await ask(desk, "products.overview", products=[row["id"] for row in many])
        assert len(sent) <= few <= (4 if prepared.version == 19 else 8)
    assert len(rows(result, "products")) == 40
    assert all(len(table.columns) <= 8 for table in result.tables)


async def test_a_product_that_does_not_exist_is_said_not_to(desk: Desk) -> None:
    with pytest.raises(RecordMissing, match="GL-NONE"):
        await ask(desk, "products.overview", products=["GL-RED", "GL-NONE"])
