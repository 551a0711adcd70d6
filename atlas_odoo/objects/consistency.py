"""What no type can say about a tool file: its names lead to its own fields, its domains parse. Pure.

Whether the fields exist is another question, and one of the tenant: see `bind`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.objects.definition import FieldDefinition, ObjectDefinition, ToolFile
from atlas_odoo.objects.fault import Step
from atlas_odoo.objects.validation import Misfit, near
from atlas_odoo.odoo import domain as domains

ID: Final = "id"
_RESERVED: Final = frozenset({ID, "display_name"})
"""What every record of Odoo has: a business name must not hide it."""
_WAYS: Final = frozenset({"", "asc", "desc"})
_STEP: Final = re.compile(r"\[(\d+)\]")

Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the program has: `operations` that questions may use (None leaves them unchecked), names of its `tools`."""

    operations: Collection[str] | None = None
    tools: Collection[str] = ()


def inconsistent(file: ToolFile, program: Known) -> Iterator[Misfit]:
    """All that does not hold together."""
    operations = program.operations
    for name, definition in file.objects.items():
        yield from _object(("objects", name), definition)
    for name, question in file.questions.items():
        if operations is not None and question.operation not in operations:
            message = f"there is no operation `{question.operation}`{near(question.operation, sorted(operations))}"
            yield Misfit(("questions", name, "operation"), message)
        if name in program.tools:
            message = f"`{name}` is a tool that every tenant has: give the question another name"
            yield Misfit(("questions", name), message, key=True)
    known = [*file.objects, *file.questions, *file.prompts]
    for old, new in file.aliases.items():
        if new not in known:
            yield Misfit(("aliases", old), f"this file has nothing called `{new}`{near(new, known)}")
        if old in known:
            yield Misfit(("aliases", old), f"`{old}` is a name that this file uses: an alias is an old one", key=True)
        if old in program.tools:
            yield Misfit(
                ("aliases", old), f"`{old}` is a tool that every tenant has: an alias is an old name", key=True
            )


def _object(here: Path, definition: ObjectDefinition) -> Iterator[Misfit]:
    yield from _fields(here, definition.fields)
    for key in ("keys", "needs"):
        yield from _names((*here, key), getattr(definition, key), definition.fields)
    for key in ("columns", "details"):
        yield from _paths((*here, key), getattr(definition, key), definition.fields)
    yield from _order((*here, "order"), definition)
    for key in ("where", "where_otherwise"):
        try:
            domains.parse(getattr(definition, key))
        except DomainInvalid as error:
            inner = tuple(int(step) for step in _STEP.findall(error.position))
            yield Misfit((*here, key, *inner), f"{error.message.partition(': ')[2]} {error.advice}".strip())


def _fields(here: Path, fields: Mapping[str, FieldDefinition]) -> Iterator[Misfit]:
    for name, definition in fields.items():
        place = (*here, "fields", name)
        if name in _RESERVED:
            yield Misfit(place, f"`{name}` is what every record has: give the field another name", key=True)
        yield from _names((*place, "columns"), definition.columns, definition.fields)
        yield from _fields(place, definition.fields)


def _names(here: Path, names: Iterable[str], fields: Mapping[str, FieldDefinition]) -> Iterator[Misfit]:
    for index, name in enumerate(names):
        if name not in fields:
            yield Misfit((*here, index), f"`{name}` is none of the fields{near(name, list(fields))}")


def _paths(here: Path, paths: Iterable[str], fields: Mapping[str, FieldDefinition]) -> Iterator[Misfit]:
    """As `_names`, for `lines.product`; what follows a field that lists no fields of its own is technical."""
    for index, path in enumerate(paths):
        first, _, rest = path.partition(".")
        if first not in fields:
            yield Misfit((*here, index), f"`{first}` is none of the fields{near(first, list(fields))}")
            continue
        below = fields[first].fields
        second = rest.partition(".")[0]
        if rest and below and second not in below:
            yield Misfit((*here, index), f"`{second}` is none of the fields of `{first}`{near(second, list(below))}")


def _order(here: Path, definition: ObjectDefinition) -> Iterator[Misfit]:
    for term in (definition.order or "").split(",") if definition.order is not None else ():
        name, _, way = term.strip().partition(" ")
        if way.strip().lower() not in _WAYS:
            yield Misfit(here, f"`{term.strip()}`: after the field comes `asc`, `desc` or nothing")
        elif name != ID and name not in definition.fields:
            yield Misfit(here, f"`{name}` is none of the fields{near(name, list(definition.fields))}")
