"""What the description of find_records says about a tenant's business objects and custom models."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from atlas_odoo import shipped
from atlas_odoo.business.binding import bound
from atlas_odoo.business.object_list import BUDGET, offered
from atlas_odoo.business.toolbox import TOOLS, tools_of
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.objects.files import load
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.schema.catalogue import Catalogue, Origin
from tests.business.tenants import MODELS, ORDER, OWN, field, model, visible


@pytest.fixture(scope="module")
def own() -> Binding:
    return bound((OWN,), visible())


def documents(catalogue: Catalogue, **conditions: list[object]) -> Binding:
    """Objects on sale.order with much to say, by name, each with a condition."""
    fields: dict[str, object] = {f"word_{number}": "note" for number in range(20)}
    fields |= {"number": "name", "customer": "partner_id", "state": "state", "total": "amount_total"}
    lines = {"field": "order_line", "fields": {"product": "product_id"}}
    objects: dict[str, object] = {
        name: {
            "model": "sale.order",
            "title": name,
            "where": where,
            "keys": ["number"],
            "fields": fields | {"lines": lines, name: "validity_date"},
            "columns": ["number", "customer", "total", name],
        }
        for name, where in conditions.items()
    }
    return bound((ToolFile.model_validate({"toolset": "own", "title": "Own", "objects": objects}),), catalogue)


def customised(number: int) -> Catalogue:
    """The tenant with so many custom models of twenty fields each."""
    fields = [field(f"x_field_{place:02}", "char", origin=Origin.CUSTOM) for place in range(19)]
    name = field("x_name", "char", origin=Origin.CUSTOM)
    many = [model(f"x_thing_{place:02}", name, *fields, origin=Origin.CUSTOM) for place in range(number)]
    models = {**MODELS, **{item.name: item for item in many}}
    return Catalogue({key: partial(models.__getitem__, key) for key in models}, fingerprint="hand", version=19)


def test_custom_fields_and_objects_are_told_with_values(own: Binding) -> None:
    said = offered(own)
    assert "order(x_delivery_window, x_studio_sel_1=a|b" in said
    assert "equipment(name, value)" in said
    assert "x_equipment" not in said
    assert offered(own, 0) == "order, equipment"


def test_custom_models_without_an_object_are_told_too() -> None:
    bare = bound((), visible())
    assert offered(bare) == "x_equipment(x_name, x_value)"
    assert "Objects, with some fields: x_equipment(x_name, x_value)." in tools_of(bare)[2].description
    said = offered(bound((), customised(30)))
    assert len(said.encode()) <= BUDGET
    assert said.count("x_thing") == 10
    assert "x_thing_00(x_name, x_field_00, x_field_01" in said
    assert "x_field_05" not in said


def test_a_document_shows_its_columns_the_states_that_it_can_have_and_its_lines() -> None:
    some = documents(
        visible(), offer=[["state", "in", ["draft", "sent"]]], order=[["state", "=", "sale"]], any_order=[]
    )
    assert offered(some).split("), ")[:3] == [
        "offer(x_delivery_window, x_studio_sel_1=a|b, number, customer, state=draft|sent, total, offer, lines",
        "order(as offer, state=sale, order",
        "any_order(as offer, state=draft|sent|sale|cancel, any_order",
    ]


def test_many_custom_models_leave_half_of_the_room_to_objects() -> None:
    said = offered(documents(customised(30), offer=[]), 900)
    assert len(said.encode()) <= 900
    assert "offer(x_delivery_window, x_studio_sel_1=a|b, number, customer, state=" in said
    assert "x_thing_09(x_name" in said


@pytest.mark.parametrize("companies", [(), (Reference(1, "One"), Reference(2, "Two"))])
def test_hundreds_of_custom_fields_cost_no_more_than_is_laid_out_for_them(companies: tuple[Reference, ...]) -> None:
    own = {name: field(name, "char") for name in (f"x_studio_something_of_ours_{number:03}" for number in range(200))}
    own = {name: replace(item, origin=Origin.CUSTOM) for name, item in own.items()}
    models = {**MODELS, "sale.order": replace(ORDER, fields={**ORDER.fields, **own})}
    many = Catalogue({name: partial(models.__getitem__, name) for name in models}, fingerprint="hand", version=19)
    said = offered(documents(many, offer=[]))
    assert len(said.encode()) <= BUDGET
    assert re.search(r"offer\(x_delivery_window, [^)]*, 202 x_ fields\)", said)
    sizes = [
        sum(len(tool.description) for tool in tools_of(documents(catalogue, offer=[]), companies))
        for catalogue in (visible(), many)
    ]
    assert sizes[1] - sizes[0] < BUDGET


def test_a_question_without_an_operation_does_not_take_the_others_down(own: Binding) -> None:
    tools = tools_of(own)
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS]
    assert [(item.name, item.reason) for item in own.left if item.name == "riddle"] == [
        ("riddle", "there is no operation own.riddle")
    ]


def test_the_shipped_objects_stay_within_the_budget() -> None:
    binding = bound(load(Path(shipped.folder("tools"))).files, visible())
    said = offered(binding)
    assert len(said.encode()) <= BUDGET
    for name in binding.objects:
        assert name in said
