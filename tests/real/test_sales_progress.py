"""How far orders have come, against what the database holds of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import RecordMissing
from atlas_odoo.odoo.plan import Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import ask, rows

ORDERS = """
partner = env['res.partner'].search([('name', '=', 'Azure Interior')])
cabinet, lamp = (env['product.product'].search([('default_code', '=', code)]) for code in ('E-COM11', 'FURN_8888'))
service = env['product.product'].search([('type', '=', 'service'), ('sale_ok', '=', True)], limit=1)
def order(reference, *lines):
    return env['sale.order'].create({'partner_id': partner.id, 'client_order_ref': reference, 'order_line': [
        (0, 0, {'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': 10}) for product, quantity in lines
    ]})
def deliver(order, quantity):
    picking = order.picking_ids.filtered(lambda item: item.state not in ('done', 'cancel'))[:1]
    for move in picking[MOVES]:
        if move.product_id == cabinet:
            move[DONE] = quantity
            if 'picked' in move:
                move.picked = True
    picking._action_done()
MOVES, DONE = ('move_ids', 'quantity') if 'move_ids' in env['stock.picking'] else ('move_lines', 'quantity_done')
(cabinet + lamp).write({'invoice_policy': 'delivery'})
part = order('PART', (cabinet, 5), (lamp, 2))
part.action_confirm()
deliver(part, 3)
part._create_invoices().action_post()
fresh = order('FRESH', (cabinet, 4))
fresh.action_confirm()
order('DRAFT', (cabinet, 1))
mixed = order('MIXED', (service, 1), (cabinet, 1))
mixed.write({'order_line': [(0, 0, {'display_type': 'line_section', 'name': 'More', 'sequence': 99})]})
mixed.action_confirm()
env.cr.commit()
"""


@pytest.fixture
def prepared(tenant: Tenant, prepare: Prepare) -> Tenant:
    """The module's database with orders that are at different points."""
    return prepare(tenant, ORDERS)


