"""Fields and models in words: what the schema tools and resources show."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from atlas_odoo.business.subject import Subject
from atlas_odoo.objects.bound import BoundField, BoundObject
from atlas_odoo.objects.worth import ranked
from atlas_odoo.odoo.characters import clean, one_line
from atlas_odoo.odoo.domain import to_odoo
from atlas_odoo.operations.plain_text import cut
from atlas_odoo.schema.catalogue import Access, Field, Model, Origin

MOST_VALUES: Final = 12
MOST_OWN: Final = 6
"""Fields of the tenant's own that come before states and lists; there may be a hundred."""
LABEL: Final = 60
STATE: Final = "state"
COLUMNS: Final = ("field", "type", "label", "marks")
OBJECT_COLUMNS: Final = ("field", "stands for", "type", "marks")


def kind(field: Field, most: int = MOST_VALUES) -> str:
    """The type with what belongs to it: the other model, the values of a selection, the currency."""
    if field.relation:
        return f"{field.type} {field.relation}"
    if field.type == "monetary" and field.currency_field:
        return f"monetary in {field.currency_field}"
    if not field.selection:
        return field.type
    shown = [
        value if label.lower().replace(" ", "_") == value.lower() else f"{value}={clean(label)}"
        for value, label in field.selection[:most]
    ]
    rest = f", +{len(field.selection) - most}" if len(field.selection) > most else ""
    return f"selection {', '.join(shown)}{rest}"


def marks(field: Field) -> str | None:
    """What is special about a field to someone who reads, in words."""
    said = [
        word
        for word, holds in (
            (field.origin.value, field.origin is not Origin.STANDARD),
            ("required", field.required),
            ("not searchable", not field.searchable),
            ("per company", field.company_dependent),
        )
        if holds
    ]
    return ", ".join(said) or None


def described(field: Field, most: int = MOST_VALUES) -> list[str | None]:
    """A field as one row of COLUMNS."""
    return [field.name, kind(field, most), cut(clean(field.label), LABEL), marks(field)]


def permitted(access: Access) -> str:
    """What this user may do with a model."""
    known = {
        "read": access.read,
        "write": access.write,
        "create": access.create,
        "delete": access.unlink,
    }
    may = [name for name, allowed in known.items() if allowed]
    unknown = [name for name, allowed in known.items() if allowed is None]
    said = f"the integration user may {', '.join(may)}" if may else "the integration user may do nothing"
    if len(unknown) == len(known):
        return "access not known"
    return f"{said}; not known: {', '.join(unknown)}" if unknown else said


def headline(model: Model, access: Access) -> str:
    """A model in one line."""
    return f"{model.name} ({one_line(model.label)}), {model.origin}, {len(model.fields)} fields; {permitted(access)}"


def matching(model: Model, text: str) -> list[Field]:
    """The fields that have to do with every word of `text`: first those called so, then those explained so."""
    words = text.lower().replace("_", " ").split()
    called: list[Field] = []
    explained: list[Field] = []
    for field in ranked(model):
        name = f"{field.name} {field.label}".lower().replace("_", " ")
        labels = " ".join(label for _, label in field.selection)
        said = f"{name} {field.help or ''} {field.relation or ''} {labels}".lower()
        if all(word in name for word in words):
            called.append(field)
        elif all(word in said for word in words):
            explained.append(field)
    return called + explained


def object_headline(bound: BoundObject, access: Access) -> str:
    """A business object in one line, with the model behind it and what all its records meet."""
    where = f" where {json.dumps(to_odoo(bound.where), ensure_ascii=False)}" if bound.where else ""
    said = f". {bound.says.rstrip('.')}" if bound.says else ""
    return f"{bound.name} ({one_line(bound.title)}): {bound.model.name}{where}; {permitted(access)}{said}"


def main_first(bound: BoundObject) -> list[BoundField]:
    """The fields of an object, the most useful first: its columns, states and lists, some of the tenant's own."""
    columns = [name.partition(".")[0] for name in bound.columns]
    fields = bound.fields.values()
    own = [item.name for item in fields if item.field.origin is Origin.CUSTOM]
    states = [item.name for item in fields if item.field.selection]
    lists = [item.name for item in fields if item.fields]
    details = [name.partition(".")[0] for name in bound.details]
    names = dict.fromkeys((*columns, *own[:MOST_OWN], *states, *lists, *details, *bound.fields))
    return [bound.fields[name] for name in names if name in bound.fields]


def in_short(bound: BoundObject, item: BoundField) -> list[str | None]:
    """A field of an object as a row of OBJECT_COLUMNS; a list with the names of its records' fields."""
    row = _business(bound, item, item.name)
    if item.fields:
        row[-1] = "; ".join(part for part in (row[-1], f"has {', '.join(item.fields)}") if part)
    return row


def in_full(bound: BoundObject) -> list[list[str | None]]:
    """The fields of an object as rows of OBJECT_COLUMNS; the fields of lists follow their list."""
    rows: list[list[str | None]] = []
    for item in main_first(bound):
        rows.append(_business(bound, item, item.name))
        rows += [_business(bound, below, f"{item.name}.{below.name}") for below in item.fields.values()]
    return rows


def held(bound: BoundObject, item: BoundField) -> tuple[tuple[str, str], ...]:
    """The values of a selection, with their labels, that records of this object can have."""
    only = next((term[2] for term in bound.where if term[0] == item.path and term[1] in {"=", "in"}), None)
    kept = only if isinstance(only, tuple) else (only,)
    return tuple(pair for pair in item.field.selection if only is None or pair[0] in kept)


def called(about: Subject) -> str:
    """What a call is about, with its states when it has not all of them: `quotation (state draft|sent)`."""
    state = about.bound.fields.get(STATE) if about.bound is not None else None
    if about.bound is None or state is None:
        return about.name
    values = [value for value, _ in held(about.bound, state)]
    return about.name if len(values) == len(state.field.selection) else f"{about.name} ({STATE} {'|'.join(values)})"


def _business(bound: BoundObject, item: BoundField, name: str) -> list[str | None]:
    values = held(bound, item) if name == item.name else item.field.selection
    field = replace(item.field, selection=values, required=False)
    said = ", ".join(part for part in (item.says, marks(field)) if part)
    return [name, item.path, kind(field), said or None]
