"""Requests, orders and their lines under the names that people use, against the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atlas_odoo.operations.work import Work
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.works import work_at


@pytest.fixture
async def work(tenant: Tenant, cache: Path) -> AsyncIterator[Work]:
    async with open_desk(tenant, cache) as desk:
        yield await work_at(desk)


async def test_every_object_is_there_and_can_be_read_whole(work: Work) -> None:
    names = [bound.name for bound in work.binding.objects.values() if bound.toolset == "purchase"]
    assert len(names) == 4
    for name in names:
        bound = work.object(name)
        assert 7 <= len(bound.columns) <= 8, name
        found = await work.find(name, (*bound.columns, *bound.details), limit=3)
        assert found.records, name


@pytest.mark.parametrize(
    ("name", "states"),
    [("request_for_quotation", "'draft', 'sent', 'to approve'"), ("purchase_order", "'purchase', 'done'")],
)
async def test_requests_and_orders_with_their_lines(
    work: Work, tenant: Tenant, bed: Bed, name: str, states: str
) -> None:
    found = await work.find(name, ("number", "vendor", "total", "lines.product", "lines.quantity", "lines.received"))
    want = {
        row["id"]: row
        for row in bed.sql(
            tenant.version,
            tenant.database,
            "SELECT o.id, o.name, o.partner_id, o.amount_total::float AS total, array(SELECT l.product_id FROM "
            "purchase_order_line l WHERE l.order_id = o.id ORDER BY l.sequence, l.id) AS products "
            f"FROM purchase_order o WHERE o.company_id = 1 AND o.state IN ({states})",
        )
    }
    assert {record["id"] for record in found.records} == set(want)
    for record in found.records:
        row = want[record["id"]]
        assert (record["number"], record["vendor"].id, record["total"]) == (
            row["name"],
            row["partner_id"],
            row["total"],
        )
        assert [line["product"].id for line in record["lines"]] == row["products"]


async def test_lines_of_orders_only(work: Work, tenant: Tenant, bed: Bed) -> None:
    found = await work.find("purchase_line", ("order", "price", "quantity"))
    want = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT l.id FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id WHERE o.company_id = 1 "
        "AND o.state IN ('purchase', 'done') AND l.display_type IS NULL",
    )
    assert {record["id"] for record in found.records} == {row["id"] for row in want}


async def test_what_was_ordered_of_whom_in_company_currency(work: Work, tenant: Tenant, bed: Bed) -> None:
    rows = await work.sums("purchase_analysis", ("vendor",), ("untaxed:sum",), (("state", "in", ["purchase", "done"]),))
    want = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT partner_id, sum(amount_untaxed / currency_rate)::float AS amount FROM purchase_order "
        "WHERE company_id = 1 AND state IN ('purchase', 'done') GROUP BY 1",
    )
    assert {row.keys[0].id: row.values[0] for row in rows} == {
        row["partner_id"]: pytest.approx(row["amount"], rel=1e-4) for row in want
    }


async def test_receipts_say_their_state_where_the_order_itself_does_not(work: Work, tenant: Tenant) -> None:
    assert work.object("purchase_order").has("receipt_status") == (tenant.version >= 16)
    found = await work.find("purchase_order", ("number", "receipts.state", "receipts.scheduled"))
    assert any(record["receipts"] for record in found.records)
