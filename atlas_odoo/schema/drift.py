"""What changed between two catalogues, as a value, and in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from atlas_odoo.schema.catalogue import Field, Model
from atlas_odoo.schema.fields import MAGIC

FACTS: Final = ("type", "relation", "label", "required", "readonly", "selection")
"""What is compared between two discoveries."""
BASELINE_FACTS: Final = ("type", "relation", "required", "selection")
"""What is compared with a baseline, which holds no more."""


@dataclass(frozen=True, slots=True)
class ModelChange:
    """A model that came or went; `fields` is the number of its fields."""

    model: str
    label: str
    fields: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that came or went."""

    model: str
    field: str
    type: str
    label: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a field that is another one now; `fact` is one of `FACTS`."""

    model: str
    field: str
    fact: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything that differs. Empty means the same."""

    models_added: tuple[ModelChange, ...] = ()
    models_removed: tuple[ModelChange, ...] = ()
    fields_added: tuple[FieldChange, ...] = ()
    fields_removed: tuple[FieldChange, ...] = ()
    changed: tuple[FactChange, ...] = ()

    def __bool__(self) -> bool:
        return any((self.models_added, self.models_removed, self.fields_added, self.fields_removed, self.changed))

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Drift:
        """What `as_json` gave. Raises KeyError or TypeError when it is something else."""
        return cls(
            models_added=tuple(ModelChange(**row) for row in data["models_added"]),
            models_removed=tuple(ModelChange(**row) for row in data["models_removed"]),
            fields_added=tuple(FieldChange(**row) for row in data["fields_added"]),
            fields_removed=tuple(FieldChange(**row) for row in data["fields_removed"]),
            changed=tuple(FactChange(**row) for row in data["changed"]),
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """One line for each change, models first, in the order of their names."""
        return (
            *(f"+ {row.model} ({_words(row.label)}{row.fields} fields)" for row in self.models_added),
            *(f"- {row.model} ({_words(row.label)}{row.fields} fields)" for row in self.models_removed),
            *(f"+ {row.model}.{row.field}: {_kind(row)}" for row in self.fields_added),
            *(f"- {row.model}.{row.field}: {_kind(row)}" for row in self.fields_removed),
            *(f"~ {row.model}.{row.field}: {_change(row)}" for row in self.changed),
        )

    @property
    def summary(self) -> str:
        """The numbers, in one sentence."""
        parts = [
            _count(self.models_added, "model", "added"),
            _count(self.models_removed, "model", "removed"),
            _count(self.fields_added, "field", "added"),
            _count(self.fields_removed, "field", "removed"),
            _count(self.changed, "field", "changed"),
        ]
        said = [part for part in parts if part]
        return f"{', '.join(said)}." if said else "Nothing changed."


def diff(before: Mapping[str, Model], after: Mapping[str, Model], facts: Collection[str] = FACTS) -> Drift:
    """What is different in `after`, as far as `facts`. Models on one side only are told without their fields."""
    added: list[FieldChange] = []
    removed: list[FieldChange] = []
    changed: list[FactChange] = []
    for name in sorted(set(before) & set(after)):
        old, new = before[name].fields, after[name].fields
        added += [_field(name, new[key]) for key in sorted(new.keys() - old.keys())]
        removed += [_field(name, old[key]) for key in sorted(old.keys() - new.keys())]
        for key in sorted(old.keys() & new.keys()):
            if old[key] != new[key]:
                changed += [change for change in _changes(name, old[key], new[key]) if change.fact in facts]
    return Drift(
        models_added=tuple(_model(after[name]) for name in sorted(set(after) - set(before))),
        models_removed=tuple(_model(before[name]) for name in sorted(set(before) - set(after))),
        fields_added=tuple(added),
        fields_removed=tuple(removed),
        changed=tuple(changed),
    )


def diff_baseline(standard: Mapping[str, Model], tenant: Mapping[str, Model]) -> Drift:
    """What a tenant has besides and instead of the standard; fields that are on every model do not count."""
    drift = diff(standard, tenant, BASELINE_FACTS)
    own = (row for row in drift.fields_added if row.field not in MAGIC)
    return replace(drift, fields_added=tuple(own))


def _model(model: Model) -> ModelChange:
    return ModelChange(model.name, model.label, len(model.fields))


def _field(model: str, field: Field) -> FieldChange:
    return FieldChange(model, field.name, field.type, field.label, field.relation)


def _changes(model: str, old: Field, new: Field) -> list[FactChange]:
    pairs = [
        ("type", old.type, new.type),
        ("relation", old.relation or "", new.relation or ""),
        ("label", old.label, new.label),
        ("required", _yes(value=old.required), _yes(value=new.required)),
        ("readonly", _yes(value=old.readonly), _yes(value=new.readonly)),
        ("selection", *_selections(old, new)),
    ]
    return [FactChange(model, new.name, fact, before, after) for fact, before, after in pairs if before != after]


def _selections(old: Field, new: Field) -> tuple[str, str]:
    """Only the values and labels that differ, each side's in its own order; the order alone is no difference.

    A baseline has values without labels, or nothing for a long selection: what it does not know is not compared.
    """
    if old.selection and not any(label for _, label in old.selection):
        left, right = [value for value, _ in old.selection], [value for value, _ in new.selection]
    elif not old.selection and not old.label:
        return "", ""
    else:
        left, right = (
            [f"{value} ({label})" for value, label in old.selection],
            [f"{value} ({label})" for value, label in new.selection],
        )
    return (
        ", ".join(value for value in left if value not in right),
        ", ".join(value for value in right if value not in left),
    )


def _yes(*, value: bool) -> str:
    return "yes" if value else "no"


def _words(label: str) -> str:
    return f"{label}, " if label else ""


def _kind(row: FieldChange) -> str:
    kind = f"{row.type} to {row.relation}" if row.relation else row.type
    return f'{kind}, "{row.label}"' if row.label and row.label != row.field else kind


def _change(row: FactChange) -> str:
    if row.fact == "selection":
        gone = f"no longer {row.before}" if row.before else ""
        come = f"now also {row.after}" if row.after else ""
        return f"selection {'; '.join(part for part in (gone, come) if part)}"
    return f"{row.fact} {row.before or 'none'} -> {row.after or 'none'}"


def _count(rows: tuple[object, ...], noun: str, what: str) -> str:
    return f"{len(rows)} {noun}{'s' if len(rows) > 1 else ''} {what}" if rows else ""
