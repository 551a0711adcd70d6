"""The variants that references mean, with their fields: a template's name means all of its variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from atlas_odoo.errors import RecordMissing, ReferenceAmbiguous
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Context
from atlas_odoo.operations.work import Work


async def variants_of(
    work: Work,
    references: Sequence[int | str],
    fields: Iterable[str],
    *,
    optional: Iterable[str] = (),
    context: Context | None = None,
) -> tuple[Record, ...]:
    """The products in the order of `references`, in as many calls however many there are.

    Raises ReferenceAmbiguous with choices, RecordMissing with near matches, ArgumentInvalid when there are none.
    """
    fields, optional = tuple(fields), tuple(optional)
    try:
        return await work.named("product", references, fields, optional=optional, context=context)
    except ReferenceAmbiguous as ambiguous:
        # Mostly the name of a template: all its variants have it.
        if not work.has("product_template") or not all(isinstance(item, str) for item in references):
            raise
        try:
            templates = await work.named("product_template", references, ("variants.code",))
        except (ReferenceAmbiguous, RecordMissing):
            raise ambiguous from None
    ids = [variant["id"] for template in templates for variant in template["variants"]]
    return await work.get("product", ids, fields, optional=optional, context=context)
