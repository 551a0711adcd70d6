"""How manufacturing orders stand, on real servers; expected values by the database and Odoo's shell."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import RecordMissing
from atlas_odoo.operations.manufacturing import production_status
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.factory import build, told
from tests.real.works import ask, rows, work_at

Select = Callable[[str], list[dict[str, Any]]]
UNDER_WAY = "('confirmed', 'progress', 'to_close')"
STATUS = "manufacturing.production_status"
TRUTH = f"""
from odoo import fields
now, Order = fields.Datetime.now(), env['mrp.production'].with_context(allowed_company_ids=[1])
old = 'is_delayed' not in Order._fields
delayed = ['&', ('state', 'in', {UNDER_WAY}), ('date_deadline', '<', now)] if old else [('is_delayed', '=', True)]
start = 'date_planned_start' if old else 'date_start'
late = Order.search(['|', *delayed, '&', (start, '<', now), ('state', '=', 'confirmed')])
running = Order.search([('state', 'in', {UNDER_WAY}), ('company_id', '=', 1)])
three = Order.search([('product_id.default_code', '=', 'VELO-BIKE'), ('product_qty', '=', 3)])
print(json.dumps({{
    'late': late.filtered(lambda order: order.company_id.id == 1).ids,
    'components': {{order.id: [order.reservation_state, order.components_availability] for order in running}},
    'number': three.name,
    'three': {{move.product_id.id: [
        move.product_uom_qty,
        move.reserved_availability if old else move.quantity,
        move.product_id.free_qty,
        move.product_id.type == 'product' if old else move.product_id.is_storable,
    ] for move in three.move_raw_ids}},
}}))
"""
"""What Odoo itself says, in one start of its shell."""


@pytest.fixture(scope="module")
def planned(tenant: Tenant, bed: Bed) -> Tenant:
    build(bed, tenant, orders=True)
    return tenant


@pytest.fixture(scope="module")
def truth(planned: Tenant, bed: Bed) -> dict[str, Any]:
    found: dict[str, Any] = told(bed, planned, TRUTH)
    return found


@pytest.fixture
async def desk(planned: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(planned, cache) as opened:
        yield opened


@pytest.fixture
def select(planned: Tenant, bed: Bed) -> Select:
    return lambda query: bed.sql(planned.version, planned.database, query)


def when(version: int) -> tuple[str, str]:
    """The columns of an order's planned start and end."""
    return ("date_planned_start", "date_planned_finished") if version == 14 else ("date_start", "date_finished")


async def test_open_orders_come_late_ones_first(desk: Desk, select: Select, planned: Tenant) -> None:
    """Drafts are open; late are those of Odoo's filters Late and Delayed (19), or of a deadline that is past (14)."""
    answer = await ask(desk, STATUS)
    start, end = when(planned.version)
    delayed = "date_deadline < timezone('UTC', now())"
    if planned.version >= 17:
        delayed = f"({delayed} OR date_deadline < {end})"
    expected = select(
        f"SELECT id, state, (state IN {UNDER_WAY} AND ({delayed} OR"
        f" (state = 'confirmed' AND {start} < timezone('UTC', now())))) IS TRUE AS late"
        f" FROM mrp_production WHERE state NOT IN ('done', 'cancel') AND company_id = 1"
    )
    found = rows(answer, "orders")
    late = {row["id"] for row in expected if row["late"]}
    assert {row["order"].id: row["state"] for row in found} == {row["id"]: row["state"] for row in expected}
    assert "draft" in {row["state"] for row in found}
    assert {row["order"].id for row in found if row["late"]} == late
    assert [bool(row["late"]) for row in found] == sorted((bool(row["late"]) for row in found), reverse=True)
    assert "deadline passed" in {row["late"] for row in found}
    assert "start overdue" in {row["late"] for row in found}
    assert answer.title.startswith(f"{len(expected)} open manufacturing orders: ")
    for state, number in Counter(row["state"] for row in expected).items():
        assert f"{number} {state}" in answer.title
    assert f"; {len(late)} late (" in answer.title
    only = await ask(desk, STATUS, state="late")
    assert {row["order"].id for row in rows(only, "orders")} == late


async def test_late_orders_are_those_of_odoos_own_search(desk: Desk, planned: Tenant, truth: dict[str, Any]) -> None:
    only = rows(await ask(desk, STATUS, state="late"), "orders")
    assert sorted(row["order"].id for row in only) == sorted(truth["late"])
    if planned.version >= 17:
        assert "ends after deadline" in {row["late"] for row in only}


async def test_every_open_order_says_whether_its_components_are_there(desk: Desk, truth: dict[str, Any]) -> None:
    """Against what Odoo says of each order: all reserved, available, or not available."""
    found = {str(row["order"].id): row["components"] for row in rows(await ask(desk, STATUS), "orders")}
    seen = set()
    for number, (reservation, availability) in truth["components"].items():
        said = "short" if availability == "Not Available" else "can be reserved"
        said = "all reserved" if reservation == "assigned" else said
        assert found[number].endswith(said), (number, found[number], reservation, availability)
        seen.add(said)
    assert {"all reserved", "short"} <= seen


async def test_each_component_says_what_it_lacks(desk: Desk, truth: dict[str, Any]) -> None:
    answer = await ask(desk, STATUS, orders=truth["number"])
    found = {str(row["product"].id): row for row in rows(answer, "components")}
    assert set(found) == set(truth["three"])
    for key, (needed, reserved, free, kept) in truth["three"].items():
        row = found[key]
        assert (row["needed"], row["reserved"]) == (needed, reserved)
        assert row["free"] == (free if kept else None)
        assert row["short"] == (max(needed - reserved - max(free, 0), 0) if kept else 0)
    assert answer.title.startswith(f"{truth['number']}: 3 Units of [VELO-BIKE]")
    assert answer.title.endswith("confirmed, late: deadline passed")


