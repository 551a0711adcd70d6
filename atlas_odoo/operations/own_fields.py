"""Fields that a tenant made for itself, which ride along when a record is read: whoever made one asks for it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.operations.labels import label
from atlas_odoo.operations.result import Value
from atlas_odoo.schema.catalogue import Origin

if TYPE_CHECKING:
    from atlas_odoo.operations.work import Work

_SHORT: Final = frozenset(
    {"char", "text", "selection", "boolean", "integer", "float", "monetary", "date", "datetime", "many2one"}
)
_MOST: Final = 12


def own_fields(work: Work, object: str) -> tuple[str, ...]:  # noqa: A002 -- the word of this project for it
    """The names of the tenant's own fields of an object, as far as they say something short and are kept."""
    found = (
        name
        for name, item in work.object(object).fields.items()
        if item.field.origin is Origin.CUSTOM
        and item.field.stored
        and item.field.type in _SHORT
        and "." not in item.path
    )
    return tuple(found)[:_MOST]


def told(work: Work, object: str, record: Record) -> dict[str, Value]:  # noqa: A002 -- as above
    """What is filled in of them, by label."""
    fields = work.object(object).fields
    values = {name: label(work, object, name, record.get(name)) for name in own_fields(work, object)}
    return {fields[name].field.label: value for name, value in values.items() if value not in (None, "", False, 0)}
