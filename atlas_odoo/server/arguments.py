"""Arguments of a call against the tool's model: the one place where they are checked."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticSerializationError, to_json

from atlas_odoo.errors import ArgumentInvalid

A = TypeVar("A", bound=BaseModel)

_ARMS: Final = frozenset({"str", "int", "float", "bool", "list", "tuple", "dict", "none"})
"""What pydantic puts into a place for the arm of a union that it tried."""
MOST_FAULTS: Final = 5
"""Faults told at once; a model that got more wrong starts over anyway."""


def checked(tool: str, model: type[A], arguments: Mapping[str, Any]) -> A:
    """The arguments as values. Raises ArgumentInvalid that names every wrong one, and what was probably meant.

    Read as JSON, so that a strict model takes a JSON array for a tuple and still refuses `"5"` for 5.
    """
    try:
        return model.model_validate_json(to_json(arguments))
    except PydanticSerializationError:
        # JSON can escape half of a surrogate pair, "\ud800", which is no character and cannot be sent on to Odoo.
        raise ArgumentInvalid(
            f"{tool}: A text in the arguments holds half of a character (an unpaired surrogate).",
            advice="Nothing was read. Write the text anew, in UTF-8 or with both halves escaped.",
        ) from None
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=True)
    told = dict.fromkeys(_told(model, fault) for fault in faults)
    shown = list(told)[:MOST_FAULTS]
    known = ", ".join(_names(model)) or "none"
    raise ArgumentInvalid(
        f"{tool}: {' '.join(shown)}",
        advice=f"Nothing was read. Arguments of {tool}: {known}.",
    )


def _told(model: type[BaseModel], fault: ErrorDetails) -> str:
    """One fault, as a sentence that starts with the argument's name."""
    place = fault["loc"]
    name = _path(place)
    if fault["type"] == "extra_forbidden":
        names = _names(model) if len(place) == 1 else []
        near = get_close_matches(str(place[-1]), names, n=2, cutoff=0.5)
        meant = " or ".join(f"`{item}`" for item in near)
        return f"There is no argument `{name}`." + (f" Did you mean {meant}?" if near else "")
    if fault["type"] == "missing":
        return f"The argument `{name}` is required."
    message = fault["msg"].removeprefix("Value error, ").rstrip(".")
    return f"`{name}`: {message}." if name else f"{message}."


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _path(place: tuple[int | str, ...]) -> str:
    """`("order", 0, "field")` as `order[0].field`; the arms of a union are left out."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.isidentifier() and step not in _ARMS:
            text += f".{step}" if text else step
    return text
