"""What stands behind the resources, by the names of `resources`: their texts, and names for the parts of their URIs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from atlas_odoo.business import resources
from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid

Parts = Mapping[str, str]

_DIGITS: Final = 10
"""Ids are 32-bit integers in PostgreSQL."""


async def _models(desk: Desk, _parts: Parts, typed: str) -> Iterable[str]:
    return await resources.complete_model(desk, typed)


async def _fields(desk: Desk, parts: Parts, typed: str) -> Iterable[str]:
    return await resources.complete_field(desk, parts.get("model", ""), typed)


async def _none(_desk: Desk, _parts: Parts, _typed: str) -> Iterable[str]:
    return ()


async def _record(desk: Desk, parts: Parts) -> str:
    if not (parts["id"].isascii() and parts["id"].isdecimal() and len(parts["id"]) <= _DIGITS):
        raise ArgumentInvalid(f"A record's id is a number of {_DIGITS} digits at most.")
    return await resources.record_text(desk, parts["model"], int(parts["id"]))


TEXTS: Final[Mapping[str, Callable[[Desk, Parts], Awaitable[str]]]] = MappingProxyType(
    {
        "schema": lambda desk, _parts: resources.models_text(desk),
        "model": lambda desk, parts: resources.schema_text(desk, parts["model"]),
        "field": lambda desk, parts: resources.field_text(desk, parts["model"], parts["field"]),
        "record": _record,
    }
)
NAMES: Final[Mapping[tuple[str, str], Callable[[Desk, Parts, str], Awaitable[Iterable[str]]]]] = MappingProxyType(
    {
        ("model", "model"): _models,
        ("field", "model"): _models,
        ("field", "field"): _fields,
        ("record", "model"): _models,
        ("record", "id"): _none,
    }
)
