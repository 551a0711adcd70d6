"""The JSON Schema that editors check tool files with, from the models that the program checks them with.

What each key means is said once, in the docstring below it. pydantic would take them (`use_attribute_docstrings`), but
at every start of a server, where that costs 11 ms.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from atlas_odoo.objects import definition
from atlas_odoo.objects.definition import ToolFile

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def tool_schema() -> str:
    """The schema as text."""
    schema = ToolFile.model_json_schema(mode="validation")
    said = dict(_said())
    for name, item in ((ToolFile.__name__, schema), *schema["$defs"].items()):
        for key, property_ in item["properties"].items():
            property_["description"] = said[name, key]
    head = {"$schema": _DRAFT, "title": "A tool file of atlas-odoo"}
    return json.dumps({**head, **_plain(schema)}, indent=2) + "\n"


def _said() -> Iterator[tuple[tuple[str, str], str]]:
    """What stands below each key of each model."""
    for node in ast.parse(inspect.getsource(definition)).body:
        if isinstance(node, ast.ClassDef):
            for field, docstring in pairwise(node.body):
                if isinstance(field, ast.AnnAssign) and isinstance(docstring, ast.Expr):
                    words = " ".join(str(ast.literal_eval(docstring.value)).split())
                    yield (node.name, ast.unparse(field.target)), words


def _plain(schema: Any) -> Any:
    """Without titles that repeat a name, nulls and empty defaults; names that do not fit their pattern are refused."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    alternatives = [item for item in schema.get("anyOf", ()) if item.get("type") != "null"]
    if len(alternatives) == 1:
        schema = {**alternatives[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    kept = {
        key: _plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value in (None, [], {}))
    }
    return {**kept, "additionalProperties": False} if "patternProperties" in kept else kept
