"""What a tool works with: the one door, this tenant's business objects, and the facts that answers mention."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from atlas_odoo.business.binding import Bindings
from atlas_odoo.business.companies import chosen, currency_of
from atlas_odoo.objects.bound import Binding
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.work import Work

if TYPE_CHECKING:  # at run time the gateway brings the HTTP client along, which listing tools does not need
    from atlas_odoo.gateway import Gateway

BYTES_PER_TOKEN: Final = 4
"""A token of English text or numbers, on average."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one connection's tools sit. `tokens` is the budget of one answer, `tz` the user's zone in Odoo.

    `bindings` are those of the tool files that it serves; `companies` are those the user may work in, when
    there are several.
    """

    gateway: Gateway
    connection: str
    company: str
    currency: str | None
    version: str
    tokens: int = 4000
    tz: str | None = None
    bindings: Bindings = field(default_factory=Bindings, repr=False, compare=False)
    companies: tuple[Reference, ...] = ()

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

    async def binding(self) -> Binding:
        """The business objects and questions of this tenant. Raises what reading the schema raises."""
        return await self.bindings.current(self.gateway.catalogue)

    async def at(self, company: int | str | None) -> Desk:
        """This desk in another of the user's companies; None is the connection's own.

        Raises ArgumentInvalid with the companies there are.
        """
        if company is None:
            return self
        found = chosen(self.companies, company)
        gateway = await self.gateway.at(found.id)
        if found.name == self.company:
            return replace(self, gateway=gateway)
        return replace(self, gateway=gateway, company=found.name, currency=await currency_of(gateway, found.id))

    async def work(self, company: int | str | None = None) -> Work:
        """What an operation works with, in `company` or the connection's own."""
        desk = await self.at(company)
        return Work(desk.gateway, await desk.binding(), desk.company, desk.currency, desk.zone or ZoneInfo("UTC"))
