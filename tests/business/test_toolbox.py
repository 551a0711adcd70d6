"""The surface that clients see: small, complete, and fit for strict ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.business.aggregate_records import plan_aggregate
from atlas_odoo.business.find_records import plan_find
from atlas_odoo.business.get_records import plan_get
from atlas_odoo.business.toolbox import TOOLS
from atlas_odoo.errors import AtlasError
from atlas_odoo.server.arguments import checked
from atlas_odoo.server.listing import listing
from tests.business.tenants import visible

LISTED = [tool.model_dump(by_alias=True, exclude_none=True, mode="json") for tool in listing(TOOLS)]


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key == "properties":
                for item in value.values():
                    yield from schemas(item)
            elif key in {"items", "additionalProperties"}:
                yield from schemas(value)
            elif key == "anyOf":
                for item in value:
                    yield from schemas(item)


def test_five_tools_in_a_stable_order() -> None:
    assert [tool["name"] for tool in LISTED] == [
        "search_schema",
        "describe_model",
        "find_records",
        "get_records",
        "aggregate_records",
    ]


def test_the_whole_listing_is_at_most_nine_kilobytes() -> None:
    assert len(json.dumps({"tools": LISTED}, separators=(",", ":")).encode()) <= 9_000


@pytest.mark.parametrize("tool", LISTED, ids=lambda tool: tool["name"])
def test_schemas_suit_strict_clients(tool: dict[str, Any]) -> None:
    for top in (tool["inputSchema"], tool["outputSchema"]):
        jsonschema.Draft202012Validator.check_schema(top)
        assert top["type"] == "object"
        assert not {"anyOf", "oneOf", "allOf", "$defs"} & set(top)
        for schema in schemas(top):
            assert not {"$ref", "title", "oneOf"} & set(schema)
            assert isinstance(schema.get("type", ""), str)
            assert "type" in schema or "anyOf" in schema
            # The cells of answers carry no type: clients would check each of them, and models never see that schema.
            if schema.get("type") == "array" and top is tool["inputSchema"]:
                assert schema["items"]
    assert tool["inputSchema"]["additionalProperties"] is False
    assert all(item.get("description") for item in tool["inputSchema"]["properties"].values())


@pytest.mark.parametrize("tool", LISTED, ids=lambda tool: tool["name"])
def test_annotations_are_stated_and_true(tool: dict[str, Any]) -> None:
    assert tool["annotations"] == {
        "readOnlyHint": True,
        "destructiveHint": False,
        "idempotentHint": True,
        "openWorldHint": True,
    }
    assert len(tool["description"]) <= 300


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["sale.order", "name", "state", "partner_id.name", "password", "=", "any", "|", "count > 1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=12,
)  # fmt: skip
PLANS: list[tuple[str, Callable[[Any], object]]] = [
    ("find_records", lambda arguments: plan_find(visible(), arguments)),
    ("get_records", lambda arguments: plan_get(visible(), arguments, (1,))),
    ("aggregate_records", lambda arguments: plan_aggregate(visible(), arguments)),
]


@pytest.mark.parametrize(("name", "plan"), PLANS)
@given(data=st.data())
def test_whatever_is_sent_is_planned_or_refused_in_words(
    name: str, plan: Callable[[Any], object], data: st.DataObject
) -> None:
    tool = next(tool for tool in TOOLS if tool.name == name)
    names = sorted(tool.arguments.model_fields)
    sent = data.draw(st.dictionaries(st.sampled_from(names), JSON_VALUES)) | {"model": "sale.order", "ids": [1]}
    if "ids" not in names:
        del sent["ids"]
    with suppress(AtlasError):
        plan(checked(name, tool.arguments, sent))
