"""The business objects and custom models of one tenant in a few lines, for the description of a tool. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from atlas_odoo.business.describing import STATE, held
from atlas_odoo.objects.bound import TO_MANY, Binding, BoundField, BoundObject
from atlas_odoo.objects.worth import naming, ranked
from atlas_odoo.schema.catalogue import Field, Model, Origin

BUDGET: Final = 1_800
"""Bytes for all of it: every conversation pays for them."""
_MUCH: Final = 20
"""An object with so many fields has much to say. With a name or number and lines it shows all its columns."""
_MAIN: Final = 8
"""Columns of such an object that are told."""
_BESIDES: Final = 1
"""Main fields that an object may have besides those of another to be called like it."""
_KNOWN: Final = 16
"""An object with fewer fields is known by its name: a currency, a warehouse. The others show two."""
_FEW: Final = 2
_OWN: Final = 8
"""Fields of the tenant's own that an object shows."""
_MODELS: Final = 10
_OF_MODEL: Final = 6
"""Fields of a custom model that no object covers."""
_VALUES: Final = 36
"""Characters of the values of a field; longer lists are left to describe_model."""
_SAID: Final = frozenset({"currency", "company", "created"})
"""Fields that nearly every object has, and that nobody needs to be told of."""


@dataclass(slots=True)
class _Entry:
    """One object or model on its way into the line, with words to take as far as there is room, the best first."""

    name: str
    shown: list[str]
    own: tuple[str, ...] = ()
    """The tenant's own fields: nobody can know them."""
    many: int = 0
    """How many there are, when that is more than are told: describe_model tells them all."""
    main: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    """What is told when there is room left, of objects with many fields first."""
    fields: int = 0

    @property
    def text(self) -> str:
        """Such as `quotation(number, customer, date, lines)`, or the name alone."""
        shown = [*self.shown, f"{self.many} x_ fields"] if self.many else self.shown
        return f"{self.name}({', '.join(shown)})" if shown else self.name