@pytest.fixture
async def desk(prepared: Tenant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with open_desk(prepared, tmp_path_factory.getbasetemp() / prepared.database) as opened:
        yield opened


async def test_an_order_delivered_and_invoiced_in_part_is_told_line_by_line(
    desk: Desk, prepared: Tenant, bed: Bed
) -> None:
    result = await ask(desk, "sales.progress", order="PART")
    expected = bed.sql(
        prepared.version,
        prepared.database,
        "select l.product_id, l.product_uom_qty, l.qty_delivered, l.qty_invoiced, l.qty_to_invoice, l.price_subtotal"
        " from sale_order_line l join sale_order o on o.id = l.order_id where o.client_order_ref = 'PART'"
        " order by l.sequence, l.id",
    )
    assert [
        (
            row["product"].id, row["ordered"], row["delivered"], row["to deliver"], row["invoiced"], row["to invoice"],
            row["subtotal"],
        )
        for row in rows(result, "lines")
    ] == [
        (
            row["product_id"], row["product_uom_qty"], row["qty_delivered"],
            row["product_uom_qty"] - row["qty_delivered"], row["qty_invoiced"], row["qty_to_invoice"],
            row["price_subtotal"],
        )
        for row in expected
    ]  # fmt: skip
    assert [(row["delivered"], row["invoiced"]) for row in rows(result, "lines")] == [(3, 3), (0, 0)]
    assert result.title.endswith("delivered 3 of 7, invoiced 3 of 7")
    assert "Azure Interior" in result.title


async def test_its_transfers_are_told_with_the_backorder(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "sales.progress", order="PART")
    expected = bed.sql(
        prepared.version,
        prepared.database,
        "select p.id, p.name, p.state, p.backorder_id from stock_picking p join sale_order o on o.id = p.sale_id"
        " where o.client_order_ref = 'PART'",
    )
    told = {row["transfer"].id: row for row in rows(result, "transfers")}
    assert len(told) == len(expected) == 2
    for row in expected:
        assert (told[row["id"]]["transfer"].name, told[row["id"]]["state"] == "Done") == (
            row["name"],
            row["state"] == "done",
        )
        backorder = told[row["id"]]["backorder of"]
        assert (backorder and backorder.id) == row["backorder_id"]
    [still] = [row["to move"] for row in told.values() if row["state"] != "Done"]
    moves = bed.sql(
        prepared.version,
        prepared.database,
        "select m.product_uom_qty as quantity, t.default_code as code from stock_move m join product_product t"
        " on t.id = m.product_id join stock_picking p on p.id = m.picking_id join sale_order o on o.id = p.sale_id"
        " where o.client_order_ref = 'PART' and m.state not in ('done', 'cancel')",
    )
    names = {"E-COM11": "Cabinet with Doors", "FURN_8888": "Office Lamp"}
    assert sorted(still.split("; ")) == sorted(
        f"{row['quantity']:g} Units [{row['code']}] {names[row['code']]}" for row in moves
    )
    assert [row["to move"] for row in told.values() if row["state"] == "Done"] == [None]


async def test_its_invoice_is_told_with_what_is_open_of_it(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "sales.progress", order="PART")
    [invoice] = rows(result, "invoices")
    [expected] = bed.sql(
        prepared.version,
        prepared.database,
        "select m.id, m.name, m.amount_total, m.amount_residual, c.name as currency from account_move m"
        " join res_currency c on c.id = m.currency_id"
        " where m.id in (select l.move_id from account_move_line l join sale_order_line_invoice_rel r"
        " on r.invoice_line_id = l.id join sale_order_line s on s.id = r.order_line_id"
        " join sale_order o on o.id = s.order_id where o.client_order_ref = 'PART')",
    )
    assert invoice["invoice"] == Reference(expected["id"], expected["name"])
    assert (invoice["state"], invoice["total"], invoice["residual"]) == (
        "Posted",
        expected["amount_total"],
        expected["amount_residual"],
    )
    table = next(item for item in result.tables if item.name == "invoices")
    assert table.units == {"total": expected["currency"], "residual": expected["currency"]}


async def test_delivery_and_invoicing_are_said_as_odoo_says_them(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "sales.progress", order="PART")
    delivery = ", delivery_status" if prepared.version == 19 else ""
    [expected] = bed.sql(
        prepared.version,
        prepared.database,
        f"select invoice_status{delivery} from sale_order where client_order_ref = 'PART'",
    )
    assert (expected["invoice_status"], expected.get("delivery_status", "partial")) == ("no", "partial")
    assert result.facts["invoicing"] == "Nothing to Invoice"
    assert result.facts.get("delivery") == ("Partially Delivered" if delivery else None)


async def test_several_orders_are_told_in_one_answer_with_as_many_calls_as_one(
    prepared: Tenant, tmp_path: Path
) -> None:
    sent: list[str] = []
    async with open_desk(prepared, tmp_path, sent=sent) as desk:
        await ask(desk, "sales.progress", order="PART")
        sent.clear()
        await ask(desk, "sales.progress", order="PART")
        one = len(sent)
        sent.clear()
        result = await ask(desk, "sales.progress", order=["PART", "FRESH", "MIXED", "DRAFT"])
        assert len(sent) == one
    assert one == (1 if prepared.version == 19 else 5)
    told = [(row["state"], row["delivered"]) for row in rows(result, "orders")]
    assert told == [
        ("Sales Order", "3 of 7"),
        ("Sales Order", "nothing"),
        ("Sales Order", "nothing"),
        ("Quotation", None),
    ]
    assert len({row["order"] for row in rows(result, "lines")}) == 4
    assert all(len(table.columns) <= 8 for table in result.tables)


async def test_an_order_found_by_its_customer_reference_is_said_to_be(desk: Desk) -> None:
    result = await ask(desk, "sales.progress", order="part")
    number = result.title.partition(" ")[0]
    assert f"{number} was found by its customer reference PART" in result.notes
    again = await ask(desk, "sales.progress", order=number)
    assert again.title == result.title
    assert not any("reference" in note for note in again.notes)


async def test_a_quotation_is_said_to_be_one(desk: Desk) -> None:
    result = await ask(desk, "sales.progress", order="DRAFT")
    assert result.title.endswith("a quotation")
    [line] = rows(result, "lines")
    assert "to deliver" not in line
    assert line["ordered"] == 1


async def test_headings_are_no_lines_of_an_order(desk: Desk) -> None:
    result = await ask(desk, "sales.progress", order="MIXED")
    assert [row["ordered"] for row in rows(result, "lines")] == [1, 1]


async def test_an_order_that_does_not_exist_is_said_not_to(desk: Desk) -> None:
    with pytest.raises(RecordMissing, match="NOWHERE"):
        await ask(desk, "sales.progress", order="NOWHERE")
