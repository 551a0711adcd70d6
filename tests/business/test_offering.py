"""What the description of find_records says about a tenant's business objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_odoo import shipped
from atlas_odoo.business.binding import bound
from atlas_odoo.business.offering import BUDGET, offered
from atlas_odoo.business.toolbox import TOOLS, tools_of
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.files import load
from tests.business.tenants import OWN, visible


@pytest.fixture(scope="module")
def own() -> Binding:
    return bound((OWN,), visible())


def test_custom_fields_and_objects_are_always_told(own: Binding) -> None:
    for budget in (BUDGET, 0):
        said = offered(own, budget)
        assert "order(x_delivery_window, x_studio_sel_1" in said
        assert "equipment(name, value)" in said


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
