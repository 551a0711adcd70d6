"""A partner at a glance, against what the database and Odoo itself say of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import RecordMissing, ReferenceAmbiguous
from atlas_odoo.odoo.plan import Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import ask, rows

PARTNER = """
term = env.ref('account.account_payment_term_30days')
company = env['res.partner'].create({
    'name': 'Glance Ltd', 'is_company': True, 'email': 'office@glance.example', 'vat': 'BE0477472701',
    'street': 'High Street 1', 'city': 'Ghent', 'country_id': env.ref('base.be').id, 'ref': 'GLANCE',
    'property_payment_term_id': term.id, 'user_id': env.ref('base.user_admin').id, 'credit_limit': 5000})
contact = env['res.partner'].create({
    'name': 'Gina', 'parent_id': company.id, 'email': 'gina@glance.example', 'function': 'Buyer'})
env['res.partner'].create([{'name': 'Twin'}, {'name': 'Twin'}])
cabinet, lamp = (env['product.product'].search([('default_code', '=', code)]) for code in ('E-COM11', 'FURN_8888'))
service = env['product.product'].create({
    'name': 'Glancing', 'type': 'service', 'invoice_policy': 'order', 'list_price': 100, 'taxes_id': False})
def order(partner, product, quantity):
    return env['sale.order'].create({'partner_id': partner.id, 'order_line': [
        (0, 0, {'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': 100})]})
order(contact, lamp, 1)
order(company, lamp, 2)
finished = order(company, service, 3)
finished.action_confirm()
finished._create_invoices().action_post()
to_deliver = order(contact, cabinet, 4)
to_deliver.action_confirm()
def invoice(kind, amount, date, due):
    made = env['account.move'].create({
        'move_type': kind, 'partner_id': contact.id, 'invoice_date': date, 'invoice_date_due': due,
        'invoice_payment_term_id': False, 'ref': '%s %s' % (kind, amount), 'invoice_line_ids': [
            (0, 0, {'name': 'x', 'quantity': 1, 'price_unit': amount, 'tax_ids': [(6, 0, [])]})]})
    made.action_post()
    return made
late = invoice('out_invoice', 500, '2024-01-01', '2024-02-01')
invoice('out_invoice', 70, '2024-01-01', '2099-01-01')
invoice('out_refund', 20, '2024-01-05', '2024-01-05')
invoice('in_invoice', 80, '2024-01-01', '2024-03-01')
register = env['account.payment.register'].with_context(active_model='account.move', active_ids=late.ids)
register.create({'amount': 200}).action_create_payments()
bought = env['purchase.order'].create({'partner_id': company.id, 'order_line': [(0, 0, {
    'name': 'x', 'product_id': lamp.id, 'product_qty': 6, 'price_unit': 5, 'date_planned': '2026-01-01',
    ('product_uom_id' if 'product_uom_id' in env['purchase.order.line'] else 'product_uom'): lamp.uom_id.id})]})
bought.button_confirm()
env.cr.commit()
"""


@pytest.fixture
def prepared(tenant: Tenant, prepare: Prepare) -> Tenant:
    """The module's database with a partner that sells and buys."""
    return prepare(tenant, PARTNER)


