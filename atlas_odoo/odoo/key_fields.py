"""Names against the fields by which records are told apart: the condition, and which record a name means. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Domain, Reference

NAMES_PER_CALL: Final = 25
"""Names searched for in one call: without regard to case the database looks at each record for each name."""
MOST_PER_NAME: Final = 8
"""Records found for one name; whoever asks needs one, or a few to choose from."""
_WILD: Final = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def holding(names: Sequence[str], keys: Sequence[str]) -> Domain:
    """The condition that one of the key fields holds one of the names, in whatever case; none without either."""
    stripped = tuple(name.strip() for name in names)
    cased = [name for name in stripped if not name.isdecimal()]
    terms: list[Json] = [(key, "in", stripped) for key in keys if stripped]
    terms += [(key, "=ilike", name.translate(_WILD)) for key in keys for name in cased]
    return (*("|" for _ in terms[1:]), *terms)


def matching(name: str, rows: Iterable[dict[str, Json]], keys: Sequence[str]) -> tuple[Reference, ...]:
    """The records that hold the very name, else those that hold it in other case."""
    exact: list[Reference] = []
    alike: list[Reference] = []
    for row in rows:
        held = [value.strip() for value in (row[key] for key in keys) if isinstance(value, str)]
        reference = Reference(row["id"], row["display_name"] or "")
        if name in held:
            exact.append(reference)
        elif name.casefold() in (value.casefold() for value in held):
            alike.append(reference)
    return tuple((exact or alike)[:MOST_PER_NAME])
