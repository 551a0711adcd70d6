"""Transfers, moves, lots and stock through the generic tools, on real servers. Expected values come from SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import column, open_desk, use
from tests.real.warehouses import stocked

Select = Callable[[str], list[dict[str, Any]]]
OPEN = "state NOT IN ('done', 'cancel')"


@pytest.fixture(scope="module")
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    return stocked(bed, tenant)


@pytest.fixture
def select(filled: Tenant, bed: Bed) -> Select:
    return lambda query: bed.sql(filled.version, filled.database, query)


@pytest.fixture
async def desk(filled: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(filled, cache, sent=sent) as opened:
        yield opened


async def test_late_deliveries_with_their_lines(desk: Desk, select: Select, sent: list[str]) -> None:
    await use(desk, "describe_model", object="delivery")
    sent.clear()
    answer = await use(
        desk,
        "find_records",
        object="delivery",
        domain=[
            ["scheduled", "<", select("SELECT now()::date::text AS day")[0]["day"]],
            ["state", "not in", ["done", "cancel"]],
        ],
        fields=["number", "customer", "source_document", "state", "lines.product", "lines.demanded"],
        limit=200,
    )
    assert len(sent) <= 2
    expected = select(
        "SELECT k.id, array_agg(m.product_id ORDER BY m.id) AS products FROM stock_picking k JOIN stock_picking_type t "
        "ON t.id = k.picking_type_id JOIN stock_move m ON m.picking_id = k.id WHERE t.code = 'outgoing' "
        f"AND k.scheduled_date < now()::date AND k.{OPEN} AND k.company_id = 1 GROUP BY k.id"
    )
    assert sorted(column(answer, "id")) == sorted(row["id"] for row in expected)
    assert "INV-LATE" in column(answer, "source_document")
    assert "[INV-LAMP] Brass lamp | 12" in answer.text


async def test_a_transfer_with_its_lines_by_number(desk: Desk, select: Select, filled: Tenant) -> None:
    [row] = select("SELECT name FROM stock_picking WHERE origin = 'INV-SERUM'")
    answer = await use(desk, "get_records", object="delivery", ids=[row["name"]])
    assert f"number: {row['name']}" in answer.text
    assert "state: assigned" in answer.text
    # Four are reserved and nothing is done: 14 has two figures for that, 17 and later have one.
    line = "| 4 | 4 |" if filled.version >= 17 else "| 4 | 4 | 0 |"
    assert f"[INV-SERUM] Night serum {line}" in answer.text


async def test_what_remains_is_a_backorder_of_what_was_done(desk: Desk, select: Select) -> None:
    [done] = select("SELECT id, name FROM stock_picking WHERE origin = 'INV-PART' AND state = 'done'")
    answer = await use(desk, "find_records", object="transfer", domain=[["backorder_of", "=", done["id"]]])
    [rest] = select(f"SELECT id, name, state FROM stock_picking WHERE backorder_id = {done['id']}")
    assert column(answer, "number") == [rest["name"]]
    assert column(answer, "state") == [rest["state"]]


async def test_what_happened_to_a_lot(desk: Desk, select: Select) -> None:
    answer = await use(desk, "find_records", object="move_line", domain=[["lot", "=", "SER-A"], ["state", "=", "done"]])
    [move] = select(
        "SELECT l.id, k.name FROM stock_move_line l JOIN stock_picking k ON k.id = l.picking_id "
        "WHERE k.origin = 'INV-DONE' AND l.state = 'done'"
    )
    assert column(answer, "id") == [move["id"]]
    assert column(answer, "reference") == [move["name"]]
    assert "Customers" in answer.text
    lot = await use(desk, "get_records", object="lot", ids=["SER-A"])
    assert "WH/Stock/Shelf 7 | 5 | 4" in lot.text


async def test_stock_lies_in_internal_locations_only(desk: Desk, select: Select) -> None:
    answer = await use(desk, "find_records", object="stock", domain=[["product.code", "like", "INV-"]], limit=200)
    expected = select(
        "SELECT q.id, q.quantity::float AS quantity, q.reserved_quantity::float AS reserved FROM stock_quant q "
        "JOIN stock_location l ON l.id = q.location_id JOIN product_product p ON p.id = q.product_id "
        "WHERE l.usage = 'internal' AND p.default_code LIKE 'INV-%' AND q.company_id = 1"
    )
    rows = zip(*(column(answer, name) for name in ("id", "quantity", "reserved", "available")), strict=True)
    assert sorted(rows) == sorted(
        (row["id"], row["quantity"], row["reserved"], row["quantity"] - row["reserved"]) for row in expected
    )


async def test_planned_moves_of_a_product_add_up(desk: Desk, select: Select) -> None:
    answer = await use(
        desk,
        "aggregate_records",
        object="stock_move",
        domain=[["product.code", "=", "INV-LAMP"], ["state", "not in", ["done", "cancel", "draft"]]],
        group_by=["destination"],
        measures=["demanded"],
    )
    expected = select(
        "SELECT l.complete_name AS place, sum(m.product_uom_qty)::float AS demanded FROM stock_move m "
        "JOIN stock_location l ON l.id = m.location_dest_id JOIN product_product p ON p.id = m.product_id "
        f"WHERE p.default_code = 'INV-LAMP' AND m.{OPEN} AND m.state <> 'draft' GROUP BY 1"
    )
    found = dict(zip(column(answer, "destination"), column(answer, "demanded:sum"), strict=True))
    assert {str(place).partition(" ")[2]: value for place, value in found.items()} == {
        row["place"]: row["demanded"] for row in expected
    }
