"""What agents say in other words than Odoo does, on real servers. Expected values come from the database itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.toolbox import tools_of
from atlas_odoo.errors import FieldMissing
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk, use

ADD = """
env['ir.model.fields'].create({
    'name': 'x_gone', 'field_description': 'Gone', 'ttype': 'char', 'state': 'manual',
    'model_id': env['ir.model'].search([('model', '=', 'sale.order')]).id,
})
env.cr.commit()
env.registry.signal_changes()
"""
REMOVE = """
env['ir.model.fields'].search([('model', '=', 'sale.order'), ('name', '=', 'x_gone')]).unlink()
env.cr.commit()
env.registry.signal_changes()
"""
Sql = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
async def desk(tenant: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(tenant, cache) as opened:
        yield opened


@pytest.fixture
def sql(tenant: Tenant, bed: Bed) -> Sql:
    return lambda query: bed.sql(tenant.version, tenant.database, query)


async def test_labels_of_a_selection_find_what_its_values_find(desk: Desk, sql: Sql) -> None:
    for about, label, query in (
        ("partner", ["x_customer_tier", "=", "GOLD"], "res_partner WHERE active AND x_customer_tier = 'gold'"),
        ("sales_order", ["state", "not in", ["Quotation"]], "sale_order WHERE state IN ('sale', 'done')"),
        ("sale.order", ["state", "in", ["sales order"]], "sale_order WHERE state = 'sale'"),
    ):
        company = "" if about == "partner" else " AND company_id = 1"
        (row,) = sql(f"SELECT count(*) AS n FROM {query}{company}")
        answer = await use(desk, "find_records", object=about, domain=[label], fields=["id"])
        assert answer.structured["total"] == row["n"] > 0
        assert "notes" not in answer.structured


async def test_amounts_of_a_custom_model_are_added_up(desk: Desk, sql: Sql) -> None:
    (row,) = sql("SELECT sum(x_value) AS total, count(*) AS n FROM x_equipment")
    answer = await use(desk, "find_records", object="x_equipment", limit=200)
    assert answer.structured["total"] == row["n"] > 1
    (said,) = [note for note in answer.structured["notes"] if note.startswith("sums: x_value ")]
    assert float(said.removeprefix("sums: x_value ")) == pytest.approx(float(row["total"]))


async def test_sums_by_customer_name_the_company_behind_contacts(desk: Desk, sql: Sql) -> None:
    total = {"object": "invoice", "measures": ["total_company:sum"]}
    answer = await use(desk, "aggregate_records", **total, group_by=["customer"])
    assert "contacts apart from their companies; group by company_partner" in answer.text
    rows = sql(
        "SELECT commercial_partner_id AS id, sum(amount_total_signed) AS total FROM account_move "
        "WHERE move_type = 'out_invoice' AND company_id = 1 GROUP BY 1"
    )
    answer = await use(desk, "aggregate_records", **total, group_by=["company_partner"])
    assert {int(row[0].split(" ")[0]): row[2] for row in answer.structured["rows"]} == {
        row["id"]: pytest.approx(float(row["total"])) for row in rows
    }
    assert "contacts apart" not in answer.text


async def test_the_list_of_objects_ends_with_custom_models_and_costs_little(desk: Desk, sql: Sql) -> None:
    (tool,) = [item for item in tools_of(await desk.binding()) if item.name == "find_records"]
    said = tool.description.partition("Objects, with some fields: ")[2]
    assert len(said.encode()) <= 1_901
    rows = sql("SELECT name FROM ir_model_fields WHERE model = 'x_equipment' AND state = 'manual' AND name != 'x_name'")
    told = said.rpartition("x_equipment(")[2].removesuffix(").").split(", ")
    assert told[0] == "x_name"
    assert sorted(told[1:]) == sorted(row["name"] for row in rows)
    invoice = said.partition("invoice(")[2].partition(")")[0]
    assert invoice == "number, customer, date, due, total, residual, state=draft|posted|cancel, payment_state"
    assert "state=draft|sent, " in said.partition("quotation(")[2]
    assert "x_customer_tier=gold|silver|bronze" in said


async def test_a_field_that_odoo_no_longer_has_is_no_longer_asked_for(tenant: Tenant, bed: Bed, tmp_path: Path) -> None:
    bed.shell(tenant.version, tenant.database, ADD)
    async with open_desk(tenant, tmp_path) as desk:
        before = await use(desk, "find_records", object="quotation", fields=["number", "x_gone"])
        assert "x_gone" in before.structured["columns"]
        bed.shell(tenant.version, tenant.database, REMOVE)
        got = await use(desk, "get_records", object="quotation", ids=[before.structured["rows"][0][0]])
        assert got.structured["rows"][0][0] == before.structured["rows"][0][0]
        with pytest.raises(FieldMissing, match="x_gone"):
            await use(desk, "find_records", object="quotation", fields=["number", "x_gone"])
