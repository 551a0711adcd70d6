"""The published JSON Schema says the same as the program, in words that editors show."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from atlas_odoo import shipped
from atlas_odoo.objects.document import Document, read
from scripts.tool_schema import tool_schema
from tests.objects.samples import QUOTATION

FOLDER = shipped.folder("tools")


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))


def valid(schema: Any, text: str) -> bool:
    document = read(text)
    assert isinstance(document, Document)
    return bool(jsonschema.Draft202012Validator(schema).is_valid(document.data))


def test_it_is_current_and_a_schema(schema: Any) -> None:
    assert json.loads(tool_schema()) == schema, "run `make fix`"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_every_shipped_file_keeps_to_it(schema: Any) -> None:
    for path in FOLDER.glob("*.yaml"):
        assert valid(schema, path.read_text(encoding="utf-8")), path.name


def test_every_key_says_what_it_means(schema: Any) -> None:
    for item in (schema, *schema["$defs"].values()):
        assert item["description"]
        for key, said in item["properties"].items():
            assert len(said["description"]) > 10, key


@pytest.mark.parametrize(
    ("was", "now", "good"),
    [
        ("number: name", "number: [name, x_number]", True),
        ("number: name", "number: {field: name, says: The number on paper}", True),
        ("number: name", "number: {field: [name, x_number]}", True),
        ("model: sale.order", "model: [sale.order, x_order]", True),
        ("number: name", "number: 3", False),
        ("number: name", "number: []", False),
        ("number: name", "number: {says: Nothing}", False),
        ("number: name", "Number: name", False),
        ("title: Quotations", "titel: Quotations", False),
        ("title: Quotations", "", False),
    ],
)
def test_it_takes_short_forms_and_refuses_what_the_program_refuses(schema: Any, was: str, now: str, good: bool) -> None:  # noqa: FBT001 -- a row of the table
    assert valid(schema, QUOTATION)
    assert valid(schema, QUOTATION.replace(was, now)) is good