def offered(binding: Binding, budget: int = BUDGET) -> str:
    """All objects, then custom models without one, with as many of their fields as `budget` bytes hold.

    The tenant's own fields come first, up to half of what there is; then the main fields of what most questions are
    about. An object that is much like one before it shows what it has besides, and values of a state are told once.
    """
    entries: list[_Entry] = []
    told: set[str] = set()
    before: list[BoundObject] = []
    for bound in binding.objects.values():
        entries.append(_entry(bound, before, told))
        before.append(bound)
    entries += [_Entry(model.name, [], _fields(model)) for model in _uncovered(binding)]
    room = budget - sum(len(entry.text.encode()) + 2 for entry in entries)
    room -= _taken(_in_turn(entries, [entry.own for entry in entries]), room // 2)
    room -= _taken(_in_turn(entries, [entry.main[:_MAIN] for entry in entries]), room)
    _taken(((entry, entry.some) for entry in sorted(entries, key=lambda entry: -entry.fields)), room)
    return ", ".join(entry.text for entry in entries)


def _in_turn(entries: Sequence[_Entry], words: Sequence[tuple[str, ...]]) -> Iterator[tuple[_Entry, tuple[str, ...]]]:
    """The first word of each, then the second of each, and so on."""
    for turn in range(max(map(len, words), default=0)):
        for entry, listed in zip(entries, words, strict=True):
            yield entry, listed[turn : turn + 1]


def _taken(wishes: Iterable[tuple[_Entry, tuple[str, ...]]], room: int) -> int:
    """Give each what it wishes for as long as it fits; the bytes that this took."""
    taken = 0
    for entry, words in wishes:
        size = sum(len(word.encode()) + 2 for word in words)
        if taken + size <= room:
            taken += size
            entry.shown += words
    return taken


def _entry(bound: BoundObject, before: Sequence[BoundObject], told: set[str]) -> _Entry:
    """`told` are states with their values that stand in the line already; new ones are added."""
    if bound.model.origin is not Origin.STANDARD:
        return _Entry(bound.name, [], tuple(_valued(item.name, item.field.selection) for item in _first(bound)))
    words = tuple(_words(bound, told).values()) if _asked(bound) else ()
    like = _alike(bound, before)
    if like is not None:
        known = {STATE, *_words(like, set())}
        return _Entry(bound.name, [f"as {like.name}"], main=tuple(word for word in words if word not in known))
    custom = [item for item in bound.fields.values() if item.field.origin is Origin.CUSTOM]
    if any(other.model.name == bound.model.name for other in before):
        custom = []
    own = tuple(_valued(item.name, item.field.selection) for item in custom[:_OWN])
    some = _columns(bound)[:_FEW] if not words and len(bound.fields) >= _KNOWN else ()
    return _Entry(bound.name, [], own, len(custom) if len(custom) > _OWN else 0, words, some, len(bound.fields))


def _asked(bound: BoundObject) -> bool:
    """Whether it is one of the objects that most questions are about: with a name, parts, and much to say."""
    return bool(bound.keys and _lists(bound)) and len(bound.fields) >= _MUCH


def _alike(bound: BoundObject, others: Iterable[BoundObject]) -> BoundObject | None:
    """The first of `others` that is of the same model, or nearly all of whose main fields it has: product, template."""
    mine = set(_words(bound, set()))
    for other in others:
        if _asked(bound) and _asked(other):
            besides = mine.difference(_words(other, set()))
            if other.model.name == bound.model.name or len(besides) <= _BESIDES:
                return other
    return None


def _lists(bound: BoundObject) -> list[str]:
    return [item.name for item in bound.fields.values() if item.field.type in TO_MANY and item.fields]


def _first(bound: BoundObject) -> Iterator[BoundField]:
    """The first fields of an object on a model that Odoo itself does not have: columns, then others."""
    return (bound.fields[name] for name in islice(dict.fromkeys((*_columns(bound), *bound.fields)), _OWN))


def _words(bound: BoundObject, told: set[str]) -> dict[str, str]:
    """The words for the columns, the state and the first list, by name. Values of a state are told once."""
    columns = _columns(bound)
    lists = _lists(bound)[:1]
    names = (*columns, *lists) if STATE in columns else (*columns[:_FEW], STATE, *columns[_FEW:], *lists)
    words = {name: name for name in names if name in bound.fields}
    state = bound.fields.get(STATE)
    values = held(bound, state) if state is not None else ()
    word = _valued(STATE, values)
    if values and word not in told:
        told.add(word)
        words[STATE] = word
    return words


def _columns(bound: BoundObject) -> tuple[str, ...]:
    """The fields that a listing shows, without those that nearly every object has."""
    return tuple(name for name in bound.columns if "." not in name and name not in _SAID)


def _valued(name: str, values: Sequence[tuple[str, str]]) -> str:
    """A field's word, with its values when they are few."""
    text = "|".join(value for value, _ in values)
    return f"{name}={text}" if 0 < len(text) <= _VALUES else name


def _uncovered(binding: Binding) -> list[Model]:
    """The custom models that no object is of, those with most fields of their own first."""
    covered = {bound.model.name for bound in binding.objects.values()}
    found = (
        model
        for model in binding.catalogue.values()
        if model.origin is Origin.CUSTOM and model.name not in covered and model.access.read is not False
    )
    return sorted(found, key=lambda model: (-len(_own(model)), model.name))[:_MODELS]


def _own(model: Model) -> list[Field]:
    return [field for field in ranked(model) if field.origin is Origin.CUSTOM]


def _fields(model: Model) -> tuple[str, ...]:
    """What its records are called, then the most useful of its own fields."""
    name = naming(model)
    own = [_valued(field.name, field.selection) for field in _own(model) if field.name != name]
    return (name, *own)[:_OF_MODEL]
