"""What to reorder, on real servers. What is below minimum and what runs short is computed by Odoo's own ORM."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.operations.result import Result
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.warehouses import stocked, told
from tests.real.works import ask

NEEDS = """
import json, odoo
modern = odoo.release.version_info[0] >= 18
agent = env['res.users'].search([('login', '=', 'agent')])
context = {'allowed_company_ids': [1]}
rules = env['stock.warehouse.orderpoint'].with_user(agent).with_context(**context).search([])
low = [rule for rule in rules if rule.qty_forecast < rule.product_min_qty]
today = odoo.fields.Date.today()
rows = {rule.product_id.id: [
    rule.warehouse_id.code, rule.qty_on_hand, rule.qty_forecast, rule.product_min_qty, rule.qty_to_order,
    rule.lead_days if modern else (rule.lead_days_date - today).days] for rule in low}
storable = [('is_storable', '=', True)] if modern else [('type', '=', 'product')]
short = []
for warehouse in env['stock.warehouse'].search([('company_id', '=', 1)]):
    at = {**context, 'warehouse_id' if modern else 'warehouse': warehouse.id}
    for product in env['product.product'].with_user(agent).with_context(**at).search(storable):
        if product.virtual_available < 0 and not rules.filtered(
                lambda rule: rule.product_id.id == product.id and rule.warehouse_id.id == warehouse.id):
            short.append([product.id, warehouse.name, warehouse.code, product.qty_available, product.virtual_available])
print('FOUND ' + json.dumps({'low': rows, 'short': short}))
"""


@pytest.fixture(scope="module")
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    return stocked(bed, tenant)


@pytest.fixture(scope="module")
def expected(filled: Tenant, bed: Bed) -> Any:
    return told(bed, filled, NEEDS)


@pytest.fixture
async def desk(filled: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(filled, cache, sent=sent) as opened:
        yield opened


def table(result: Result, name: str) -> list[dict[str, Any]]:
    """The rows of the table whose name begins so; what they share stands in its brackets."""
    found = next((item for item in result.tables if item.name.startswith(name)), None)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows] if found else []


async def test_rules_below_minimum_with_what_odoo_proposes(desk: Desk, expected: Any) -> None:
    result = await ask(desk, "inventory.reordering")
    found = {
        str(row["product"].id): [row[name] for name in ("on hand", "forecast", "minimum", "to order", "lead days")]
        for row in table(result, "below minimum")
    }
    assert found == {product: values[1:] for product, values in expected["low"].items()}
    assert f"{len(found)} rules below minimum" in result.title
    assert {"[INV-WICK] Cotton wick", "[INV-WAX] Bee wax"} <= {
        row["product"].name for row in table(result, "below minimum")
    }
    assert "[INV-ROPE] Hemp rope" not in {row["product"].name for row in table(result, "below minimum")}


async def test_the_worst_come_first_with_their_vendor(desk: Desk) -> None:
    result = await ask(desk, "inventory.reordering")
    low = table(result, "below minimum")
    assert [row["forecast"] - row["minimum"] for row in low] == sorted(row["forecast"] - row["minimum"] for row in low)
    [wick] = [row for row in low if "INV-WICK" in row["product"].name]
    assert wick["supply"].name == "Azure Interior"
    assert wick["lead days"] == 6
    assert any("snoozed" in note and "[INV-WAX]" in note for note in result.notes)


async def test_products_that_run_short_without_a_rule_in_their_warehouse(desk: Desk, expected: Any) -> None:
    result = await ask(desk, "inventory.reordering")
    found = [
        [row["product"].id, row["warehouse"], row["on hand"], row["forecast"]]
        for row in table(result, "short without a rule")
    ]
    short = [[product, name, on_hand, forecast] for product, name, _, on_hand, forecast in expected["short"]]
    assert sorted(found) == sorted(short)
    assert [row[-1] for row in found] == sorted(row[-1] for row in found)


async def test_of_one_warehouse(desk: Desk, expected: Any) -> None:
    for code in ("EAST", "WH"):
        result = await ask(desk, "inventory.reordering", warehouse=code)
        assert {row["product"].id for row in table(result, "short without a rule")} == {
            product for product, _, warehouse, _, _ in expected["short"] if warehouse == code
        }
        assert {str(row["product"].id) for row in table(result, "below minimum")} == {
            product for product, values in expected["low"].items() if values[0] == code
        }


async def test_few_rows_and_few_requests(desk: Desk, sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for limit in (1, 20):
        monkeypatch.setattr("atlas_odoo.operations.inventory.reordering.SHOWN", limit)
        sent.clear()
        result = await ask(desk, "inventory.reordering")
        counts.append(len(sent))
        assert all(len(item.rows) <= limit for item in result.tables)
        assert all((item.more is not None) == (limit == 1) for item in result.tables)
    # Rules, warehouses, what is short in each of the three, vendors and ways of supply: on 14 their lines come apart.
    assert counts[0] <= counts[1] <= 9
