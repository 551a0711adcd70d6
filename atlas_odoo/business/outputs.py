"""JSON Schemas of structured answers. All tools answer with a table."""

from __future__ import annotations

from typing import Any, Final

_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
# A list of types would be shorter and cheaper to check, but strict clients take one type each (MCP Inspector warns).
# Clients try the alternatives in order, so the common ones come first.
_CELLS: Final = {
    "type": "array",
    "items": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}, {"type": "boolean"}]},
}
_TABLE: Final = {"columns": _TEXTS, "rows": {"type": "array", "items": _CELLS}}


def answer_schema(**more: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer: columns, rows, notes, and what `more` describes."""
    return {"type": "object", "properties": {**_TABLE, **more, "notes": _TEXTS}, "required": ["columns", "rows"]}


INTEGER: Final = {"type": "integer"}
TEXT: Final = {"type": "string"}
TEXTS: Final = _TEXTS
UNITS: Final = {"type": "object", "additionalProperties": TEXT}
"""Currency by column."""
LINES: Final = {"type": "object", "additionalProperties": {"type": "object"}}
"""Tables of lines by field, with columns and rows; the first column is the id of the record they belong to."""
