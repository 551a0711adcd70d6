"""Records that hold the very names or ids that were given, with what is read of them in the same call.

Codes, numbers, full names and ids are what people mostly give: then nothing else has to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.key_fields import MOST_PER_NAME, NAMES_PER_CALL, holding, matching
from atlas_odoo.odoo.plan import Domain, Read, Reference, Spec

if TYPE_CHECKING:
    from atlas_odoo.gateway import Gateway
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.schema.catalogue import Model

LARGEST: Final = 2**31 - 1
"""Odoo's ids are PostgreSQL integers; 14 fails on larger ones with an SQL error."""
_NAME: Final = "display_name"


@dataclass(frozen=True, slots=True)
class Held:
    """`meant` are the records that hold each name, none where it is a part of a name; `records` are all by id."""

    meant: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    records: Mapping[int, dict[str, Json]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Among:
    """Where records are looked for: those of `model` that meet `where`, by the text fields `keys`."""

    model: Model
    where: Domain
    keys: tuple[str, ...]

    async def held(
        self,
        gateway: Gateway,
        names: Sequence[str],
        ids: Sequence[int] = (),
        specs: Sequence[Spec] = (),
        context: Context = Context(),
    ) -> Held:
        """The records that hold `names`, and those of `ids` (archived ones too), with `specs`: one call as a rule.

        Names that are digits cost nothing more; of others each `NAMES_PER_CALL` take a call.
        """
        possible = tuple(dict.fromkeys(number for number in ids if 0 < number <= LARGEST))
        asked = tuple(dict.fromkeys(name for name in names if name)) if self.keys else ()
        digits = tuple(name for name in asked if name.isdecimal())
        cased = tuple(name for name in asked if not name.isdecimal())
        parts = [cased[start : start + NAMES_PER_CALL] for start in range(0, len(cased), NAMES_PER_CALL)] or [()]
        plans = [
            self._plan((*part, *digits), possible, specs, context)
            if part is parts[0]
            else self._plan(part, (), specs, context)
            for part in parts
            if part or digits or possible
        ]
        pages = await side_by_side(gateway.read(plan) for plan in plans)
        rows = {row["id"]: row for row in chain(*(page.records for page in pages))}
        return Held({name: matching(name, rows.values(), self.keys) for name in asked}, rows)

    def _plan(self, names: Sequence[str], ids: tuple[int, ...], specs: Sequence[Spec], context: Context) -> Read:
        named = holding(names, self.keys)
        if named and ids and "active" in self.model.fields:
            # With a term on it Odoo shows archived records, and ids mean those too.
            named = ("&", ("active", "=", True), *named)
        if ids:
            named = ("|", ("id", "in", ids), *named) if named else (("id", "in", ids), *self._archived())
        wanted = {spec.name for spec in specs}
        telling = (Spec(name, self.model.field(name).type) for name in (_NAME, *self.keys) if name not in wanted)
        limit = len(names) * MOST_PER_NAME + len(ids)
        return Read(
            self.model.name, (*self.where, *named), (*specs, *telling), limit=limit, total=False, context=context
        )

    def _archived(self) -> Domain:
        return (("active", "in", (True, False)),) if "active" in self.model.fields else ()
