"""Bills of materials on real servers: exploded, held against stock, and looked up from below.

Expected values come from Odoo's own methods in its shell, or from the database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid, RecordMissing
from atlas_odoo.operations.manufacturing.bills import bill_of
from atlas_odoo.operations.manufacturing.levels import by_levels
from atlas_odoo.operations.manufacturing.overview import by_overview
from atlas_odoo.operations.manufacturing.parts import Part
from atlas_odoo.policy.builtin import BUILT_IN
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.factory import build, told
from tests.real.works import ask, rows, work_at

BIKE = """
bike = env['product.product'].search([('default_code', '=', 'VELO-BIKE')])
bill = bike.product_tmpl_id.bom_ids
"""
TRUTH = f"""{BIKE}
from odoo.tests import Form
old = 'date_planned_start' in env['mrp.production']._fields
report = env['report.mrp.report_bom_structure'].with_context(allowed_company_ids=[1])
four, one = [report._get_report_data(bill.id, searchQty=quantity)['lines'] for quantity in (4, 1)]
lamp = env['product.product'].search([('default_code', '=', 'VELO-LAMP')])
saddles = env['product.product'].search([('name', 'ilike', 'Velo Saddle')])
truth = {{
    'materials': walk(bill, bike, 4, {{}}),
    'cost': four['total' if old else 'bom_cost'],
    'producible': one.get('producible_qty'),
    'lamp': (env['mrp.bom']._bom_find(product=lamp, company_id=1) if old
             else env['mrp.bom']._bom_find(lamp, company_id=1)[lamp]).code,
    'saddles': {{saddle.id: walk(saddle.product_tmpl_id.bom_ids, saddle, 1, {{}}) for saddle in saddles}},
}}
form = Form(env['mrp.production'])
form.product_id, form.product_qty = bike, 3
order = form.save()
order.action_confirm()
truth['three'] = {{move.product_id.default_code: move.product_uom_qty for move in order.move_raw_ids}}
print(json.dumps(truth))
"""
"""What Odoo itself says, in one start of its shell; nothing of it is saved."""


@pytest.fixture(scope="module")
def factory(tenant: Tenant, bed: Bed) -> Tenant:
    build(bed, tenant)
    return tenant


@pytest.fixture(scope="module")
def truth(factory: Tenant, bed: Bed) -> dict[str, Any]:
    found: dict[str, Any] = told(bed, factory, TRUTH)
    return found


@pytest.fixture
async def desk(factory: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(factory, cache) as opened:
        yield opened


def code(value: Any) -> str:
    """`VELO-TUBE` of a reference called `[VELO-TUBE] Velo Tube`."""
    name = value if isinstance(value, str) else value.name
    return str(name.partition("[")[2].partition("]")[0])


async def test_a_bill_is_exploded_to_its_raw_materials(desk: Desk, truth: dict[str, Any]) -> None:
    answer = await ask(desk, "manufacturing.explode_bom", product="VELO-BIKE", quantity=4)
    found: dict[str, float] = {}
    for row in rows(answer, "materials"):
        each = 12 if row["unit"] == "Dozens" else 1
        found[code(row["product"])] = found.get(code(row["product"]), 0) + row["quantity"] * each
    assert found == pytest.approx(truth["materials"])


async def test_levels_kits_operations_and_byproducts_are_shown(desk: Desk) -> None:
    answer = await ask(desk, "manufacturing.explode_bom", product="VELO-BIKE", quantity=4)
    found = {code(row["product"]): row for row in rows(answer, "components")}
    assert (found["VELO-FRAME"]["level"], found["VELO-FRAME"]["kind"]) == (1, "made")
    assert (found["VELO-BELLKIT"]["level"], found["VELO-BELLKIT"]["kind"]) == (1, "kit")
    assert (found["VELO-SCREW"]["level"], found["VELO-SCREW"]["kind"]) == (2, None)
    [step] = rows(answer, "operations")
    # Two times two frames: two cycles of 30 minutes and 5 to set up. (19 counts frames, not times: four cycles.)
    assert step["operation"] == "Weld - Velo welding"
    assert step["minutes"] in (65.0, 125.0)
    [byproduct] = rows(answer, "byproducts")
    assert (code(byproduct["product"]), byproduct["quantity"]) == ("VELO-OFFCUT", 2.0)


async def test_costs_are_those_of_odoos_report(desk: Desk, truth: dict[str, Any]) -> None:
    answer = await ask(desk, "manufacturing.explode_bom", product="VELO-BIKE", quantity=4)
    assert answer.facts["cost (USD)"] == pytest.approx(truth["cost"])
    assert answer.facts["cost per Units (USD)"] == pytest.approx(truth["cost"] / 4)


async def test_a_bill_can_be_chosen(desk: Desk) -> None:
    answer = await ask(desk, "manufacturing.explode_bom", product="VELO-FRAME", bom="FR-2", quantity=2)
    [tube] = rows(answer, "components")
    assert (code(tube["product"]), tube["quantity"]) == ("VELO-TUBE", 18.0)
    answer = await ask(desk, "manufacturing.explode_bom", bom="FR-1", quantity=2)
    assert rows(answer, "components")[0]["quantity"] == 6.0


async def test_the_bill_is_the_one_that_odoo_takes(desk: Desk, truth: dict[str, Any]) -> None:
    """A bill without a sequence comes after all that have one, though it reads as 0."""
    answer = await ask(desk, "manufacturing.explode_bom", product="VELO-LAMP")
    assert answer.facts["bill"].name == truth["lamp"] == "LA-2"
    assert "LA-1" in answer.facts["other bills"]


async def test_lines_of_other_variants_are_left_out(desk: Desk, truth: dict[str, Any]) -> None:
    assert len(truth["saddles"]) == 2
    for saddle, expected in truth["saddles"].items():
        answer = await ask(desk, "manufacturing.explode_bom", product=saddle)
        assert {code(row["product"]): row["quantity"] for row in rows(answer, "components")} == expected


def shape(part: Part) -> list[tuple[Any, ...]]:
    """What both ways to read a bill agree on."""
    return [
        (
            level,
            item.product.id,
            round(item.quantity, 4),
            item.unit,
            item.kit,
            round(item.cost or 0, 2),
            len(item.steps),
        )
        for level, item in part.walk()
        if not item.steps and level
    ]


async def test_both_ways_to_go_through_a_bill_say_the_same(tenant19: Tenant, cache: Path) -> None:
    """The way of versions before 17, against the report of 19: without operations, whose cycles 19 counts otherwise."""
    async with open_desk(tenant19, cache) as desk:
        work = await work_at(desk)
        bill = await bill_of(work, "FURN_8522", None)
        told_by_report = await by_overview(work, bill, 7)
        read = await by_levels(work, bill, 7)
        assert shape(read) == shape(told_by_report)
        assert replace(read, steps=(), cost=None).byproducts == told_by_report.byproducts


async def test_hidden_costs_are_left_out(factory: Tenant, cache: Path) -> None:
    """The report would tell them: the bill is read level by level instead, and the rest of it is all there."""
    hidden = {**BUILT_IN.hidden_fields, "product.product": ("standard_price",), "mrp.workcenter": ("costs_hour",)}
    async with open_desk(factory, cache, rules=replace(BUILT_IN, hidden_fields=hidden)) as desk:
        answer = await ask(desk, "manufacturing.explode_bom", product="VELO-BIKE", quantity=4)
    assert not [name for name in answer.facts if name.startswith("cost")]
    assert all("cost" not in table.columns for table in answer.tables)
    quantities = {code(row["product"]): row["quantity"] for row in rows(answer, "components")}
    assert (quantities["VELO-WHEEL"], quantities["VELO-PAINT"]) == (8.0, 0.4)


async def test_what_is_short_is_told_level_by_level(
    desk: Desk, bed: Bed, factory: Tenant, truth: dict[str, Any]
) -> None:
    """Three bicycles: needs from Odoo's own order for three, stock from the database."""
    needed = dict(truth["three"])
    answer = await ask(desk, "manufacturing.can_build", product="VELO-BIKE", quantity=3)
    free = {
        row["default_code"]: float(row["n"])
        for row in bed.sql(
            factory.version,
            factory.database,
            "SELECT p.default_code, sum(q.quantity - q.reserved_quantity) AS n FROM stock_quant q"
            " JOIN product_product p ON p.id = q.product_id JOIN stock_location l ON l.id = q.location_id"
            " WHERE l.usage = 'internal' AND p.default_code LIKE 'VELO-%' GROUP BY 1",
        )
    }
    del needed["VELO-PAINT"]
    found = {code(row["product"]): row for row in rows(answer, "components")}
    assert {name: row["needed"] for name, row in found.items()} == pytest.approx(needed)
    assert {name: row["free"] for name, row in found.items()} == {name: free[name] for name in needed}
    assert {name: row["short"] for name, row in found.items() if row["short"]} == {"VELO-FRAME": 2, "VELO-WHEEL": 3}
    # Two frames are made of 6 tubes, 10 are free; three wheels take 108 spokes and 3 rims, 100 and 1 are free.
    made = {code(row["product"]): row["missing for it"] for row in rows(answer, "parts to make")}
    assert made["VELO-FRAME"] == "nothing"
    assert "VELO-SPOKE" in made["VELO-WHEEL"]
    assert "VELO-RIM" in made["VELO-WHEEL"]
    short = {code(row["product"]): row["short"] for row in rows(answer, "materials short")}
    assert short == pytest.approx({"VELO-SPOKE": 8, "VELO-RIM": 2})
    assert "VELO-PAINT" in next(note for note in answer.notes if note.startswith("not counted"))
    assert "VELO-BELLKIT" in next(note for note in answer.notes if note.startswith("kits seen through"))


