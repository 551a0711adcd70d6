"""Models, fields and finds as the `schema` commands show them."""

from __future__ import annotations

from typing import Any, Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.schema.catalogue import Access, Field, Model, Origin
from atlas_odoo.schema.search import Hit

_MARKS: Final = {Origin.STANDARD: "", Origin.ADDON: "add-on", Origin.CUSTOM: "custom"}
_MOST_VALUES: Final = 8


def hit_document(hit: Hit) -> dict[str, Json]:
    """A find, as data."""
    return {
        "model": hit.model,
        "field": hit.field,
        "label": hit.label,
        "type": hit.type,
        "origin": hit.origin.value,
        "score": hit.score,
    }


def hit_row(hit: Hit) -> tuple[str, str, str, str]:
    """A find, as a row."""
    return (f"{hit.model}.{hit.field}" if hit.field else hit.model, hit.label, hit.type, _MARKS[hit.origin])


def model_document(model: Model, access: Access) -> dict[str, Json]:
    """A model with all its fields, as data."""
    return {
        "model": model.name,
        "label": model.label,
        "origin": model.origin.value,
        "access": _access(access),
        "fields": {name: _field_document(field) for name, field in sorted(model.fields.items())},
        "methods": None if model.methods is None else list(model.methods),
    }


def model_facts(model: Model, access: Access) -> dict[str, str]:
    """A model in a few lines."""
    allowed = [name for name, yes in _access(access).items() if yes]
    facts = {
        "Model": f"{model.name} ({_MARKS[model.origin]})" if _MARKS[model.origin] else model.name,
        "Label": model.label,
        "Allowed": ", ".join(allowed) or "nothing",
        "Fields": str(len(model.fields)),
    }
    if model.methods is not None:
        facts["Methods"] = f"{len(model.methods)} public ones of its own; `--json` lists them"
    return facts


def field_row(field: Field) -> tuple[str, str, str, str]:
    """A field, as a row."""
    kind = f"{field.type} to {field.relation}" if field.relation else field.type
    notes = [
        _MARKS[field.origin],
        "required" if field.required else "",
        "read-only" if field.readonly else "",
        "" if field.searchable else "not searchable",
        _values(field),
    ]
    return (field.name, kind, field.label, ", ".join(note for note in notes if note))


def _field_document(field: Field) -> dict[str, Any]:
    """The facts of a field that say something; what is absent is false or none."""
    facts: dict[str, Any] = {
        "help": field.help,
        "required": field.required,
        "readonly": field.readonly,
        "relation": field.relation,
        "relation_field": field.relation_field,
        "selection": [list(pair) for pair in field.selection],
        "company_dependent": field.company_dependent,
        "currency_field": field.currency_field,
    }
    return {
        "type": field.type,
        "label": field.label,
        "origin": field.origin.value,
        "stored": field.stored,
        "searchable": field.searchable,
        "sortable": field.sortable,
        **{name: value for name, value in facts.items() if value},
    }


def _access(access: Access) -> dict[str, bool | None]:
    return {"read": access.read, "write": access.write, "create": access.create, "unlink": access.unlink}


def _values(field: Field) -> str:
    if not field.selection:
        return ""
    shown = " | ".join(value for value, _ in field.selection[:_MOST_VALUES])
    more = len(field.selection) - _MOST_VALUES
    return f"{shown} and {more} more" if more > 0 else shown
