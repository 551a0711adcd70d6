"""The `order` argument: a list of fields with directions, checked against the schema."""

from __future__ import annotations

import re
from typing import Final

from atlas_odoo.business.subject import Subject
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.schema.catalogue import nearest

_TERM: Final = re.compile(r"(?P<path>[a-z_]\w*(?:\.\w+)*)(?:\s+(?P<way>asc|desc))?", re.IGNORECASE | re.ASCII)
_ADVICE: Final = 'Write a list such as "date_order desc, name".'


def ordering(about: Subject, order: str | None) -> str | None:
    """The order as Odoo takes it, made total by `id` so that pages do not overlap; None is the model's own order.

    Without `order` it is that of the business object.

    Raises ArgumentInvalid, FieldMissing or FieldHidden.
    """
    catalogue, model = about.binding.catalogue, about.model.name
    if order is None or not order.strip():
        own = about.bound.order if about.bound is not None else None
        return f"{own}, id" if own else None
    known = about.model
    terms: list[str] = []
    for text in order.split(","):
        match = _TERM.fullmatch(text.strip())
        if match is None:
            raise ArgumentInvalid(f"order: {text.strip()!r} is not a field with a direction.", advice=_ADVICE)
        path = about.path(match["path"])
        field = catalogue.path(model, path)[-1]
        if "." in path:
            raise ArgumentInvalid(
                f"order: Odoo cannot sort {model} by {path}.",
                advice=f"Sort by {path.partition('.')[0]}, or read the records of the other model.",
            )
        if not field.sortable:
            near = nearest(path, {name: item for name, item in known.fields.items() if item.sortable})
            raise ArgumentInvalid(
                f"order: {path} is computed and Odoo cannot sort by it.",
                advice=f"Fields that it can sort by: {', '.join(near)}." if near else _ADVICE,
            )
        terms.append(f"{path} {match['way'].lower()}" if match["way"] else path)
    if not any(term.split(" ")[0] == "id" for term in terms):
        terms.append("id")
    return ", ".join(terms)
