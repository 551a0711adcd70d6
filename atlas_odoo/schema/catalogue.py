"""The tenant's models and fields, as values.

A `Catalogue` is immutable and holds no connection: planning, policy and rendering read it without I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from atlas_odoo.errors import FieldMissing, ModelMissing

SHORTEST_PART: Final = 4
"""Names shorter than this are part of too many others to be a hint."""


class Origin(StrEnum):
    """Where a model or field comes from, judged against the shipped baseline of the tenant's version."""

    STANDARD = "standard"
    """In the baseline."""
    ADDON = "addon"
    """Not in the baseline, but defined by code: another Odoo app or a third party's."""
    CUSTOM = "custom"
    """Made in this tenant (Studio, `x_`)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as this tenant has it. `searchable` and `sortable` say whether Odoo can filter and order by it."""

    name: str
    type: str
    label: str
    help: str | None = None
    required: bool = False
    readonly: bool = False
    stored: bool = True
    searchable: bool = True
    sortable: bool = True
    relation: str | None = None
    relation_field: str | None = None
    selection: tuple[tuple[str, str], ...] = ()
    """(value, label) pairs."""
    company_dependent: bool = False
    currency_field: str | None = None
    origin: Origin = Origin.STANDARD


@dataclass(frozen=True, slots=True)
class Access:
    """What the integration user may do with a model; None is not known."""

    read: bool | None = None
    write: bool | None = None
    create: bool | None = None
    unlink: bool | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One model as this tenant has it. `methods` are the public ones where discovery could see them."""

    name: str
    label: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    access: Access = Access()
    methods: tuple[str, ...] | None = None
    origin: Origin = Origin.STANDARD

    def field(self, name: str) -> Field:
        """The field called `name`. Raises FieldMissing with near matches."""
        found = self.fields.get(name)
        if found is None:
            near = nearest(name, self.fields, {item.name: item.label for item in self.fields.values()})
            raise FieldMissing(f"{self.name} has no field {name!r} in this tenant.", model=self.name, near=near)
        return found

    def hides(self, name: str) -> bool:  # noqa: ARG002 -- a plain model hides nothing; what callers see may
        """Whether rules keep a field of that name from callers."""
        return False


class Catalogue(Mapping[str, Model]):
    """Models by name. Built from one parse function per model, so that only what is used is decoded."""

    def __init__(self, loaders: Mapping[str, Callable[[], Model]], *, fingerprint: str, version: int) -> None:
        self._loaders = dict(loaders)
        self._models: dict[str, Model] = {}
        self.fingerprint = fingerprint
        """Changes whenever the discovered schema does."""
        self.version = version
        """Odoo's major version."""

    def __getitem__(self, name: str) -> Model:
        found = self._models.get(name)
        if found is None:
            found = self._models[name] = self._loaders[name]()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaders)

    def __len__(self) -> int:
        return len(self._loaders)

    def __contains__(self, name: object) -> bool:
        return name in self._loaders

    def model(self, name: str) -> Model:
        """The model called `name`. Raises ModelMissing with near matches."""
        if name not in self._loaders:
            raise ModelMissing(
                f"This tenant has no model {name!r}, or the integration user may not read it.",
                model=name,
                near=nearest(name, self._loaders),
            )
        return self[name]

    def hides(self, name: str) -> bool:  # noqa: ARG002 -- as for a model
        """Whether rules keep a model of that name from callers."""
        return False

    def path(self, model: str, path: str) -> tuple[Field, ...]:
        """The fields along a dotted path such as `partner_id.country_id.code`.

        Raises FieldMissing for a step that does not exist, or one that goes on after a field without relation.
        """
        steps: list[Field] = []
        here = self.model(model)
        names = path.split(".")
        for index, name in enumerate(names):
            step = here.field(name)
            steps.append(step)
            if index + 1 < len(names):
                if step.relation is None:
                    raise FieldMissing(
                        f"{here.name}.{name} is a {step.type} field: the path {path!r} cannot go on after it.",
                        advice="Only many2one, one2many and many2many fields lead to another model.",
                    )
                here = self.model(step.relation)
        return tuple(steps)


def nearest(
    name: str, names: Mapping[str, object], labels: Mapping[str, str] | None = None, most: int = 3
) -> tuple[str, ...]:
    """The existing names closest to `name`, by spelling, by part, or by label."""
    wanted = name.lower().replace(" ", "_")
    found = get_close_matches(wanted, list(names), n=most, cutoff=0.7)
    parts = [
        item for item in names if min(len(wanted), len(item)) >= SHORTEST_PART and (wanted in item or item in wanted)
    ]
    by_label = [item for item, label in (labels or {}).items() if label.lower() == name.lower().replace("_", " ")]
    return tuple(dict.fromkeys([*by_label, *found, *sorted(parts, key=len)]))[:most]
