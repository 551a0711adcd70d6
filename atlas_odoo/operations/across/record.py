"""One record of any object or model, by what people call it."""

from __future__ import annotations

from typing import Final

from atlas_odoo.errors import ModelMissing
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import ReadIds, Reference, Spec
from atlas_odoo.operations.references import resolve
from atlas_odoo.operations.work import Work
from atlas_odoo.schema.catalogue import Model

_WHOLE: Final = {"product.product": "product_tmpl_id"}
"""Models whose records share what is said of them, and their files, with the record that a field points to."""


async def model_of(work: Work, name: str) -> Model:
    """The model behind a business object's name or under its own. Raises ModelMissing or ModelHidden."""
    try:
        return work.object(name).model
    except ModelMissing:
        if "." not in name and name not in work.catalogue:
            raise
    return await work.gateway.model(name)


async def one(work: Work, name: str, reference: int | str) -> tuple[Model, Reference]:
    """The model, and the record of it that `reference` means; what an object leaves out counts too.

    Raises ReferenceAmbiguous with choices, RecordMissing with near matches.
    """
    model = await model_of(work, name)
    resolved = await resolve(work.gateway, work.binding, model, [reference], heads=True)
    if not resolved.ids:
        raise resolved.failure(name)
    for meant in resolved.meant.values():
        return model, meant
    plan = ReadIds(model.name, resolved.ids, (Spec("display_name", "char"),))
    for record in (await work.gateway.read_ids(plan)).records:
        return model, Reference(record["id"], record["display_name"] or "")
    raise resolved.absent(name, resolved.ids)


async def belonging(work: Work, model: Model, record: Reference) -> tuple[Json, ...]:
    """The condition, in the words of messages, activities and files, under which they belong to a record."""
    mine = (("model", "=", model.name), ("record_id", "=", record.id))
    field = model.fields.get(_WHOLE.get(model.name, ""))
    if field is None or field.relation is None:
        return mine
    plan = ReadIds(model.name, (record.id,), (Spec(field.name, field.type, field.relation),))
    for found in (await work.gateway.read_ids(plan)).records:
        if isinstance(whole := found[field.name], Reference):
            return ("|", "&", *mine, "&", ("model", "=", field.relation), ("record_id", "=", whole.id))
    return mine
