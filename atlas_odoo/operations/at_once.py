"""Records that names mean, with their fields in the same call, where each name is the very key of one record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.key_fields import MOST_PER_NAME, NAMES_PER_CALL, holding, matching
from atlas_odoo.operations.references import keys, plain

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Context
    from atlas_odoo.operations.work import Work

_NAME: Final = "display_name"


async def at_once(
    work: Work,
    object: str,  # noqa: A002 -- the word of this project for it
    references: Sequence[int | str],
    fields: Iterable[str],
    *,
    optional: Iterable[str] = (),
    context: Context | None = None,
) -> tuple[Record, ...]:
    """As `Work.named`, in one call (17+) where codes, numbers or full names are given, as is usual.

    Any other reference (an id, a part of a name, a name that several have) is looked up as `Work.named` does it.
    """
    bound = work.object(object)
    wanted = [plain(item) for item in references]
    names = [item.strip() for item in wanted if isinstance(item, str)]
    by = keys(bound.model, [bound])
    fields, optional = tuple(fields), tuple(optional)
    if names and by and len(names) == len(wanted) <= NAMES_PER_CALL:
        found = await work.find(
            object,
            (*fields, _NAME, *by),
            holding(names, by),
            optional=optional,
            limit=len(names) * MOST_PER_NAME,
            context=context,
        )
        matched = [matching(name, found.records, by) for name in names]
        if all(len(records) == 1 for records in matched) and len(found.records) < len(names) * MOST_PER_NAME:
            records = {record["id"]: record for record in found.records}
            return tuple(records[number] for number in dict.fromkeys(one.id for [one] in matched))
    return await work.named(object, references, fields, optional=optional, context=context)
