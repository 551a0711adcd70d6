"""Business objects as one tenant has them: every name leads to a field that exists and may be read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atlas_odoo.errors import FieldMissing
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.schema.catalogue import Catalogue, Field, Model, nearest

TO_MANY: Final = frozenset({"one2many", "many2many"})


@dataclass(frozen=True, slots=True)
class BoundField:
    """A business name and the field that it stands for.

    `path` is technical, such as `partner_id.country_id`; `field` is what stands at its end. `fields` are the fields of
    a list's records by business name, `columns` those of them that are shown by default.
    """

    name: str
    path: str
    field: Field
    fields: Mapping[str, BoundField] = dataclasses.field(default_factory=dict)
    columns: tuple[str, ...] = ()
    says: str | None = None


@dataclass(frozen=True, slots=True)
class BoundObject:
    """A business object on one tenant. `where` is what every record of it meets; `order` is technical."""

    name: str
    toolset: str
    title: str
    model: Model
    where: Domain
    fields: Mapping[str, BoundField]
    keys: tuple[str, ...]
    """Technical fields by which people name a record."""
    columns: tuple[str, ...]
    """Business paths shown in a listing."""
    details: tuple[str, ...]
    """Business paths shown of one record."""
    order: str | None = None
    says: str | None = None

    def path(self, name: str) -> str:
        """The technical path of a business path such as `lines.product`; a technical path stays as it is.

        Raises FieldMissing with near matches for a name that is neither.
        """
        first, _, rest = name.partition(".")
        bound = self.fields.get(first)
        if bound is None:
            if first in self.model.fields:
                return name
            raise self._missing(first)
        if not rest:
            return bound.path
        if not bound.fields:
            return f"{bound.path}.{rest}"
        second, _, deeper = rest.partition(".")
        below = bound.fields.get(second)
        path = below.path if below is not None else second
        return f"{bound.path}.{path}.{deeper}" if deeper else f"{bound.path}.{path}"

    def has(self, name: str) -> bool:
        """Whether this tenant has the field of that business path."""
        first, _, rest = name.partition(".")
        bound = self.fields.get(first)
        return bound is not None and (not rest or not bound.fields or rest.partition(".")[0] in bound.fields)

    def present(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of `names` that this tenant has, for operations that do without the others."""
        return tuple(name for name in names if self.has(name))

    def expanded(self, names: Iterable[str]) -> Iterator[str]:
        """`names`, with a bare list such as `lines` replaced by its default columns."""
        for name in names:
            bound = self.fields.get(name)
            if bound is None or not bound.columns:
                yield name
                continue
            for column in bound.columns:
                yield f"{name}.{column}"

    def _missing(self, name: str) -> FieldMissing:
        labels = {item.name: item.field.label for item in self.fields.values()}
        near = nearest(name, self.fields, labels) or nearest(name, self.model.fields)
        return FieldMissing(
            f"{self.name} has no field {name!r} in this tenant.",
            model=self.model.name,
            near=near,
            advice=None if near else f"Fields of {self.name}: {', '.join(self.fields)}.",
        )


@dataclass(frozen=True, slots=True)
class BoundQuestion:
    """A question whose operation works on this tenant."""

    name: str
    toolset: str
    operation: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Left:
    """Something of a tool file that this tenant does not get, and why."""

    toolset: str
    name: str
    """`quotation`, `quotation.margin` or the name of a question."""
    reason: str


@dataclass(frozen=True, slots=True)
class Binding:
    """The tool files on one tenant. `catalogue` is what they were bound to; `left` says what is missing and why."""

    catalogue: Catalogue
    objects: Mapping[str, BoundObject]
    questions: tuple[BoundQuestion, ...]
    left: tuple[Left, ...] = ()
    aliases: Mapping[str, str] = dataclasses.field(default_factory=dict)
