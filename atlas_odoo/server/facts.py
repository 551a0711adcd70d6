"""What Odoo says of a connection's company and user: good to have for words and choices, nothing stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a starting server reads facts from a file, and needs neither Odoo nor its plans
    from atlas_odoo.odoo.plan import Reference


@dataclass(frozen=True, slots=True)
class Facts:
    """`companies` are the ids and names of a user who has several, `tz` is the user's zone."""

    currency: str | None = None
    tz: str | None = None
    companies: tuple[tuple[int, str], ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """What `asdict` gave. Raises KeyError, TypeError or ValueError when it is something else."""
        companies = tuple((int(number), str(name)) for number, name in data["companies"])
        return cls(data["currency"], data["tz"], companies)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The companies as tools take them."""
        from atlas_odoo.odoo.plan import Reference  # noqa: PLC0415 -- as above

        return tuple(Reference(number, name) for number, name in self.companies)