async def test_how_many_can_be_built(desk: Desk, truth: dict[str, Any]) -> None:
    """One of what is there; two when a frame and a wheel are made first: then the only rim is used up."""
    answer = await ask(desk, "manufacturing.can_build", product="VELO-BIKE", quantity=1)
    assert answer.title.endswith("can be built now")
    assert (answer.facts["can be built now"], answer.facts["with parts made first"]) == (1, 2)
    assert answer.facts["free finished stock"] == 2.0
    if truth["producible"] is not None:  # 14 does not say it
        assert answer.facts["can be built now"] == truth["producible"]
    answer = await ask(desk, "manufacturing.can_build", product="VELO-BIKE", quantity=2)
    assert "made from their own components" in answer.title


async def test_a_product_without_bill_is_said_to_have_none(desk: Desk) -> None:
    with pytest.raises(RecordMissing, match=r"has no bill of materials.*Velo Bike") as raised:
        await ask(desk, "manufacturing.can_build", product="VELO-LONELY", quantity=1)
    assert "bill_of_materials" in str(raised.value.advice)
    with pytest.raises(RecordMissing, match="has no bill 'XX'"):
        await ask(desk, "manufacturing.explode_bom", product="VELO-FRAME", bom="XX")


@pytest.mark.parametrize("wrong", [{"quantity": 0.0}, {"product": None}])
async def test_what_makes_no_sense_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentInvalid):
        await ask(desk, "manufacturing.explode_bom", **{"product": "VELO-FRAME", **wrong})