async def test_work_orders_and_their_progress(desk: Desk, select: Select) -> None:
    expected = select(
        "SELECT o.name AS number, w.name, w.state, w.duration_expected::float AS minutes FROM mrp_workorder w"
        " JOIN mrp_production o ON o.id = w.production_id WHERE o.name LIKE 'WH/MO/0000%'"
    )
    numbers = sorted({row["number"] for row in expected} | {"WH/MO/00001"})
    answer = await ask(desk, STATUS, orders=numbers)
    found = rows(answer, "work orders")
    assert sorted((row["operation"], row["state"], row["expected minutes"]) for row in found) == sorted(
        (row["name"], row["state"], row["minutes"]) for row in expected
    )


async def test_done_orders_show_what_was_produced_and_consumed(desk: Desk, select: Select) -> None:
    answer = await ask(desk, STATUS, state="done")
    expected = select("SELECT id, product_qty::float AS n FROM mrp_production WHERE state = 'done' AND company_id = 1")
    found = {row["order"].id: row for row in rows(answer, "orders")}
    assert {number: row["produced"] for number, row in found.items()} == {row["id"]: row["n"] for row in expected}
    one = select(
        "SELECT o.name, sum(m.product_uom_qty)::float AS n FROM mrp_production o"
        " JOIN stock_move m ON m.raw_material_production_id = o.id"
        " WHERE o.state = 'done' AND m.state = 'done' GROUP BY 1 LIMIT 1"
    )[0]
    lines = rows(await ask(desk, STATUS, orders=[one["name"]]), "components")
    assert sum(row["consumed"] for row in lines) == one["n"]
    assert not any(row["short"] for row in lines)


async def test_states_limits_and_unknown_orders(desk: Desk, select: Select) -> None:
    drafts = select("SELECT id FROM mrp_production WHERE state = 'draft' AND company_id = 1")
    answer = await ask(desk, STATUS, state="draft")
    assert {row["order"].id for row in rows(answer, "orders")} == {row["id"] for row in drafts}
    assert answer.title == f"{len(drafts)} draft manufacturing order{'s' if len(drafts) != 1 else ''}"
    assert not any(row.get("late") for row in rows(answer, "orders"))
    started = await ask(desk, STATUS, state="to_close")
    assert started.title == "no to close manufacturing orders"
    with pytest.raises(RecordMissing, match="WH/MO/99999"):
        await ask(desk, STATUS, orders=["WH/MO/99999"])


async def test_late_orders_come_first_beyond_the_most(
    desk: Desk, select: Select, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(production_status, "MOST", 1)
    [count] = select(
        "SELECT count(*) AS n, count(*) FILTER (WHERE state = 'draft') AS drafts FROM mrp_production"
        " WHERE state NOT IN ('done', 'cancel') AND company_id = 1"
    )
    answer = await ask(desk, STATUS)
    [table] = [table for table in answer.tables if table.name == "orders"]
    assert len(table.rows) == 1
    assert rows(answer, "orders")[0]["late"] == "deadline passed"
    assert table.more is not None
    assert table.more.startswith(f"{count['n'] - 1} more")
    assert answer.title.startswith(f"{count['n']} open manufacturing orders: ")
    assert f"{count['drafts']} draft" in answer.title


async def test_requests_do_not_grow_with_the_orders(
    planned: Tenant, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    async with open_desk(planned, cache, sent=sent) as desk:
        await work_at(desk)
        sent.clear()
        await ask(desk, STATUS)
        assert len(sent) <= (1 if planned.version >= 17 else 4)
        sent.clear()
        monkeypatch.setattr(production_status, "MOST", 1)
        await ask(desk, STATUS)
        assert len(sent) <= (3 if planned.version >= 17 else 11)


@pytest.mark.parametrize(
    "name",
    ["bill_of_materials", "bom_line", "manufacturing_order", "work_order", "work_center", "unit_of_measure"],
)
async def test_every_object_shows_its_columns_and_details(desk: Desk, select: Select, name: str) -> None:
    work = await work_at(desk)
    bound = work.object(name)
    found = await work.find(name, (*bound.columns, *bound.details), limit=2, total=True)
    active = " WHERE active" if "active" in bound.model.fields and name != "work_center" else ""
    table = bound.model.name.replace(".", "_")
    if name == "work_center":
        [count] = select(
            "SELECT count(*) AS n FROM mrp_workcenter w JOIN resource_resource r ON r.id = w.resource_id WHERE r.active"
        )
    else:
        [count] = select(f"SELECT count(*) AS n FROM {table}{active}")
    assert found.total == count["n"]
    assert len(bound.columns) <= 8
    assert len(found.records) == min(2, count["n"])


async def test_an_order_comes_with_its_components(desk: Desk, select: Select) -> None:
    work = await work_at(desk)
    fields = ("number", "product", "quantity", "state", "components.product", "components.quantity")
    found = await work.find("manufacturing_order", fields)
    expected = {
        row["id"]: row
        for row in select(
            "SELECT o.id, o.name, o.product_id, o.product_qty::float AS n, o.state,"
            " array(SELECT m.product_id FROM stock_move m WHERE m.raw_material_production_id = o.id) AS parts"
            " FROM mrp_production o WHERE o.company_id = 1"
        )
    }
    assert {record["id"] for record in found.records} == set(expected)
    for record in found.records:
        row = expected[record["id"]]
        assert (record["number"], record["product"].id, record["quantity"], record["state"]) == (
            row["name"],
            row["product_id"],
            row["n"],
            row["state"],
        )
        assert sorted(line["product"].id for line in record["components"]) == sorted(row["parts"])
