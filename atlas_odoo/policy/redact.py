"""What came back, cut down to what was asked for and allowed: Odoo may answer with more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Lines, Page, Spec

ALWAYS: Final = frozenset({"id", "display_name"})
"""What names a record; no rule hides it."""


def redacted(fields: tuple[Spec, ...], page: Page) -> Page:
    """`page` with the values of `fields` only, at every depth."""
    return Page(records=tuple(_records(fields, page.records)), total=page.total)


def _records(fields: tuple[Spec, ...], records: Iterable[dict[str, Json]]) -> list[dict[str, Json]]:
    allowed = ALWAYS.union(spec.name for spec in fields)
    nested = [spec for spec in fields if spec.fields]
    kept = [{name: value for name, value in record.items() if name in allowed} for record in records]
    for record in kept:
        for spec in nested:
            value = record.get(spec.name)
            if isinstance(value, dict):
                record[spec.name] = _records(spec.fields, [value])[0]
            elif isinstance(value, Lines):
                record[spec.name] = Lines(_records(spec.fields, value), value.total)
    return kept
