"""What came back, cut down to what was asked for and allowed: Odoo may answer with more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Lines, Page, Spec
from atlas_odoo.policy.rules import Rules

ALWAYS: Final = frozenset({"id", "display_name"})
"""What names a record; no rule hides it."""
_SEPARATORS: Final = re.compile(r"\W+")


def redacted(rules: Rules, fields: tuple[Spec, ...], page: Page) -> Page:
    """`page` with the values of `fields` only, at every depth, and without properties that sound like secrets."""
    return Page(records=tuple(_records(rules, fields, page.records)), total=page.total)


def _records(rules: Rules, fields: tuple[Spec, ...], records: Iterable[dict[str, Json]]) -> list[dict[str, Json]]:
    allowed = ALWAYS.union(spec.name for spec in fields)
    nested = [spec for spec in fields if spec.fields or spec.type == "properties"]
    kept = [{name: value for name, value in record.items() if name in allowed} for record in records]
    for record in kept:
        for spec in nested:
            value = record.get(spec.name)
            if spec.type == "properties":
                record[spec.name] = _properties(rules, value)
            elif isinstance(value, dict):
                record[spec.name] = _records(rules, spec.fields, [value])[0]
            elif isinstance(value, Lines):
                record[spec.name] = Lines(_records(rules, spec.fields, value), value.total)
    return kept


def _properties(rules: Rules, value: Json) -> Json:
    """Properties bring their labels along: `[{"name": ..., "string": "WiFi password", "value": ...}]`."""
    if not isinstance(value, list):
        return None
    return [
        item
        for item in value
        if isinstance(item, dict)
        and not rules.sounds_secret(str(item.get("name") or ""))
        and not label_is_secret(rules, str(item.get("string") or ""))
    ]


def label_is_secret(rules: Rules, label: str) -> bool:
    """Where no technical name is known, or it says nothing: a label is judged as a label, and as a name too."""
    return rules.label_sounds_secret(label) or rules.sounds_secret(_SEPARATORS.sub("_", label))