async def test_where_a_component_is_used_at_any_level(desk: Desk, bed: Bed, factory: Tenant) -> None:
    answer = await ask(desk, "manufacturing.where_used", product="VELO-SPOKE")
    found = {code(row["product"]): (row["level"], row["quantity"]) for row in rows(answer, "bills")}
    # Three dozens in a wheel, two wheels in a bicycle.
    assert found == {"VELO-WHEEL": (1, 36.0), "VELO-BIKE": (2, 72.0)}
    tubes = await ask(desk, "manufacturing.where_used", product="VELO-TUBE")
    expected = bed.sql(
        factory.version,
        factory.database,
        "SELECT count(DISTINCT l.bom_id) AS n FROM mrp_bom_line l JOIN product_product p ON p.id = l.product_id"
        " WHERE p.default_code = 'VELO-TUBE'",
    )
    direct = [row for row in rows(tubes, "bills") if row["level"] == 1]
    assert len(direct) == expected[0]["n"]
    by_code = {getattr(row["bill"], "name", None): row for row in direct}
    assert (by_code["FR-1"]["quantity"], by_code["FR-2"]["quantity"]) == (3.0, 9.0)
    assert [row["only for"] for row in direct if "Saddle" in row["product"]] == ["Red"]
    nowhere = await ask(desk, "manufacturing.where_used", product="VELO-LONELY")
    assert nowhere.title.endswith("in no bill")


MOST = {"explode_bom": (2, 10), "can_build": (4, 9), "where_used": (5, 14)}
"""Calls on 19 and 14."""
MORE = f"""{BIKE}
unit = env.ref('uom.product_uom_unit')
def find(code):
    return env['product.product'].search([('default_code', '=', 'VELO-' + code)])

def line(component):
    return (0, 0, {{'product_id': component.id, 'product_qty': 1, 'product_uom_id': unit.id}})

for number in range(30):
    part = env['product.product'].create({{'name': 'Velo part %s' % number}})
    env['mrp.bom'].create({{
        'product_tmpl_id': part.product_tmpl_id.id, 'product_qty': 1, 'bom_line_ids': [line(find('SPOKE'))],
    }})
    bill.write({{'bom_line_ids': [line(part)]}})
env.cr.commit()
"""


async def test_requests_grow_with_depth_only(factory: Tenant, cache: Path, bed: Bed) -> None:
    """The last one of the file: the parts that it adds to the bicycle stay."""
    sent: list[str] = []
    async with open_desk(factory, cache, sent=sent) as desk:
        await work_at(desk)

        async def counted(question: str) -> int:
            sent.clear()
            product = "VELO-SPOKE" if question == "where_used" else "VELO-BIKE"
            await ask(desk, f"manufacturing.{question}", product=product)
            return len(sent)

        first = {question: await counted(question) for question in MOST}
        assert all(first[question] <= most[factory.version == 14] for question, most in MOST.items()), first
        bed.shell(factory.version, factory.database, MORE)
        assert {question: await counted(question) for question in MOST} == first
