"""What every way of discovering offers, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.sweep import Swept


class Declined(Exception):
    """This strategy cannot work here; the text says why, in words."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The models that a strategy knows by name, with what it knows besides their fields."""

    labels: Mapping[str, str]
    """Model name to label; the names are those to sweep."""
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    custom: frozenset[str] = frozenset()
    """Models that Odoo says were made in this tenant."""
    token: str | None = None
    """What to compare later to learn whether anything changed; None when there is no cheap way."""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that one run of a strategy saw. `unseen` says in words what it could not see."""

    listed: Listed
    swept: Swept
    unseen: tuple[str, ...] = ()


class Strategy(Protocol):
    """One way to find out what a tenant has."""

    name: str
    title: str
    """In words, as a person reads it."""

    async def unchanged(self, reader: Reader, token: str) -> bool:
        """Whether nothing changed since `token`, by one small request. Raises Declined, and what the client raises."""
        ...

    async def find(self, reader: Reader, baseline: Baseline, *, full: bool) -> Found:
        """Read everything. `full` trusts nothing that Odoo itself may have cached.

        Raises Declined when this user or this version cannot do it, and what the client raises.
        """
        ...


def unreadable(swept: Swept) -> tuple[str, ...]:
    """The models that a sweep met and could not read, in words."""
    words = []
    if swept.denied:
        words.append(f"{_count(swept.denied)} exist here that this user may not read: {_some(swept.denied)}.")
    if swept.broken:
        words.append(f"Odoo failed while describing {_count(swept.broken)}: {_some(swept.broken)}.")
    return tuple(words)


def _count(names: list[str]) -> str:
    return "1 model" if len(names) == 1 else f"{len(names)} models"


def _some(names: list[str], most: int = 4) -> str:
    shown = ", ".join(sorted(names)[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
