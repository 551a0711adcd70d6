"""Vendors compared, against the one that Odoo itself would buy from."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.operations.purchase import compare_vendors
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.trading import fill
from tests.real.works import ask, rows

SELLERS = """
import json
company = env['res.company'].browse(1)
env = env(context=dict(env.context, allowed_company_ids=[1]))
today = __import__('datetime').date.today()
found = {{}}
for code in ('AT-BOLT', 'AT-NUT'):
    product = env['product.product'].search([('default_code', '=', code)])
    for vendor in env['res.partner'].search([('name', 'like', 'Vendor ')]):
        seller = product._select_seller(partner_id=vendor, quantity={quantity}, uom_id=product.uom_id)
        if seller:
            unit = seller.product_uom_id if 'product_uom_id' in seller else seller.product_uom
            price = seller.price * (1 - (seller.discount if 'discount' in seller else 0) / 100)
            home = seller.currency_id._convert(price, company.currency_id, company, today, round=False)
            each = unit._compute_price(home, product.uom_id)
            found.setdefault(code, {{}})[vendor.name] = [price, seller.currency_id.name, each, seller.delay]
print(json.dumps(found))
"""
Sellers = dict[str, dict[str, tuple[float, str, float, int]]]
"""Price, currency, price of one in company currency and lead days, by product and vendor."""


@pytest.fixture
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    fill(bed, tenant)
    return tenant


@pytest.fixture
async def desk(filled: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(filled, cache, sent=sent) as desk:
        await desk.gateway.catalogue()
        sent.clear()
        yield desk


@pytest.mark.parametrize("quantity", [60, 6])
async def test_the_same_price_of_each_vendor_as_odoo_takes(
    filled: Tenant, bed: Bed, desk: Desk, sent: list[str], quantity: int
) -> None:
    told = bed.shell(filled.version, filled.database, SELLERS.format(quantity=quantity)).strip().splitlines()[-1]
    sellers: Sellers = json.loads(told)
    result = await ask(desk, "purchase.compare_vendors", product=["AT-BOLT", "AT-NUT"], quantity=quantity)
    assert len(sent) <= (4 if filled.version >= 17 else 5)
    for code, want in sellers.items():
        name = next(table.name for table in result.tables if table.name.startswith(f"vendors for [{code}]"))
        shown = [row for row in rows(result, name) if row["price"] is not None]
        ranked = sorted(want, key=lambda vendor: want[vendor][2])
        assert [row["vendor"].name for row in shown] == ranked
        assert [row["price"] for row in shown] == pytest.approx([want[vendor][0] for vendor in ranked])
        each = [row.get("each", row["price"]) for row in shown]
        assert each == pytest.approx([want[vendor][2] for vendor in ranked], abs=1e-3)
        assert [row.get("lead days", 0) for row in shown] == [want[vendor][3] for vendor in ranked]
        first = next(str(value) for fact, value in result.facts.items() if fact.startswith(f"[{code}]"))
        assert ranked[0] in first


async def test_breaks_that_do_not_hold_say_why(desk: Desk) -> None:
    result = await ask(desk, "purchase.compare_vendors", product="AT-BOLT", quantity=60)
    assert "Vendor North for 240.00 USD" in result.title
    others = {(row["vendor"].name, row["price"]): row["holds"] for row in rows(result, "other prices")}
    assert others["Vendor North", 3.5] == "from 500 on"
    assert others["Vendor North", 5] == "dearer"
    assert others["Vendor East", 1].startswith("until ")
    assert "ranked in USD by Odoo's current rates" in result.notes


async def test_what_was_paid_last(filled: Tenant, bed: Bed, desk: Desk) -> None:
    want = bed.sql(
        filled.version,
        filled.database,
        "SELECT DISTINCT ON (v.id) v.name, l.price_unit::float AS price, o.date_approve::date::text AS day "
        "FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id JOIN res_partner v ON "
        "v.id = l.partner_id JOIN product_product p ON p.id = l.product_id WHERE p.default_code = 'AT-BOLT' "
        "AND o.state IN ('purchase', 'done') ORDER BY v.id, l.id DESC",
    )
    shown = rows(await ask(desk, "purchase.compare_vendors", product="AT-BOLT"), "vendors")
    assert {row["vendor"].name: row["last paid"] for row in shown if row["last paid"]} == {
        row["name"]: f"{row['price']:,.2f} USD on {row['day']}" for row in want
    }


async def test_what_was_paid_last_where_more_was_bought_than_is_looked_through(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await ask(desk, "purchase.compare_vendors", product=["AT-BOLT", "AT-NUT"])
    monkeypatch.setattr(compare_vendors, "_RECENT", 1)
    assert await ask(desk, "purchase.compare_vendors", product=["AT-BOLT", "AT-NUT"]) == whole


async def test_as_many_calls_for_one_product_as_for_several(desk: Desk, sent: list[str]) -> None:
    counts = []
    for products in (["AT-BOLT"], ["AT-BOLT", "FURN_8888", "E-COM11"]):
        sent.clear()
        await ask(desk, "purchase.compare_vendors", product=products, quantity=2)
        counts.append(len(sent))
    assert counts[0] <= counts[1] <= counts[0] + 1  # units are read where they differ


async def test_a_product_that_nobody_sells(desk: Desk) -> None:
    result = await ask(desk, "purchase.compare_vendors", product="AT-CARE", quantity=1)
    assert "Vendor Care for 70.00 USD" in result.title  # Odoo keeps the price of a confirmed order
    nobody = await ask(desk, "purchase.compare_vendors", product="AT-IDLE")
    assert nobody.title.endswith(": no vendor prices")
    assert not nobody.tables
