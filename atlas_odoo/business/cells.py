"""One value of a record as one cell: None, a number, a boolean, or short text."""

from __future__ import annotations

import json
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.characters import clean
from atlas_odoo.odoo.execute_values import TO_MANY
from atlas_odoo.odoo.plan import Lines, Reference
from atlas_odoo.operations.plain_text import cut, from_html

Cell = str | int | float | bool | None

INLINE: Final = 8
"""Records of a list field that are named in its cell."""
DIGITS: Final = 6
"""Decimals that are kept: Odoo's own precision is at most this, the rest is binary noise."""


def cell(value: Json, kind: str, limit: int) -> Cell:
    """`value` of a field of type `kind`; texts are cut after `limit` characters."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | int | float):
        return tidy(value) if isinstance(value, float) else value
    if isinstance(value, Reference) or kind == "many2one":
        return cut(named(value), limit)
    if isinstance(value, list) and kind in TO_MANY:
        return _listed(value, limit)
    return _text(value, kind, limit)


def tidy(value: float) -> float | int:
    """A number without binary noise, and without a fraction of zero."""
    rounded = round(value, DIGITS)
    return int(rounded) if rounded.is_integer() else rounded


def named(record: Json) -> str:
    """A record that another one points to, as `id name`; without a name when only its id is known."""
    if isinstance(record, Reference):
        return f"{record.id} {clean(record.name)}"
    if isinstance(record, dict):
        name = record.get("display_name")
        return f"{record['id']} {clean(name)}" if isinstance(name, str) else str(record["id"])
    return str(record)


def written(value: Cell) -> str:
    """A cell as it stands in a line of text, which it cannot break out of."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.replace("\n", " ⏎ ").replace("|", "\\|").replace("\t", " ")
    return str(value)


def _listed(items: list[Json], limit: int) -> str | None:
    shown = [cut(named(item), limit) for item in items[:INLINE]]
    total = items.total if isinstance(items, Lines) else len(items)
    rest = f" (+{total - len(shown)})" if total > len(shown) else ""
    return ", ".join(shown) + rest if shown else None


def _text(value: Json, kind: str, limit: int) -> str:
    if kind == "properties" and isinstance(value, list):
        return cut(", ".join(_property(item) for item in value if item.get("value") not in (None, False)), limit)
    if not isinstance(value, str):
        return cut(clean(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)), limit)
    if kind == "binary":
        return f"<binary {value}>" if len(value) < limit and value[:1].isdigit() else "<binary>"
    if kind == "datetime":
        return value.removesuffix(":00") if value.count(":") > 1 else value
    if kind == "html":
        value = from_html(value)
    return cut(clean(value), limit)


def _property(item: dict[str, Json]) -> str:
    """One of a record's properties, as `label: value`."""
    return clean(f"{item.get('string') or item.get('name')}: {item['value']}")
