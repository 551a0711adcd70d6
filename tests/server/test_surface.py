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

from atlas_odoo.business.toolbox import TOOLS
from atlas_odoo.server.app import INSTRUCTIONS, build
from atlas_odoo.server.listing import listing
from scripts import reference
from tests.server.stub import Saved

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
LISTED = listing(TOOLS)
SIMPLE = {"string", "integer", "number", "boolean", "array", "object", "null"}

every_tool = pytest.mark.parametrize("tool", LISTED, ids=lambda tool: tool.name)


def wire(tool: Tool) -> dict[str, Any]:
    return tool.model_dump(by_alias=True, exclude_none=True, mode="json")


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


def test_the_five_tools_are_listed_in_a_stable_order() -> None:
    assert [tool.name for tool in LISTED] == [
        "search_schema",
        "describe_model",
        "find_records",
        "get_records",
        "aggregate_records",
    ]


@every_tool
def test_names_and_words(tool: Tool) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", tool.name)
    assert tool.title
    assert tool.description
    assert 40 <= len(tool.description) <= 300


@every_tool
def test_all_four_annotations_are_set_and_true(tool: Tool) -> None:
    hints = tool.annotations
    assert hints is not None
    assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint) == (
        True,
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
        assert "title" not in inner, place
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
    assert tool.input_schema["additionalProperties"] is False
    for name, item in tool.input_schema["properties"].items():
        assert len(item["description"]) >= 10, name
        assert item.get("default", "") is not None, name


@every_tool
def test_required_arguments_are_required_by_the_model_too(tool: Tool) -> None:
    model = next(item.arguments for item in TOOLS if item.name == tool.name)
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert set(tool.input_schema.get("required", [])) == required


@every_tool
def test_a_tool_looks_as_reviewed(tool: Tool) -> None:
    path = SNAPSHOTS / f"{tool.name}.json"
    text = json.dumps(wire(tool), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "UPDATE_SNAPSHOTS=1 accepts the change"


def test_no_snapshot_is_left_of_a_tool_that_is_gone() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.json")} == {tool.name for tool in LISTED}


def test_the_tools_fit_in_a_context_window() -> None:
    """A cap on what every conversation pays before it begins; the instructions are part of it."""
    listed = json.dumps([wire(tool) for tool in LISTED], separators=(",", ":"), ensure_ascii=False)
    assert len(listed.encode()) <= 9000
    assert len(INSTRUCTIONS) <= 600


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_both_eras_list_the_same_tools(mode: str) -> None:
    async with Client(build(TOOLS, Saved().desks), mode=mode) as client:
        assert client.instructions == INSTRUCTIONS
        listed = (await client.list_tools()).tools
    assert [wire(tool) for tool in listed] == [wire(tool) for tool in LISTED]


def test_the_reference_and_the_readme_say_what_the_code_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["reference", "--check"])
    assert reference.main() == 0, capsys.readouterr().out
