"""How far purchase orders have come, against what the database holds of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import RecordMissing
from atlas_odoo.operations.purchase import progress
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.trading import fill
from tests.real.works import ask, rows, work_at

OPEN = """SELECT o.name AS order, l.product_id, l.product_qty::float AS ordered, l.qty_received::float AS received,
    l.qty_invoiced::float AS billed, CASE WHEN l.qty_received < l.product_qty THEN greatest(
        (now() AT TIME ZONE 'utc')::date - l.date_planned::date, 0) ELSE 0 END AS late
    FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id
    WHERE o.state IN ('purchase', 'done') AND o.company_id = 1 AND l.display_type IS NULL
    AND (l.qty_received < l.product_qty OR l.qty_to_invoice != 0)"""


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


def numbers(bed: Bed, tenant: Tenant, vendor: str) -> list[str]:
    """The orders of a vendor, in the order in which they were made."""
    return [
        row["name"]
        for row in bed.sql(
            tenant.version,
            tenant.database,
            "SELECT o.name FROM purchase_order o JOIN res_partner p ON p.id = o.partner_id "
            f"WHERE p.name = '{vendor}' ORDER BY o.id",
        )
    ]


def told(row: dict[str, Any]) -> tuple[str, int, float, float, float, int]:
    return (
        row["order"].name,
        row["product"].id,
        row["ordered"],
        row["received"],
        row["billed"],
        row["days late"] or 0,
    )


async def test_all_that_is_open_late_lines_first(filled: Tenant, bed: Bed, desk: Desk, sent: list[str]) -> None:
    result = await ask(desk, "purchase.progress")
    assert len(sent) == (1 if filled.version >= 17 else 3)
    want = bed.sql(filled.version, filled.database, OPEN)
    shown = rows(result, "lines")
    assert sorted(told(row) for row in shown) == sorted(
        (row["order"], row["product_id"], row["ordered"], row["received"], row["billed"], row["late"]) for row in want
    )
    days = [row["days late"] or 0 for row in shown]
    assert days == sorted(days, reverse=True)
    assert days[:4] == [20, 12, 12, 2]
    assert "; 4 lines of 3 orders late by up to 20 days" in result.title
    assert all(len(row["expected"]) == len("2026-01-31") for row in shown)
    open_receipts = bed.sql(
        filled.version,
        filled.database,
        "SELECT p.name FROM stock_picking p JOIN stock_picking_type t ON t.id = p.picking_type_id "
        "WHERE t.code = 'incoming' AND p.state NOT IN ('done', 'cancel') AND p.company_id = 1 AND p.origin LIKE 'P0%'",
    )
    assert {row["receipt"].name for row in rows(result, "open receipts")} == {row["name"] for row in open_receipts}


async def test_one_vendor_and_no_more_lines_than_fit(
    filled: Tenant, bed: Bed, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_LINES", 1)
    result = await ask(desk, "purchase.progress", vendor="Vendor North")
    first = numbers(bed, filled, "Vendor North")[0]
    assert [row["order"].name for row in rows(result, "lines")] == [first]
    assert result.tables[0].more == "1 more open lines: name a vendor or orders"
    assert ": 2 lines of 1 order; 2 lines of 1 order late by up to 12 days" in result.title
    client = await ask(desk, "purchase.progress", vendor="Euro Client")
    assert client.title.startswith("No open purchase orders of ")


async def test_one_order_with_its_receipts(filled: Tenant, bed: Bed, desk: Desk, sent: list[str]) -> None:
    number = numbers(bed, filled, "Vendor North")[0]
    result = await ask(desk, "purchase.progress", order=number)
    assert len(sent) <= (2 if filled.version >= 17 else 4)
    assert "received in part, billed nothing, 2 lines late by up to 12 days" in result.title
    assert [(row["ordered"], row["received"], row["billed"]) for row in rows(result, "lines")] == [
        (100, 60, 0),
        (20, 0, 0),
    ]
    assert result.tables[0].units == dict.fromkeys(("ordered", "received", "billed"), "Units")
    receipts = bed.sql(
        filled.version,
        filled.database,
        f"SELECT name, state FROM stock_picking WHERE origin = '{number}' ORDER BY id DESC",
    )
    shown = {row["receipt"].name: row["state"] for row in rows(result, "receipts")}
    assert shown == {row["name"]: row["state"] for row in receipts}
    assert sorted(shown.values()) == ["assigned", "done"]
    assert result.facts["vendor reference"] == "REF Vendor North"
    assert ("receipt" in result.facts) == (filled.version >= 16)


async def test_several_orders_with_bills_in_as_many_calls(
    filled: Tenant, bed: Bed, desk: Desk, sent: list[str]
) -> None:
    orders = numbers(bed, filled, "Vendor North")
    await ask(desk, "purchase.progress", order=orders[-1])
    calls = len(sent)
    sent.clear()
    result = await ask(desk, "purchase.progress", order=orders)
    assert len(sent) == calls <= (2 if filled.version >= 17 else 5)
    assert [(row["received"], row["billed"]) for row in rows(result, "orders")] == [
        ("in part", "nothing"),
        ("in full", "in full"),
    ]
    [bill] = rows(result, "bills")
    assert (bill["order"], bill["state"], bill["total"]) == (orders[-1], "posted", 24)


async def test_orders_without_receipts_say_why(filled: Tenant, bed: Bed, desk: Desk) -> None:
    """An order of nothing but a service; where Odoo made receipts, or all has come, there is nothing to say."""
    [number] = numbers(bed, filled, "Vendor Care")
    for result in (await ask(desk, "purchase.progress", order=number), await ask(desk, "purchase.progress")):
        assert [note for note in result.notes if number in note] == [
            next(note for note in result.notes if note.endswith("entered by hand, as for services"))
        ]
    received = await ask(desk, "purchase.progress", order=numbers(bed, filled, "Vendor North"))
    assert not [note for note in received.notes if note.startswith("no receipts")]


async def test_a_request_is_no_order(desk: Desk) -> None:
    with pytest.raises(RecordMissing, match="P00001"):
        await ask(desk, "purchase.progress", order="P00001")


async def test_late_orders_are_found_by_their_receipts(filled: Tenant, bed: Bed, desk: Desk) -> None:
    """As the object itself says."""
    work = await work_at(desk)
    where = (("receipts.state", "not in", ["done", "cancel"]), ("expected", "<", work.today.isoformat()))
    found = await work.find("purchase_order", ("number", "vendor"), where)
    late = {numbers(bed, filled, "Vendor North")[0], numbers(bed, filled, "Vendor East")[-1]}
    assert {record["number"] for record in found.records} == late
