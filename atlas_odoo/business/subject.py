"""What a call is about: a business object or a model, and fields of it by business or technical name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated, Final

from pydantic import AliasChoices
from pydantic import Field as Input

from atlas_odoo.errors import FieldMissing, ModelMissing
from atlas_odoo.objects.bound import TO_MANY, Binding, BoundField, BoundObject
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.operations.candidates import covering
from atlas_odoo.schema.catalogue import Field, Model, nearest

_NONE: Final[Mapping[str, BoundField]] = {}
_MOST_NEAR: Final = 4


ObjectName = Annotated[
    str,
    Input(
        validation_alias=AliasChoices("object", "model"),
        description="quotation, or a model: sale.order",
    ),
]
"""The argument `object` of a tool; `model`, its name before there were objects, is still understood."""


@dataclass(frozen=True, slots=True)
class Walked:
    """Where a path leads: `path` in technical names, `field` at its end, None after something without relation.

    `names` are the words that lead to a field, by technical path; below a list they count from the list.
    """

    path: str
    field: Field | None
    names: Mapping[str, str]
    last: BoundField | None
    """What the last word stands for, when it is one of the business."""
    there: Place | None
    """The records at its end, when it leads to some."""


@dataclass(frozen=True, slots=True)
class Place:
    """A model on the way of a path. `fields` are the business names that count here; `spoken` puts them first."""

    binding: Binding
    model: Model
    label: str
    fields: Mapping[str, BoundField]
    spoken: bool

    def walk(self, path: str) -> Walked:
        """The way that `path` describes, such as `lines.product`, `customer.country` or `partner_id.country_id`.

        A word of the business is understood as one first, and so is what follows it; after a technical name the
        technical ones come first. Raises FieldMissing with near matches of both kinds, FieldHidden, ModelMissing.
        """
        here: Place | None = self
        steps: list[str] = []
        words: list[str] = []
        names: dict[str, str] = {}
        item: Field | None = None
        last: BoundField | None = None
        every = path.strip().split(".")
        for number, word in enumerate(every):
            if here is None:  # a part of a date, or a path that goes on where it cannot: whoever sends it judges that
                steps += every[number:]
                return Walked(".".join(steps), None, names, None, None)
            last, item = here.step(word)
            steps += last.path.split(".") if last is not None else [word]
            words.append(word)
            if item.type in TO_MANY or number == len(every) - 1:
                names[".".join(steps)] = ".".join(words)
                words = []
            here = here.after(item, last) if item.relation is not None else None
        return Walked(".".join(steps), item, names, last, here)

    def step(self, word: str) -> tuple[BoundField | None, Field]:
        """What a word stands for here, and the field that it is."""
        bound = self._business(word)
        known = self.model.fields.get(word)
        if bound is not None and (self.spoken or known is None):
            return bound, bound.field
        if known is not None:
            return None, known
        try:
            return None, self.model.field(word)  # hidden ones have a word of their own
        except FieldMissing as missing:
            named = {item.name: item for item in chain(*(item.values() for item in self._vocabulary()))}
            near = nearest(word, named, {name: item.field.label for name, item in named.items()})
            both = tuple(dict.fromkeys((*near, *missing.near)))[:_MOST_NEAR]
            advice = None if both or not self.fields else f"Fields of {self.label}: {', '.join(self.fields)}."
            raise FieldMissing(
                f"{self.label} has no field {word!r} in this tenant.", near=both, advice=advice
            ) from None

    def after(self, item: Field, last: BoundField | None) -> Place:
        """The place that a field leads to. Raises ModelMissing or ModelHidden."""
        model = self.binding.catalogue.model(item.relation or "")
        return Place(self.binding, model, model.name, last.fields if last else _NONE, last is not None)

    def _business(self, word: str) -> BoundField | None:
        return next((fields[word] for fields in self._vocabulary() if word in fields), None)

    def _vocabulary(self) -> Iterator[Mapping[str, BoundField]]:
        """Business names that count here: those of the place, then those of objects of this model."""
        yield self.fields
        for bound in covering(self.binding, self.model.name):
            yield bound.fields


@dataclass(frozen=True, slots=True)
class Asked:
    """Fields as they were asked for: technical paths, and the words for them (see `Walked.names`)."""

    paths: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """The business object that a call named, or only its model."""

    binding: Binding
    model: Model
    bound: BoundObject | None = None

    @property
    def name(self) -> str:
        """As the caller called it."""
        return self.bound.name if self.bound is not None else self.model.name

    @property
    def where(self) -> Domain:
        """What every record of it meets."""
        return self.bound.where if self.bound is not None else ()

    @property
    def place(self) -> Place:
        """Where its paths begin."""
        bound = self.bound
        return Place(self.binding, self.model, self.name, bound.fields if bound else _NONE, bound is not None)

    def path(self, name: str) -> str:
        """The technical path of a business or technical one. Raises as `Place.walk`."""
        return self.place.walk(name).path

    def asked(self, names: Iterable[str]) -> Asked:
        """The fields called so; a bare list such as `lines` means its default columns."""
        paths: list[str] = []
        words: dict[str, str] = {}
        for name in names:
            walked = self.place.walk(name)
            last = walked.last
            inside: Sequence[str] = last.columns if last is not None and last.field.type in TO_MANY else ()
            for found in (self.place.walk(f"{name}.{column}") for column in inside) if inside else (walked,):
                paths.append(found.path)
                words |= {path: word for path, word in found.names.items() if path not in words}
        return Asked(tuple(paths), words)


def subject(binding: Binding, name: str) -> Subject:
    """The business object called `name`, else the model. Raises ModelMissing with near matches, or ModelHidden."""
    bound = object_called(binding, name)
    if bound is not None:
        return Subject(binding, bound.model, bound)
    return Subject(binding, binding.catalogue.model(name))


def object_called(binding: Binding, name: str) -> BoundObject | None:
    """The object of that name; `Sales orders` is understood as `sales_order`."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    for tried in (name, plain, plain.removesuffix("s")):
        found = binding.objects.get(binding.aliases.get(tried, tried))
        if found is not None:
            return found
    return None


def missing(binding: Binding, name: str, unknown: ModelMissing) -> ModelMissing:
    """The error for a name that is neither an object nor a model, with near ones of both kinds, or why it is not."""
    why = next((item.reason for item in binding.left if item.name == name), None)
    near = tuple(dict.fromkeys((*nearest(name, binding.objects), *unknown.near)))[:_MOST_NEAR]
    message = f"This tenant has no {name}: {why}." if why else unknown.message
    return ModelMissing(message, model=unknown.model, near=near)
