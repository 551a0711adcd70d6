"""Methods that compute, on real servers: their figures are those of the database, not ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.errors import Refused
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Compute
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk

Select = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("schema")


@pytest.fixture
async def gateway(tenant: Tenant, cache: Path) -> AsyncIterator[Gateway]:
    async with open_desk(tenant, cache) as desk:
        yield desk.gateway


@pytest.fixture
def select(tenant: Tenant, bed: Bed) -> Select:
    return lambda query: bed.sql(tenant.version, tenant.database, query)


def product(select: Select, code: str) -> int:
    found: int = select(f"SELECT id FROM product_product WHERE default_code = '{code}'")[0]["id"]
    return found


def partner(select: Select) -> int:
    found: int = select("SELECT id FROM res_partner WHERE name = 'Azure Interior'")[0]["id"]
    return found


async def test_a_bill_of_materials_is_told_with_its_components(
    gateway: Gateway, tenant: Tenant, select: Select
) -> None:
    bill = select(
        "SELECT b.id FROM mrp_bom b JOIN product_template t ON t.id = b.product_tmpl_id"
        " JOIN product_product p ON p.product_tmpl_id = t.id WHERE p.default_code = 'FURN_7800'"
    )[0]["id"]
    expected = {
        row["default_code"]: 5 * float(row["product_qty"])
        for row in select(
            "SELECT p.default_code, l.product_qty FROM mrp_bom_line l"
            f" JOIN product_product p ON p.id = l.product_id WHERE l.bom_id = {bill}"
        )
    }
    answer = await gateway.compute(
        Compute("report.mrp.report_bom_structure", "get_html", arguments={"bom_id": bill, "searchQty": 5})
    )
    assert answer["bom_qty"] == 5
    if tenant.version == 14:
        assert all(f"[{code}]" in answer["lines"] for code in expected)
    else:
        told = {line["name"].partition("]")[0][1:]: line["quantity"] for line in answer["lines"]["components"]}
        assert told == expected


async def test_the_forecast_of_a_product_tells_what_is_on_hand(tenant19: Tenant, bed: Bed, cache: Path) -> None:
    [row] = bed.sql(
        19,
        tenant19.database,
        "SELECT p.id, sum(q.quantity) AS n FROM product_product p JOIN stock_quant q ON q.product_id = p.id"
        " JOIN stock_location l ON l.id = q.location_id"
        " WHERE p.default_code = 'E-COM11' AND l.usage = 'internal' AND q.company_id = 1 GROUP BY p.id",
    )
    async with open_desk(tenant19, cache) as desk:
        plan = Compute("stock.forecasted_product_product", "get_report_values", arguments={"docids": [row["id"]]})
        answer = await desk.gateway.compute(plan)
    assert answer["docs"]["product"][str(row["id"])]["quantity_on_hand"] == float(row["n"])


def preview(version: int, partner_id: int, product_id: int) -> Compute:
    """One line of a quotation that is not saved, in the way of each version; 14 prices by the order's pricelist."""
    order = {"partner_id": partner_id, **({"pricelist_id": 1} if version == 14 else {})}
    values: dict[str, Json] = {"order_id": order, "product_id": product_id, "product_uom_qty": 5}
    told = ("price_unit", "price_subtotal")
    if version == 14:
        names = ("order_id", "product_id", "product_uom", "product_uom_qty", "tax_id", *told)
        arguments = {"values": values, "field_name": "product_id", "field_onchange": dict.fromkeys(names, "1")}
    else:
        arguments = {"values": values, "field_names": [], "fields_spec": {name: {} for name in told}}
    return Compute("sale.order.line", "onchange", ids=(), arguments=arguments)


async def test_a_line_of_a_quotation_is_priced(gateway: Gateway, tenant: Tenant, select: Select) -> None:
    code = product(select, "E-COM11")
    price = float(
        select(
            "SELECT t.list_price FROM product_template t JOIN product_product p ON p.product_tmpl_id = t.id"
            f" WHERE p.id = {code}"
        )[0]["list_price"]
    )
    plan = preview(tenant.version, partner(select), code)
    answer = await gateway.compute(plan)
    assert (answer["value"]["price_unit"], answer["value"]["price_subtotal"]) == (price, 5 * price)


async def test_a_pricelist_tells_its_price(tenant14: Tenant, bed: Bed, cache: Path) -> None:
    def select(query: str) -> list[dict[str, Any]]:
        return bed.sql(14, tenant14.database, query)

    bed.shell(
        14,
        tenant14.database,
        "env['product.pricelist'].create({'name': 'Half', 'company_id': 1, 'item_ids': [(0, 0, {"
        "'compute_price': 'percentage', 'percent_price': 50, 'applied_on': '3_global'})]})\nenv.cr.commit()",
    )
    pricelist = select("SELECT id FROM product_pricelist WHERE name = 'Half'")[0]["id"]
    [row] = select(
        "SELECT p.id, t.list_price / 2 AS n FROM product_template t JOIN product_product p ON p.product_tmpl_id = t.id"
        " WHERE p.default_code = 'FURN_0269'"
    )
    async with open_desk(tenant14, cache) as desk:
        plan = Compute("product.pricelist", "price_get", ids=(pricelist,), arguments={"prod_id": row["id"], "qty": 1})
        assert await desk.gateway.compute(plan) == {str(pricelist): pytest.approx(float(row["n"]))}


async def test_a_method_that_is_not_on_the_list_changes_nothing(gateway: Gateway, select: Select) -> None:
    drafts = "SELECT id FROM sale_order WHERE state = 'draft' ORDER BY id"
    before = select(drafts)
    with pytest.raises(Refused, match="action_confirm"):
        await gateway.compute(Compute("sale.order", "action_confirm", ids=(before[0]["id"],)))
    assert select(drafts) == before
