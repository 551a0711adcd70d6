"""What is to be invoiced and billed, against Odoo's own amounts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.operations.accounting import to_invoice
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.trading import fill
from tests.real.works import ask, rows

WAITING = """
import json
def waiting(model, amount):
    found = env[model].search([('invoice_status', '=', 'to invoice'), ('company_id', '=', 1)])
    return {o.id: [o.currency_id.name, o.partner_id.id, amount(o)] for o in found}
print(json.dumps([
    waiting('sale.order', lambda o: sum(
        line.untaxed_amount_to_invoice for line in o.order_line if line.invoice_status == 'to invoice')),
    waiting('purchase.order', lambda o: sum(line.qty_to_invoice * line.price_unit for line in o.order_line)),
]))
"""
Orders = dict[str, tuple[str, int, float]]
"""Currency, partner and amount by the order's id."""


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


def waiting(bed: Bed, tenant: Tenant) -> tuple[Orders, Orders]:
    """Sales orders to invoice and purchase orders to bill, as Odoo has them."""
    sales, purchases = json.loads(bed.shell(tenant.version, tenant.database, WAITING).strip().splitlines()[-1])
    return sales, purchases


async def test_orders_with_what_odoo_says_is_to_be_invoiced(
    filled: Tenant, bed: Bed, desk: Desk, sent: list[str]
) -> None:
    result = await ask(desk, "accounting.to_invoice")
    assert len(sent) == (2 if filled.version >= 17 else 4)
    sales, purchases = waiting(bed, filled)
    for table, column, want in (("sales orders", "to invoice", sales), ("purchase orders", "to bill", purchases)):
        shown = rows(result, table)
        assert {str(row["order"].id): row[column] for row in shown} == {
            number: pytest.approx(amount) for number, (_, _, amount) in want.items()
        }
    assert {row["currency"] for row in rows(result, "sales orders")} == {"USD", "EUR"}
    assert [row["to bill"] for row in rows(result, "purchase orders")] == [60 * 5, 2 * 70, 10 * 4.5 + 80]
    for currency in ("USD", "EUR"):
        total = sum(amount for unit, _, amount in sales.values() if unit == currency)
        assert f"{total:,.2f} {currency}" in result.title


async def test_customers_with_their_totals_never_across_currencies(filled: Tenant, bed: Bed, desk: Desk) -> None:
    sales, _ = waiting(bed, filled)
    totals: dict[tuple[int, str], float] = {}
    for currency, customer, amount in sales.values():
        totals[customer, currency] = totals.get((customer, currency), 0) + amount
    shown = rows(await ask(desk, "accounting.to_invoice"), "customers")
    assert {(row["customer"].id, row["currency"]): row["to invoice"] for row in shown} == pytest.approx(totals)
    home = [row["to invoice"] for row in shown if row["currency"] == "USD"]
    assert home == sorted(home, reverse=True)
    assert [row["currency"] for row in shown] == sorted((row["currency"] for row in shown), reverse=True)


async def test_one_customer_by_the_name_of_a_contact(filled: Tenant, desk: Desk, sent: list[str]) -> None:
    """An advance is deducted; what is fully invoiced is not there; orders of contacts count."""
    result = await ask(desk, "accounting.to_invoice", partner="Invoice Contact")
    assert len(sent) == (3 if filled.version >= 17 else 4)
    assert result.title.startswith("3 sales orders to invoice: 415.00 USD of ")
    assert [row["to invoice"] for row in rows(result, "sales orders")] == [215, 140, 60]
    assert [table.name for table in result.tables] == ["sales orders"]
    assert result.tables[0].units == {"to invoice": "USD"}


async def test_a_vendor_and_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = await ask(desk, "accounting.to_invoice", partner="Vendor East")
    assert vendor.title.startswith("1 purchase order to bill: 125.00 USD of ")
    nothing = await ask(desk, "accounting.to_invoice", partner="Vendor South")
    assert nothing.title.endswith("Vendor South is to be invoiced or billed")
    whole = await ask(desk, "accounting.to_invoice")
    monkeypatch.setattr(to_invoice, "_ROWS", 1)
    few = await ask(desk, "accounting.to_invoice")
    assert [table.more for table in few.tables] == [
        f"{len(rows(whole, name)) - 1} more: name a partner"
        for name in ("customers", "sales orders", "purchase orders")
    ]
