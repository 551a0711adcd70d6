"""What clients see of the tools: checked as strict clients do, and kept as snapshots for review.

`UPDATE_SNAPSHOTS=1 python -m pytest tests/server/test_surface.py` writes the snapshots anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client
from mcp_types import Tool

from atlas_odoo.business.instructions import MOST
from atlas_odoo.business.selection import Chosen
from atlas_odoo.business.toolbox import tools_of
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.server.app import build
from atlas_odoo.server.listed_tools import listing
from atlas_odoo.server.surface import Surface, wire
from scripts import reference
from scripts.standard import NEWEST, VERSIONS, binding, files, standard
from tests.server.stub import TOOLS, Saved, surface

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
OFFER = standard(NEWEST)
LISTED = OFFER.surface.tools
SIMPLE = {"string", "integer", "number", "boolean", "array", "object", "null"}
MOST_TOOLS = 30
MOST_BYTES = 24_000
MOST_INPUT_BYTES = 16_000
"""What every conversation pays before it begins: all of tools/list, and without the output schemas."""
MOST_COMPANY_BYTES = 1_500
"""What it costs besides that a user of several companies may choose one."""

every_tool = pytest.mark.parametrize("tool", LISTED, ids=lambda tool: tool.name)


def places(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with where it stands."""
    yield place, schema
    for name, item in schema.get("properties", {}).items():
        yield from places(item, f"{place}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from places(schema[key], f"{place}[{key}]")
    for key in ("anyOf", "oneOf", "allOf"):
        for number, item in enumerate(schema.get(key, [])):
            yield from places(item, f"{place}|{number}")


def test_the_shipped_files_have_no_faults() -> None:
    assert not files().faults


def test_the_generic_tools_come_first() -> None:
    assert [tool.name for tool in LISTED[:5]] == [
        "search_schema",
        "describe_model",
        "find_records",
        "get_records",
        "aggregate_records",
    ]


@every_tool
def test_names_and_words(tool: Tool) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", tool.name)
    assert tool.title != tool.name.replace("_", " ").capitalize(), "a title that repeats the name is not listed"
    assert tool.description
    tells_objects = tool.name == "find_records"
    assert 40 <= len(tool.description) <= (2600 if tells_objects else 300)


@every_tool
def test_all_four_annotations_are_set_and_true(tool: Tool) -> None:
    hints = tool.annotations
    assert hints is not None
    assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint) == (
        tool.name != "get_document",  # Odoo writes a token to the record
        False,
        True,
        True,
    )


@every_tool
@pytest.mark.parametrize("side", ["input_schema", "output_schema"])
def test_schemas_are_plain_and_complete(tool: Tool, side: str) -> None:
    schema = getattr(tool, side)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert not {"anyOf", "oneOf", "allOf", "$ref", "$defs", "not", "enum"} & set(schema)
    for place, inner in places(schema):
        assert "$ref" not in inner, place
        assert "title" not in inner or place.endswith("properties"), place
        kinds = inner.get("type", [])
        kinds = {kinds} if isinstance(kinds, str) else set(kinds)
        assert kinds <= SIMPLE, place
        assert kinds or inner.get("anyOf") or inner.get("enum"), f"{place} allows anything"
        if "array" in kinds:
            assert inner.get("items"), f"{place} is an array of anything"
        cell = side == "output_schema" and place.endswith("rows[items][items]")
        assert cell or isinstance(inner.get("type", ""), str), f"{place}: strict clients want one type"


@every_tool
def test_every_argument_is_described_and_no_other_is_taken(tool: Tool) -> None:
    model = next(item.arguments for item in OFFER.tools if item.name == tool.name)
    assert model.model_config.get("extra") == "forbid"
    for name, item in tool.input_schema["properties"].items():
        assert item.get("description"), f"{name} is not described"
        assert item.get("default", "") is not None, name


@every_tool
def test_required_arguments_are_required_by_the_model_too(tool: Tool) -> None:
    model = next(item.arguments for item in OFFER.tools if item.name == tool.name)
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert set(tool.input_schema.get("required", [])) == required


@every_tool
def test_a_tool_looks_as_reviewed(tool: Tool) -> None:
    path = SNAPSHOTS / f"{tool.name}.json"
    text = json.dumps(wire(tool), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), "UPDATE_SNAPSHOTS=1 takes the new tool in"
    assert path.read_text(encoding="utf-8") == text, "UPDATE_SNAPSHOTS=1 accepts the change"


def test_no_snapshot_is_left_of_a_tool_that_is_gone() -> None:
    known = {tool.name for tool in LISTED}
    left = {path for path in SNAPSHOTS.glob("*.json") if path.stem not in known}
    if os.environ.get("UPDATE_SNAPSHOTS"):
        for path in left:
            path.unlink()
        return
    assert not left


@pytest.mark.parametrize("version", VERSIONS)
def test_the_tools_fit_in_a_context_window(version: int) -> None:
    """A standard Odoo has all apps that the files know: no tenant's list is much longer."""
    fits(standard(version).surface)


def test_a_user_of_several_companies_pays_little_for_the_choice() -> None:
    """As much for a hundred companies as for two: their names are told when one is not known."""
    many = [Reference(number, f"Company {number}") for number in range(100)]
    one, two, hundred = (
        size([wire(tool) for tool in listing(tools_of(binding(19), many[:number]))]) for number in (1, 2, 100)
    )
    assert one < two <= one + MOST_COMPANY_BYTES
    assert hundred == two


def fits(shown: Surface) -> None:
    """Fail when a surface is larger than a conversation should pay for."""
    tools = [wire(tool) for tool in shown.tools]
    inputs = [{key: value for key, value in tool.items() if key != "outputSchema"} for tool in tools]
    assert len(tools) <= MOST_TOOLS
    assert size(tools) <= MOST_BYTES
    assert size(inputs) <= MOST_INPUT_BYTES
    assert len(shown.instructions.encode()) <= MOST


def size(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def test_both_versions_offer_the_same_tools() -> None:
    assert [tool.name for tool in standard(14).tools] == [tool.name for tool in standard(19).tools]


def test_a_choice_of_toolsets_leaves_the_others_out() -> None:
    names = {tool.name for tool in standard(NEWEST, Chosen(toolsets=("sales",))).surface.tools}
    assert "order_progress" in names
    assert not names & {"find_records", "stock_levels"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_both_eras_list_the_same_tools(mode: str) -> None:
    async with Client(build(Saved().serving), mode=mode) as client:
        assert client.instructions == surface(TOOLS).instructions
        listed = (await client.list_tools()).tools
    assert [wire(tool) for tool in listed] == [wire(tool) for tool in surface(TOOLS).tools]


def test_the_reference_and_the_readme_say_what_the_code_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["reference", "--check"])
    assert reference.main() == 0, capsys.readouterr().out
