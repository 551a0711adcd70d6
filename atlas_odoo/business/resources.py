"""What is readable by URI, and names to complete: the models, the schema of one, a field, a record."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_odoo.business import describe_model, get_records
from atlas_odoo.business.desk import Desk
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.schema.catalogue import Catalogue, nearest


async def schema_text(desk: Desk, model: str) -> str:
    """The description of a model. Raises ModelMissing or ModelHidden."""
    return (await describe_model.run(desk, describe_model.DescribeModel(object=model))).text


async def field_text(desk: Desk, model: str, field: str) -> str:
    """The description of one field. Raises FieldMissing, FieldHidden, ModelMissing or ModelHidden."""
    return (await describe_model.run(desk, describe_model.DescribeModel(object=model, fields=[field]))).text


async def models_text(desk: Desk) -> str:
    """Every model that may be read, with its label."""
    catalogue = await desk.gateway.catalogue()
    return "\n".join(
        [f"{len(catalogue)} models", *(f"{name}  {one_line(catalogue[name].label)}" for name in sorted(catalogue))]
    )


async def record_text(desk: Desk, model: str, number: int) -> str:
    """One record, what is filled in. Raises RecordMissing, ModelMissing or ModelHidden."""
    return (await get_records.run(desk, get_records.GetRecords(object=model, ids=[number]))).text


async def complete_model(desk: Desk, started: str) -> list[str]:
    """Business objects and models for what was typed so far; the server cuts them to what one answer may hold."""
    binding = await desk.binding()
    return _completed(started, (*binding.objects, *binding.catalogue))


async def complete_field(desk: Desk, model: str, started: str) -> list[str]:
    """Field names of a model for what was typed so far; the paths before the last dot are followed."""
    catalogue: Catalogue = await desk.gateway.catalogue()
    if model not in catalogue:
        return []
    here = catalogue[model]
    *before, last = started.split(".")
    for name in before:
        step = here.fields.get(name)
        if step is None or step.relation is None or step.relation not in catalogue:
            return []
        here = catalogue[step.relation]
    leading = "".join(f"{name}." for name in before)
    return [f"{leading}{name}" for name in _completed(last, here.fields)]


def _completed(started: str, names: Iterable[str]) -> list[str]:
    """Names that begin so, then those with it inside, then near ones."""
    lowered = started.lower()
    known = sorted(names)
    begin = [name for name in known if name.startswith(lowered)]
    inside = [name for name in known if lowered in name and not name.startswith(lowered)]
    return [*begin, *inside] or list(nearest(started, dict.fromkeys(known)))
