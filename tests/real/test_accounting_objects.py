"""Invoices, payments and journal items under the names that people use, against the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.work import Work
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.ledger import fill, items
from tests.real.works import work_at

KINDS = {
    "invoice": "out_invoice",
    "credit_note": "out_refund",
    "vendor_bill": "in_invoice",
    "vendor_credit_note": "in_refund",
}
PRODUCT_LINE = {
    19: "l.display_type = 'product'",
    14: "l.display_type IS NULL AND NOT l.exclude_from_invoice_tab",
}
SHOWN = "SELECT l.id FROM account_move_line l JOIN account_move m ON m.id = l.move_id WHERE m.company_id = 1"


@pytest.fixture
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    fill(bed, tenant)
    return tenant


@pytest.fixture
async def work(filled: Tenant, cache: Path) -> AsyncIterator[Work]:
    async with open_desk(filled, cache) as desk:
        yield await work_at(desk)


async def test_every_object_is_there_and_can_be_read_whole(work: Work) -> None:
    names = [bound.name for bound in work.binding.objects.values() if bound.toolset == "accounting"]
    assert len(names) == 10
    for name in names:
        bound = work.object(name)
        assert 2 <= len(bound.columns) <= 8, name
        found = await work.find(name, (*bound.columns, *bound.details), limit=3)
        assert found.records, name


@pytest.mark.parametrize("name", KINDS)
async def test_each_kind_of_document_with_its_amounts(work: Work, filled: Tenant, bed: Bed, name: str) -> None:
    who = "vendor" if name.startswith("vendor") else "customer"
    found = await work.find(name, ("number", who, "due", "total", "residual", "state", "payment_state"), total=True)
    want = {
        row["id"]: row
        for row in bed.sql(
            filled.version,
            filled.database,
            "SELECT id, partner_id, invoice_date_due::text AS due, amount_total::float AS total, state, payment_state, "
            "amount_residual::float AS residual FROM account_move "
            f"WHERE move_type = '{KINDS[name]}' AND company_id = 1",
        )
    }
    assert found.total == len(found.records) == len(want) > 0
    for record in found.records:
        row = want[record["id"]]
        assert (record[who].id if record[who] else None) == row["partner_id"]
        for field in ("due", "total", "residual", "state", "payment_state"):
            assert record[field] == row[field], field


async def test_overdue_invoices_as_the_object_says_they_are_found(work: Work, filled: Tenant, bed: Bed) -> None:
    today = datetime.now(UTC).date().isoformat()
    overdue = (("state", "=", "posted"), ("due", "<", today), ("residual", ">", 0))
    found = await work.find("invoice", ("number",), overdue)
    want = bed.sql(
        filled.version,
        filled.database,
        "SELECT name FROM account_move WHERE move_type = 'out_invoice' AND state = 'posted' AND company_id = 1 "
        f"AND payment_state IN ('not_paid', 'partial') AND invoice_date_due < '{today}'",
    )
    assert sorted(record["number"] for record in found.records) == sorted(row["name"] for row in want)
    assert len(want) >= 8


async def test_lines_are_those_that_people_see_on_the_document(work: Work, filled: Tenant, bed: Bed) -> None:
    found = await work.find("invoice_line", ("document", "quantity", "subtotal"))
    kinds = ", ".join(f"'{kind}'" for kind in KINDS.values())
    want = bed.sql(
        filled.version,
        filled.database,
        f"{SHOWN} AND m.move_type IN ({kinds}) AND {PRODUCT_LINE[filled.version]}",
    )
    assert {record["id"] for record in found.records} == {row["id"] for row in want}
    assert all(isinstance(record["document"], Reference) for record in found.records)


async def test_sums_are_in_company_currency_and_credit_notes_reduce_them(work: Work, filled: Tenant, bed: Bed) -> None:
    sold = (("kind", "in", ["out_invoice", "out_refund"]), ("state", "=", "posted"))
    [row] = await work.sums("invoice_analysis", (), ("untaxed:sum",), sold)
    [want] = bed.sql(
        filled.version,
        filled.database,
        "SELECT -sum(l.balance)::float AS amount FROM account_move_line l JOIN account_move m ON m.id = l.move_id "
        "WHERE m.company_id = 1 AND m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund') "
        f"AND {PRODUCT_LINE[filled.version]}",
    )
    assert row.values[0] == pytest.approx(want["amount"])


async def test_what_customers_owe_by_journal_items(work: Work, filled: Tenant, bed: Bed) -> None:
    [kind] = [
        value
        for value, _ in work.object("journal_item").fields["account_kind"].field.selection
        if value.endswith("receivable")
    ]
    [row] = await work.sums(
        "journal_item", (), ("balance:sum",), (("account_kind", "=", kind), ("state", "=", "posted"))
    )
    [want] = bed.sql(
        filled.version,
        filled.database,
        f"SELECT sum(balance)::float AS amount FROM {items(filled.version)} WHERE kind = 'receivable'",
    )
    assert row.values[0] == pytest.approx(want["amount"])


async def test_payments_with_what_they_paid(work: Work) -> None:
    found = await work.find("payment", ("partner", "kind", "amount", "date", "invoices", "bills"), order="date")
    assert [(record["partner"].name, record["kind"], record["amount"]) for record in found.records] == [
        ("Aging Beta", "inbound", 400),
        ("Aging Gamma", "outbound", 80),
        ("Aging Alpha", "inbound", 35),
        ("Aging Gamma", "inbound", 70),
    ]
    assert [(len(record["invoices"]), len(record["bills"])) for record in found.records] == [
        (1, 0),
        (0, 1),
        (0, 0),
        (1, 0),
    ]