@pytest.fixture
async def desk(prepared: Tenant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with open_desk(prepared, tmp_path_factory.getbasetemp() / prepared.database) as opened:
        yield opened


def glance(prepared: Tenant, bed: Bed) -> int:
    [row] = bed.sql(prepared.version, prepared.database, "select id from res_partner where ref = 'GLANCE'")
    return int(row["id"])


def open_items(prepared: Tenant, bed: Bed, kind: str, where: str = "true") -> float:
    """What is open on accounts of customers or vendors, in the company's currency."""
    column = "a.account_type" if prepared.version == 19 else "t.type"
    join = "" if prepared.version == 19 else "join account_account_type t on t.id = a.user_type_id"
    [row] = bed.sql(
        prepared.version,
        prepared.database,
        "select coalesce(sum(l.amount_residual), 0) as n from account_move_line l join account_account a"
        f" on a.id = l.account_id {join} join res_partner p on p.id = l.partner_id"
        f" where {column} like '%{kind}' and l.parent_state = 'posted' and {where}"
        " and p.commercial_partner_id = (select id from res_partner where ref = 'GLANCE')",
    )
    return float(row["n"])


async def test_who_a_partner_is_and_on_which_terms(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "partners.overview", partner="Glance Ltd")
    assert result.title == f"{glance(prepared, bed)} Glance Ltd"
    facts = result.facts
    assert facts["address"] == "High Street 1, Ghent, Belgium"
    assert (facts["email"], facts["vat"], facts["reference"]) == ("office@glance.example", "BE0477472701", "GLANCE")
    assert isinstance(facts["payment terms"], Reference)
    assert facts["payment terms"].name == "30 Days"
    assert isinstance(facts["salesperson"], Reference)
    assert facts["salesperson"].name == "Mitchell Admin"
    assert facts["credit limit (USD)"] == 5000
    assert [(row["contact"].name, row["job"], row["email"]) for row in rows(result, "contacts")] == [
        ("Gina", "Buyer", "gina@glance.example")
    ]


@pytest.mark.parametrize("reference", ["GLANCE", "office@glance.example", "BE0477472701", "glance ltd"])
async def test_a_partner_is_found_by_any_reference(desk: Desk, prepared: Tenant, bed: Bed, reference: str) -> None:
    result = await ask(desk, "partners.overview", partner=reference)
    assert result.title == f"{glance(prepared, bed)} Glance Ltd"


async def test_a_contact_leads_to_its_company(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "partners.overview", partner="gina@glance.example")
    assert result.title.startswith(f"{glance(prepared, bed)} Glance Ltd, the company of ")
    assert result.facts["vat"] == "BE0477472701"
    assert len(rows(result, "open quotations")) == 2


async def test_amounts_are_those_of_the_ledger(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "partners.overview", partner="GLANCE")
    due = "coalesce(l.date_maturity, l.date) < current_date"
    receivable = open_items(prepared, bed, "receivable")
    overdue = open_items(prepared, bed, "receivable", due)
    assert receivable == pytest.approx(650)  # 300 ordered and invoiced, 300 left of the late one, 70, less 20
    assert overdue == pytest.approx(280)  # 300 and the credit note of 20
    assert result.facts["receivable (USD)"] == pytest.approx(receivable)
    assert result.facts["overdue receivable (USD)"] == pytest.approx(overdue)
    assert result.facts["payable (USD)"] == pytest.approx(-open_items(prepared, bed, "payable"))
    assert result.facts["overdue payable (USD)"] == pytest.approx(-open_items(prepared, bed, "payable", due))
    [row] = bed.sql(
        prepared.version,
        prepared.database,
        "select sum(amount_untaxed_signed) as n from account_move where state = 'posted' and move_type in"
        f" ('out_invoice', 'out_refund') and commercial_partner_id = {glance(prepared, bed)}",
    )
    assert result.facts["invoiced, untaxed (USD)"] == pytest.approx(row["n"])


async def test_open_documents_are_those_of_the_database(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "partners.overview", partner="GLANCE")

    def select(query: str) -> list[dict[str, Any]]:
        return bed.sql(prepared.version, prepared.database, query)

    own = f"p.commercial_partner_id = {glance(prepared, bed)}"
    quotations = select(
        "select o.id, o.name, o.amount_total from sale_order o join res_partner p on p.id = o.partner_id"
        f" where {own} and o.state in ('draft', 'sent')"
    )
    assert {(row["quotation"].id, row["quotation"].name, row["total"]) for row in rows(result, "open quotations")} == {
        (row["id"], row["name"], row["amount_total"]) for row in quotations
    }
    [undelivered] = select(
        "select o.id from sale_order o join res_partner p on p.id = o.partner_id join stock_picking k"
        f" on k.sale_id = o.id where {own} and o.state = 'sale' and k.state not in ('done', 'cancel')"
    )
    assert [row["order"].id for row in rows(result, "open orders")] == [undelivered["id"]]
    [purchase] = select(f"select o.id from purchase_order o join res_partner p on p.id = o.partner_id where {own}")
    assert [row["order"].id for row in rows(result, "open purchase orders")] == [purchase["id"]]
    for table, kind in (("unpaid invoices", "out_invoice"), ("unpaid bills", "in_invoice")):
        expected = select(
            "select m.id, m.amount_residual, (current_date - m.invoice_date_due) as late from account_move m"
            f" join res_partner p on p.id = m.partner_id where {own} and m.move_type = '{kind}'"
            " and m.state = 'posted' and m.amount_residual > 0 order by m.invoice_date_due, m.id"
        )
        first = "invoice" if kind == "out_invoice" else "bill"
        assert [(row[first].id, row["residual"], row["days late"]) for row in rows(result, table)] == [
            (row["id"], row["amount_residual"], row["late"] if row["late"] > 0 else None) for row in expected
        ]
    assert [row["residual"] for row in rows(result, "unused credit notes")] == [20]


async def test_orders_are_counted_and_the_last_is_named(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "partners.overview", partner="GLANCE")
    [last, *others] = bed.sql(
        prepared.version,
        prepared.database,
        "select o.id, o.name from sale_order o join res_partner p on p.id = o.partner_id where"
        f" p.commercial_partner_id = {glance(prepared, bed)} and o.state = 'sale'"
        " order by o.date_order desc, o.id desc",
    )
    assert result.facts["orders"] == 1 + len(others) == 2
    assert result.facts["last order"] in [Reference(row["id"], row["name"]) for row in (last, *others)]


async def test_the_tenants_own_fields_are_told_by_label(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    [row] = bed.sql(
        prepared.version,
        prepared.database,
        "select name, x_customer_tier as tier from res_partner where x_customer_tier is not null and is_company"
        " and name in (select name from res_partner group by 1 having count(*) = 1) limit 1",
    )
    result = await ask(desk, "partners.overview", partner=row["name"])
    assert result.facts["Customer Tier"] == row["tier"].title()
    assert "Customer Tier" not in (await ask(desk, "partners.overview", partner="GLANCE")).facts


async def test_what_there_is_none_of_is_said(desk: Desk) -> None:
    result = await ask(desk, "partners.overview", partner="Brandon Freeman")
    assert any("no open quotations" in note for note in result.notes)
    assert all(table.rows for table in result.tables)


async def test_more_than_is_shown_is_said_and_calls_stay_the_same(
    prepared: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    async with open_desk(prepared, tmp_path, sent=sent) as desk:
        await ask(desk, "partners.overview", partner="GLANCE")
        sent.clear()
        await ask(desk, "partners.overview", partner="GLANCE")
        calls = len(sent)
        sent.clear()
        monkeypatch.setattr("atlas_odoo.operations.partners.overview.EACH", 1)
        result = await ask(desk, "partners.overview", partner="GLANCE")
        assert len(sent) == calls <= 15
    table = next(item for item in result.tables if item.name == "open quotations")
    assert len(table.rows) == 1
    assert table.more is not None
    assert table.more.startswith("1 more")


async def test_names_that_several_partners_have_are_offered_and_unknown_ones_refused(desk: Desk) -> None:
    with pytest.raises(ReferenceAmbiguous, match="Twin"):
        await ask(desk, "partners.overview", partner="Twin")
    with pytest.raises(RecordMissing, match="Glanse"):
        await ask(desk, "partners.overview", partner="Glanse Ltd")
