from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from atlas_odoo.business.selection import Chosen, check, choose
from atlas_odoo.business.tool import Hints, Tool
from atlas_odoo.business.toolbox import TOOLS, tools_of
from atlas_odoo.errors import SettingInvalid
from atlas_odoo.objects.definition import ToolFile
from scripts.standard import binding

SALES = replace(TOOLS[0], name="order_progress", toolset="sales")
STOCK = replace(TOOLS[0], name="stock_levels", toolset="inventory")
WRITER = replace(
    TOOLS[0],
    name="confirm_order",
    toolset="sales",
    hints=Hints(read_only=False, destructive=False, idempotent=True, open_world=True),
)
ALL: tuple[Tool[Any, Any], ...] = (*TOOLS, SALES, STOCK, WRITER)
FILES = (
    ToolFile.model_validate(
        {
            "toolset": "sales",
            "title": "Sales",
            "questions": {"order_progress": {"operation": "sales.progress", "title": "Progress", "says": "How far."}},
            "aliases": {"progress_of_order": "order_progress"},
        }
    ),
    ToolFile(toolset="inventory", title="Inventory"),
)
GENERIC = [tool.name for tool in TOOLS]


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        (Chosen(), [*GENERIC, "order_progress", "stock_levels", "confirm_order"]),
        (Chosen(toolsets=("generic",)), GENERIC),
        (Chosen(toolsets=("inventory", "sales")), ["order_progress", "stock_levels", "confirm_order"]),
        (Chosen(tools=("stock_levels",)), ["stock_levels"]),
        (Chosen(toolsets=("sales",), tools=("find_records",)), ["find_records", "order_progress", "confirm_order"]),
        (Chosen(read_only=True), [*GENERIC, "order_progress", "stock_levels"]),
        (Chosen(toolsets=("sales",), read_only=True), ["order_progress"]),
        (Chosen(tools=("confirm_order",), read_only=True), []),
        (Chosen(tools=("progress_of_order",)), ["order_progress"]),
    ],
)
def test_what_was_asked_for_is_offered_in_the_order_of_all(chosen: Chosen, offered: list[str]) -> None:
    assert [tool.name for tool in choose(ALL, chosen, {"progress_of_order": "order_progress"})] == offered


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (Chosen(toolsets=("sale",)), r"There is no toolset called 'sale'\. Did you mean sales\?"),
        (Chosen(tools=("find_record",)), r"There is no tool called 'find_record'\. Did you mean find_records"),
        (Chosen(toolsets=("sales", "zzz")), r"'zzz'\. There are: generic, inventory, sales\."),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_near_ones(chosen: Chosen, told: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        check(chosen, FILES, GENERIC)
    assert re.search(told, caught.value.text)


def test_known_names_are_not_refused() -> None:
    check(Chosen(("sales", "generic"), ("find_records", "order_progress", "progress_of_order")), FILES, GENERIC)


def test_only_what_merely_reads_is_offered_read_only() -> None:
    tools = tools_of(binding(19))
    offered = choose(tools, Chosen(read_only=True))
    assert {tool.name for tool in tools} - {tool.name for tool in offered} == {"get_document"}
