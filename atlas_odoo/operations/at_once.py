"""Records whose key fields hold the very names that were given, with what is read of them in the same call.

Codes, numbers and full names are what people mostly give: then nothing else has to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from atlas_odoo.objects.reading import Record, Wanted
from atlas_odoo.odoo.key_fields import MOST_PER_NAME, NAMES_PER_CALL, holding, matching
from atlas_odoo.odoo.plan import Read, Reference, Spec
from atlas_odoo.operations.references import keys, plain

if TYPE_CHECKING:
    from atlas_odoo.gateway import Gateway
    from atlas_odoo.objects.bound import BoundObject
    from atlas_odoo.odoo.call import Context

_NAME: Final = "display_name"


@dataclass(frozen=True, slots=True)
class Held:
    """`meant` are the records that hold each name, none where it is a part of a name; `records` are all of them by id.

    Both are empty when nothing was searched for.
    """

    meant: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    records: Mapping[int, Record] = field(default_factory=dict)


async def held(
    gateway: Gateway, about: BoundObject, references: Sequence[int | str], plan: Wanted, context: Context
) -> Held:
    """What the names among `references` hold, in one call (17+). Ids are not looked up, nor more names than fit."""
    given = (item.strip() for item in map(plain, references) if isinstance(item, str))
    names = tuple(dict.fromkeys(name for name in given if name))
    by = keys(about.model, [about])
    if not by or not 0 < len(names) <= NAMES_PER_CALL:
        return Held()
    wanted = {spec.name for spec in plan.specs}
    telling = tuple(Spec(name, about.model.field(name).type) for name in (_NAME, *by) if name not in wanted)
    domain = (*about.where, *holding(names, by))
    limit = len(names) * MOST_PER_NAME
    page = await gateway.read(
        Read(about.model.name, domain, (*plan.specs, *telling), limit=limit, total=False, context=context)
    )
    return Held(
        {name: matching(name, page.records, by) for name in names},
        {raw["id"]: plan.record(raw) for raw in page.records},
    )
