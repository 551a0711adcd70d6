"""The business objects of one tenant in a few lines, for the description of a tool. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from atlas_odoo.objects.bound import TO_MANY, Binding, BoundField, BoundObject
from atlas_odoo.schema.catalogue import Origin

BUDGET: Final = 2_000
"""Bytes for all objects: every conversation pays for them."""
_OWN: Final = 8
"""Fields of an object on a model that Odoo itself does not have: nobody can know them."""
_FEW: Final = 16
"""An object with fewer fields is known by its name: a currency, a warehouse."""
_PER_WORD: Final = 6
"""Another object shows one field for so many that it has."""
_FIRST: Final = 2
_STATE: Final = "state"
_VALUES: Final = 46
"""Characters of the states of an object; longer lists are left to describe_model."""
_SAID: Final = frozenset({"currency", "company", "created"})
"""Fields that nearly every object has, and that nobody needs to be told of."""


@dataclass(slots=True)
class _Entry:
    """One object on its way into the line. `rest` are fields that are still to be taken, the most useful first."""

    name: str
    shown: list[str]
    rest: tuple[str, ...]

    @property
    def text(self) -> str:
        """Such as `quotation(number, customer, date, lines)`, or the name alone."""
        return f"{self.name}({', '.join(self.shown)})" if self.shown else self.name


def offered(binding: Binding, budget: int = BUDGET) -> str:
    """All objects with as many of their fields as `budget` bytes hold; no object and no custom field is left out.

    An object of the same model as one before it shows what it has besides, and values of a state are told once.
    """
    entries: list[_Entry] = []
    told: set[str] = set()
    first: dict[str, str] = {}
    for bound in binding.objects.values():
        like = first.setdefault(bound.model.name, bound.name)
        entries.append(_entry(bound, None if like == bound.name else binding.objects[like], told))
    room = budget - sum(len(entry.text.encode()) + 2 for entry in entries)
    for turn in range(max((len(entry.rest) for entry in entries), default=0)):
        for entry in entries:
            if turn < len(entry.rest) and len((word := entry.rest[turn]).encode()) + 2 <= room:
                room -= len(word.encode()) + 2
                entry.shown.append(word)
    return ", ".join(entry.text for entry in entries)


def _entry(bound: BoundObject, like: BoundObject | None, told: set[str]) -> _Entry:
    """`told` are states with their values that stand in the line already; new ones are added."""
    custom = [item.name for item in bound.fields.values() if item.field.origin is Origin.CUSTOM]
    words = []
    for word in _useful(bound, frozenset(custom)):
        name, _, values = word.partition("=")
        words.append(name if values in told else word)
        told.add(values)
    if bound.model.origin is not Origin.STANDARD:
        return _Entry(bound.name, words[:_OWN], tuple(words[_OWN:]))
    most = 0 if len(bound.fields) < _FEW else len(bound.fields) // _PER_WORD
    if like is None:
        return _Entry(bound.name, custom, tuple(words[:most]))
    known = {word.partition("=")[0] for word in _useful(like, frozenset())}
    return _Entry(bound.name, [f"as {like.name}"], tuple(word for word in words[:most] if word not in known))


def _useful(bound: BoundObject, without: frozenset[str]) -> Iterator[str]:
    """The words for fields, the most useful first: the first columns, the state, the lines, then all others."""
    lists = [item.name for item in bound.fields.values() if item.field.type in TO_MANY and item.fields]
    first, others = bound.columns[:_FIRST], bound.columns[_FIRST:]
    names = (*first, _STATE, *others[:1], *lists[:1], *others, *lists, *bound.details, *bound.fields)
    for name in dict.fromkeys(name.partition(".")[0] for name in names):
        item = bound.fields.get(name)
        if item is None or name in _SAID or name in without:
            continue
        word = _worded(bound, item)
        if word is not None:
            yield word


def _worded(bound: BoundObject, item: BoundField) -> str | None:
    """A field's word, a state with its values; None for a state that all records of the object share."""
    if item.name != _STATE or not item.field.selection:
        return item.name
    values = [value for value, _ in item.field.selection]
    held = next((_listed(term[2]) for term in bound.where if term[0] == item.path and term[1] in {"=", "in"}), None)
    values = [value for value in values if held is None or value in held]
    if len(values) <= 1:
        return None
    text = "|".join(values)
    return f"{item.name}={text}" if len(text) <= _VALUES else item.name


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
