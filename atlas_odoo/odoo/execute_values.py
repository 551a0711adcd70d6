"""Odoo's values as a plan's values, the same for every version. Pure.

`specification` is what 17+ reads by; `from_web` takes its answers, `from_read` those of the older `read`, whose
relations hold ids that are filled in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Lines, Reference, Spec

TO_MANY = frozenset({"one2many", "many2many"})
_SIZE = re.compile(r"[0-9][0-9.,]* ?[A-Za-z]{1,5}")
_MAX_SIZE = 24


def specification(fields: Sequence[Spec]) -> dict[str, Json]:
    """The specification of `web_search_read` and `web_read` (17+)."""
    return {spec.name: _shape(spec) for spec in fields}


def _shape(spec: Spec) -> dict[str, Json]:
    if spec.type == "many2one":
        return {"fields": {"display_name": {}, **specification(spec.fields)}}
    if spec.type in TO_MANY and spec.fields:
        shape: dict[str, Json] = {"fields": specification(spec.fields)}
        return shape if spec.limit is None else {**shape, "limit": spec.limit}
    return {}


def from_web(row: dict[str, Json], fields: Sequence[Spec]) -> dict[str, Json]:
    """A record of `web_search_read` or `web_read`."""
    return {"id": row["id"], **{spec.name: _from_web(row.get(spec.name), spec) for spec in fields}}


def _from_web(value: Json, spec: Spec) -> Json:
    if spec.type == "many2one" and isinstance(value, dict):
        if not spec.fields:
            return _reference(value["id"], value.get("display_name"))
        record = from_web(value, spec.fields)
        return {"id": record.pop("id"), "display_name": _text(value.get("display_name")), **record}
    if spec.type in TO_MANY:
        # Beyond the limit Odoo gives `{"id": 5}` only: those lines count, but are not read.
        lines = _cut(value, spec)
        return Lines((from_web(line, spec.fields) for line in lines), lines.total) if spec.fields else lines
    return scalar(value, spec.type)


def from_read(row: dict[str, Json], fields: Sequence[Spec]) -> dict[str, Json]:
    """A record of `read` or `search_read`: relations as References and ids, sub-fields not read yet."""
    return {"id": row["id"], **{spec.name: _from_read(row.get(spec.name), spec) for spec in fields}}


def _from_read(value: Json, spec: Spec) -> Json:
    if spec.type == "many2one" and isinstance(value, list | tuple):
        return _reference(*value)
    if spec.type in TO_MANY:
        return _cut(value, spec)
    return scalar(value, spec.type)


def related_ids(value: Json) -> tuple[int, ...]:
    """The ids that a relation of `from_read` holds."""
    if isinstance(value, Reference):
        return (value.id,)
    return tuple(value or ())


def filled(value: Json, related: dict[int, dict[str, Json]], fields: Sequence[Spec]) -> Json:
    """A relation of `from_read` with the records that were read since.

    A record that cannot be read keeps its id and name, as Odoo gives them to everybody, and its fields are empty; a
    line that cannot be read is left out, since nothing of it is known.
    """
    if isinstance(value, Reference):
        found = related.get(value.id) or {spec.name: Lines((), 0) if spec.type in TO_MANY else None for spec in fields}
        return {"id": value.id, "display_name": value.name, **found}
    if isinstance(value, Lines):
        return Lines((related[line] for line in value if line in related), value.total)
    return value


def scalar(value: Json, kind: str) -> Json:
    """A value that is no relation; Odoo writes False for what is empty, or an empty text (html on 14)."""
    if kind == "boolean":
        return bool(value)
    if value is False or value is None or value == "" or (kind == "many2one_reference" and not value):
        return None
    if kind == "binary":
        return _size(value)
    return value


def _size(value: Json) -> str:
    """The size that Odoo gave; where a computed field gave content all the same, the size of that."""
    text = str(value)
    if len(text) <= _MAX_SIZE and _SIZE.fullmatch(text):
        return text
    return f"{len(text) * 3 // 4 / 1024:.2f} Kb"


def _reference(number: int, name: Json) -> Reference:
    return Reference(number, _text(name))


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _cut(value: Json, spec: Spec) -> Lines:
    found = value or []
    return Lines(found if spec.limit is None else found[: spec.limit], len(found))
