"""JSON Schemas of structured answers. All tools answer with a table."""

from __future__ import annotations

from typing import Any, Final

_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
# Clients check every cell against the schema; a list of types costs them less than alternatives under `anyOf`.
_CELLS: Final = {"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}}
_TABLE: Final = {"columns": _TEXTS, "rows": {"type": "array", "items": _CELLS}}


def answer_schema(**more: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer: columns, rows, notes, and what `more` describes."""
    return {"type": "object", "properties": {**_TABLE, **more, "notes": _TEXTS}, "required": ["columns", "rows"]}


INTEGER: Final = {"type": "integer"}
TEXT: Final = {"type": "string"}
TEXTS: Final = _TEXTS
UNITS: Final = {"type": "object", "additionalProperties": TEXT}
"""Currency by column."""
LINES: Final = {"type": "object", "additionalProperties": {"type": "object", "properties": _TABLE}}
"""Tables of lines by field; the first column is the id of the record they belong to."""
