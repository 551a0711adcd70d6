"""Which orders count, currency by currency: amounts of different ones are never added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.operations.periods import moments
from atlas_odoo.operations.work import Work

SOLD: Final = ("paid", "done", "invoiced")
"""States of orders that were paid; from 18 on there is no `invoiced`, an invoiced order is `done` or `paid`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Orders of one currency. `configs` are ids of points of sale, empty where all have this currency."""

    currency: str | None
    configs: tuple[int, ...]
    since: date | None
    until: date | None

    def where(self, work: Work, prefix: str = "") -> tuple[Json, ...]:
        """The condition for records whose order is at the end of `prefix`, such as `order_id.`."""
        terms: tuple[Json, ...] = (
            (f"{prefix}state", "in", list(SOLD)),
            *moments(f"{prefix}date_order", self.since, self.until, work.zone),
        )
        if self.configs:
            terms += ((f"{prefix}session_id.config_id", "in", list(self.configs)),)
        return terms


async def scopes(
    work: Work, config: int | str | None, since: date | None, until: date | None
) -> tuple[str | None, Sequence[Scope]]:
    """The name of the point of sale that was asked for, and a scope per currency."""
    fields = ("name", "currency")
    if config is not None:
        [found] = await work.named("pos_config", (config,), fields)
        currency = found["currency"].name if found["currency"] else work.currency
        return found["name"], [Scope(currency, (found["id"],), since, until)]
    every = await work.find("pos_config", fields, (("active", "in", [True, False]),))
    configs: dict[str | None, tuple[int, ...]] = {}
    for record in every.records:
        currency = record["currency"].name if record["currency"] else work.currency
        configs[currency] = (*configs.get(currency, ()), record["id"])
    if len(configs) <= 1:
        return None, [Scope(next(iter(configs), work.currency), (), since, until)]
    return None, [Scope(currency, ids, since, until) for currency, ids in configs.items()]
