"""Every field that the arguments of `onchange` touch, in the form of 17 and later and in the older one.

    17+:  values, field_names, fields_spec     {"order_line": {"fields": {"price_unit": {}}}}
    14:   values, field_name, field_onchange   {"order_line.price_unit": "1"}

Odoo makes records of whatever dictionary stands in `values`, bare or in a command: all of them are looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.policy.use import Use

_SHAPE: Final = frozenset({"fields", "limit"})
"""What may be said of a field in `fields_spec`; its other words would order and read by what nobody judges."""


def of_onchange(arguments: Mapping[str, Json]) -> Iterator[Use]:
    """All uses; an argument that `onchange` does not have, or that has another shape, is one that is refused."""
    for name, value in arguments.items():
        yield from _READERS.get(name, _unreadable)(name, value)


def _unreadable(where: str, _: Json) -> Iterator[Use]:
    yield Use(None, where)


def _of_values(where: str, value: Json, leading: str = "") -> Iterator[Use]:
    if not isinstance(value, Mapping):
        yield Use(None, where)
        return
    for name, held in value.items():
        yield Use(f"{leading}{name}", where)
        for nested in _mappings(held):
            yield from _of_values(where, nested, f"{leading}{name}.")


def _mappings(value: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _mappings(item)


def _of_names(where: str, value: Json) -> Iterator[Use]:
    """The names of changed fields: a list of them, one alone, or nothing."""
    for name in value if isinstance(value, list | tuple) else [value] if value else ():
        yield Use(name if isinstance(name, str) else None, where)


def _of_specification(where: str, value: Json, leading: str = "") -> Iterator[Use]:
    if not isinstance(value, Mapping):
        yield Use(None, where)
        return
    for name, shape in value.items():
        yield Use(f"{leading}{name}", where)
        if not isinstance(shape, Mapping) or not _SHAPE.issuperset(shape):
            yield Use(None, where)
        else:
            yield from _of_specification(where, shape.get("fields", {}), f"{leading}{name}.")


def _of_dotted(where: str, value: Json) -> Iterator[Use]:
    yield from _of_names(where, list(value)) if isinstance(value, Mapping) else _unreadable(where, value)


_READERS: Final[dict[str, Callable[[str, Json], Iterator[Use]]]] = {
    "values": _of_values,
    "field_names": _of_names,
    "field_name": _of_names,
    "fields_spec": _of_specification,
    "field_onchange": _of_dotted,
}
