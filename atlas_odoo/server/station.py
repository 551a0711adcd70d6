"""The station of one open connection: its desk, and its tools as the tenant's schema has them now."""

from __future__ import annotations

import asyncio

from atlas_odoo.business.desk import Desk
from atlas_odoo.connections.connection import Connection
from atlas_odoo.objects.bound import Binding
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.kit import Kit
from atlas_odoo.server.offering import Offering


class TenantStation:
    """Makes the kit anew when the schema changed, and only then."""

    def __init__(self, desk: Desk, connection: Connection, facts: Facts, offering: Offering) -> None:
        self._desk = desk
        self._connection = connection
        self._facts = facts
        self._offering = offering
        self._made: tuple[Binding, Kit[Desk]] | None = None
        self._making = asyncio.Lock()

    async def kit(self) -> Kit[Desk]:
        """The desk and the tools as they are now. Raises what reading the schema raises."""
        async with self._making:
            binding = await self._desk.binding()
            if self._made is None or self._made[0] is not binding:
                offer = await self._offering.learnt(self._connection, self._facts, binding)
                kit = Kit(
                    self._desk,
                    offer.surface,
                    {tool.name: tool for tool in offer.tools},
                    {prompt.name: prompt for prompt in offer.prompts},
                    binding.aliases,
                )
                self._made = (binding, kit)
            return self._made[1]
