"""Types of tool arguments: what agents send, and what JSON Schema says about it.

Agents send a JSON text where a list is expected, or one value instead of a list of one: both are understood, because
nothing else can be meant. The schemas stay plain: typed arrays, no references, alternatives only inside arrays.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.call import Json


class Arguments(BaseModel):
    """Base of every tool's arguments: unknown ones are refused, types are exact."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


LIMIT: Final = 20
MOST: Final = 200
"""Records or groups in one answer; a larger limit is brought down to it, and the answer says so."""

_TEXT: Final = {"type": "string"}
_SCALARS: Final = [_TEXT, {"type": "number"}, {"type": "boolean"}]
_VALUES: Final = {"type": "array", "items": {"anyOf": _SCALARS}}
_DOMAIN: Final[dict[str, Any]] = {
    "type": "array",
    "items": {"anyOf": [_TEXT, {"type": "array", "items": {"anyOf": [*_SCALARS, _VALUES]}}]},
}
"""As far as agents need it: a domain within a domain (`any`) is understood too."""


def listed(value: Json) -> Json:
    """A list from a JSON text, from names separated by commas, or from one value; anything else as it is."""
    if value is None:
        return []
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                found = json.loads(text)
                # Half of a surrogate pair can be escaped in JSON, but not be sent on: no text that we understand.
                json.dumps(found, ensure_ascii=False).encode()
            except (ValueError, RecursionError):
                return value
            return found
        return [part.strip() for part in text.split(",")] if text else []
    return value


def referenced(value: Json) -> Json:
    """As `listed`, but a text that is no JSON is one name: companies have commas, `[E-COM11] Cabinet` has brackets."""
    if isinstance(value, int):
        return [value]
    if isinstance(value, str) and not _is_list(value.strip()):
        return [value] if value.strip() else []
    return listed(value)


def _is_list(text: str) -> bool:
    """Whether a text is meant for a JSON list, if one too deep to be read."""
    try:
        return text.startswith("[") and isinstance(json.loads(text), list)
    except json.JSONDecodeError:
        return False
    except RecursionError:
        return True


def _nothing_as_all(value: Json) -> Json:
    return [] if value is None else value


Names = Annotated[list[str], BeforeValidator(listed)]
"""Field names or similar short texts."""
References = Annotated[
    list[int | str],
    BeforeValidator(referenced),
    WithJsonSchema({"type": "array", "items": _TEXT}),
]
"""Ids, or names of records. Told as texts (strict clients want one type, and it is shorter), taken as both."""
Ref = Annotated[
    int | str,
    WithJsonSchema(_TEXT),
]
"""One record: its id, or a name, code, number, reference, e-mail. Told as a text and taken as both, as above."""
Quantity = Annotated[float, Field(gt=0), WithJsonSchema({"type": "number"})]
"""More than nothing."""
DomainInput = Annotated[Json, BeforeValidator(_nothing_as_all), WithJsonSchema(_DOMAIN)]
"""An Odoo domain; checked by `odoo.domain.parse`, which says where the fault is."""


def within(limit: int, most: int = MOST) -> tuple[int, list[str]]:
    """The limit that holds, and a note when it is not the one asked for. Raises ArgumentInvalid below 1."""
    if limit < 1:
        raise ArgumentInvalid(f"limit is {limit}: it must be at least 1.")
    return (limit, []) if limit <= most else (most, [f"limit {limit} brought down to {most}"])
