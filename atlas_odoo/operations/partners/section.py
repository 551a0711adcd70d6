"""One part of the picture of a partner, as a value: facts, at most one table, and what there is none of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.result import Table, Value


@dataclass(frozen=True, slots=True)
class Section:
    """`none` names what was looked for and is not there."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    table: Table | None = None
    none: str | None = None


def facts(sections: Iterable[Section]) -> dict[str, Value]:
    """The facts of all sections that say something; of amounts that are zero only what is receivable."""
    return {
        name: value
        for section in sections
        for name, value in section.facts.items()
        if value not in (None, "", 0) or (value == 0 and name.startswith("receivable"))
    }


def currency(value: Value) -> str | None:
    """The name of a record's currency."""
    return value.name if isinstance(value, Reference) else None
