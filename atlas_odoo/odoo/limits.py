"""How hard one connection may lean on its Odoo, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from atlas_odoo.settings import MEGABYTE, Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are in seconds, sizes in bytes. The meaning of each is told in `Settings`."""

    concurrency: int = 8
    requests_per_second: float | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    retries: int = 3
    max_answer: int = 32 * MEGABYTE

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The limits that the settings ask for."""
        return cls(
            concurrency=settings.concurrency,
            requests_per_second=settings.requests_per_second,
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            retries=settings.retries,
            max_answer=settings.max_answer,
        )
