"""The values of a tool file against its definition; what does not fit is told in plain words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from atlas_odoo.objects.definition import (
    NAME,
    OPERATION,
    PATH,
    FieldDefinition,
    ObjectDefinition,
    PromptArgument,
    PromptDefinition,
    QuestionDefinition,
    ToolFile,
)
from atlas_odoo.objects.fault import Step
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.domain_terms import show

_KEY: Final = "[key]"
"""The step by which pydantic says that a key itself is wrong."""
_BELOW: Final[dict[tuple[type[BaseModel], Step], type[BaseModel]]] = {
    (ToolFile, "objects"): ObjectDefinition,
    (ToolFile, "questions"): QuestionDefinition,
    (ToolFile, "prompts"): PromptDefinition,
    (ObjectDefinition, "fields"): FieldDefinition,
    (FieldDefinition, "fields"): FieldDefinition,
    (PromptDefinition, "arguments"): PromptArgument,
}
_EXPECTED: Final = {
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of keys to values",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}
_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "true or false"),
    (dict, "a mapping"),
    (list, "a list"),
    (str, "a text"),
)


_MOST: Final = 100
"""Faults that are looked into: a file that has more is no tool file."""
_FORMS: Final = {
    NAME: "a name has lower-case letters, digits and underscores, a letter first",
    PATH: "a technical name of Odoo such as `partner_id` or `partner_id.country_id`",
    OPERATION: "an operation has a domain and a name, such as `sales.progress`",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit, and where: the value at `path`, or its key."""

    path: tuple[Step, ...]
    message: str
    key: bool = False


def validated(data: Json) -> ToolFile | tuple[Misfit, ...]:
    """The tool file that `data` is, or all that keeps it from being one."""
    if data is None:
        return (Misfit((), "the file is empty"),)
    try:
        return ToolFile.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False)[:_MOST]
    unknown = {fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"}
    meant = {(*path[:-1], name) for path in unknown for name in _meant(path)}
    told = (fault for fault in faults if fault["type"] != "missing" or fault["loc"] not in meant)
    return tuple(dict.fromkeys(_misfit(fault) for fault in told))


def near(name: str, names: Sequence[str]) -> str:
    """`; did you mean ...?`, or nothing."""
    found = _near(name, names)
    return f"; did you mean {' or '.join(f'`{item}`' for item in found)}?" if found else ""


def _misfit(fault: ErrorDetails) -> Misfit:
    path = fault["loc"]
    if path[-1:] == (_KEY,):
        return Misfit(path[:-1], _named(fault), key=True)
    if fault["type"] == "extra_forbidden":
        return Misfit(path, f"there is no key `{path[-1]}` here{near(str(path[-1]), _known(path))}", key=True)
    if fault["type"] == "missing":
        owner = f"`{path[-2]}`" if len(path) > 1 else "the file"
        return Misfit(path[:-1], f"{owner} lacks its `{path[-1]}`", key=True)
    if fault["type"] == "string_pattern_mismatch":
        return Misfit(path, _named(fault))
    return Misfit(path, f"{_owner(path)}: {_told(fault)}")


def _near(name: str, names: Sequence[str]) -> list[str]:
    return get_close_matches(name, names, n=2, cutoff=0.6)


def _known(path: Sequence[Step]) -> list[str]:
    """The keys that may stand beside an unknown one."""
    return list(_definition(path[:-1]).model_fields)


def _meant(path: Sequence[Step]) -> list[str]:
    return _near(str(path[-1]), _known(path))


def _told(fault: ErrorDetails) -> str:
    kind, value = fault["type"], fault["input"]
    if kind in _EXPECTED:
        quotes = f": put quotes around {show(value)}" if kind == "string_type" and _scalar(value) else ""
        return f"{_EXPECTED[kind]} is expected here, not {_kind(value)}{quotes}"
    if kind == "string_too_long":
        return f"at most {fault['ctx']['max_length']} characters"
    if kind == "too_short":
        return "at least one is needed"
    return fault["msg"]


def _named(fault: ErrorDetails) -> str:
    """What is wrong with a name or path."""
    value = fault["input"]
    if fault["type"] == "string_too_long":
        return f"{show(value)} is too long: at most {fault['ctx']['max_length']} characters"
    form = _FORMS.get(fault.get("ctx", {}).get("pattern", ""), "it has another form")
    return f"{show(value)} cannot stand here: {form}"


def _definition(path: Sequence[Step]) -> type[BaseModel]:
    """What stands at `path`: keys of definitions and names of the author's choice take turns."""
    here: type[BaseModel] = ToolFile
    for step in path[::2]:
        here = _BELOW.get((here, step), here)
    return here


def _owner(path: Sequence[Step]) -> str:
    named = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    return f"`{named}`" if named != "the file" else named


def _scalar(value: Any) -> bool:
    return isinstance(value, int | float)


def _kind(value: Json) -> str:
    if value is None:
        return "nothing"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "a number")
