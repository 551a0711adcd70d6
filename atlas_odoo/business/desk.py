"""What a tool works with: the one door, and the facts about this connection that answers mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:  # at run time the gateway brings the HTTP client along, which listing tools does not need
    from atlas_odoo.gateway import Gateway

BYTES_PER_TOKEN: Final = 4
"""A token of English text or numbers, on average."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one connection's tools sit. `tokens` is the budget of one answer, `tz` the user's zone in Odoo."""

    gateway: Gateway
    connection: str
    company: str
    currency: str | None
    version: str
    tokens: int = 4000
    tz: str | None = None

    @property
    def zone(self) -> ZoneInfo | None:
        """The user's zone; None when Odoo has none for them, or one that this machine does not know."""
        try:
            return ZoneInfo(self.tz) if self.tz else None
        except (ZoneInfoNotFoundError, ValueError):
            return None

    @property
    def budget(self) -> int:
        """The budget of one answer in bytes."""
        return self.tokens * BYTES_PER_TOKEN
