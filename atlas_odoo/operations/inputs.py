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
    if isinstance(value, str) and not value.strip().startswith("["):
        return [part.strip() for part in value.split(",")] if value.strip() else []
    return _decoded(value)


def referenced(value: Json) -> Json:
    """As `listed`, but a text that is no JSON is one name: companies have commas, `[E-COM11] Cabinet` has brackets."""
    if isinstance(value, int):
        return [value]
    found = _decoded(value)
    if isinstance(found, str):
        return [found] if found.strip() else []
    return found


def _decoded(value: Json) -> Json:
    """The list that a JSON text holds; any other text as it is, and an empty list for nothing."""
    if value is None:
        return []
    if not isinstance(value, str) or not value.strip().startswith("["):
        return value
    try:
        found = json.loads(value)
        # Half of a surrogate pair can be escaped in JSON, but not be sent on: no text that we understand.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return value
    return found


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
