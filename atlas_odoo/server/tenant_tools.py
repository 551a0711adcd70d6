"""The tools of one open connection at its desk, as the tenant's schema has them now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from atlas_odoo.server.surface import Surface

if TYPE_CHECKING:  # listing tools needs none of them
    from atlas_odoo.business.desk import Desk
    from atlas_odoo.business.prompts import Prompt
    from atlas_odoo.business.tool import Tool
    from atlas_odoo.connections.connection import Connection
    from atlas_odoo.objects.bound import Binding
    from atlas_odoo.server.facts import Facts
    from atlas_odoo.server.surface_making import SurfaceMaker

D_co = TypeVar("D_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Kit(Generic[D_co]):
    """Tools and prompts of one tenant by name, and the desk they work at. `aliases` are old names and the new ones."""

    desk: D_co
    surface: Surface
    tools: Mapping[str, Tool[Any, Any]]
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def tool(self, name: str) -> Tool[Any, Any] | None:
        """The tool of that name, or that once had it."""
        return self.tools.get(name) or self.tools.get(self.aliases.get(name, name))

    def prompt(self, name: str) -> Prompt | None:
        """The prompt of that name, or that once had it."""
        return self.prompts.get(name) or self.prompts.get(self.aliases.get(name, name))


class Station(Protocol[D_co]):
    """Where the tools of one connection are used; they change when the tenant's schema does."""

    async def kit(self) -> Kit[D_co]:
        """The desk and the tools as they are now. Raises what reading the schema raises."""
        ...


class TenantTools:
    """Makes the kit anew when the schema changed, and only then."""

    def __init__(self, desk: Desk, connection: Connection, facts: Facts, maker: SurfaceMaker) -> None:
        self._desk = desk
        self._connection = connection
        self._facts = facts
        self._maker = maker
        self._made: tuple[Binding, Kit[Desk]] | None = None
        self._making = asyncio.Lock()

    async def kit(self) -> Kit[Desk]:
        """The desk and the tools as they are now. Raises what reading the schema raises."""
        async with self._making:
            binding = await self._desk.binding()
            if self._made is None or self._made[0] is not binding:
                offer = await self._maker.learnt(self._connection, self._facts, binding)
                kit = Kit(
                    self._desk,
                    offer.surface,
                    {tool.name: tool for tool in offer.tools},
                    {prompt.name: prompt for prompt in offer.prompts},
                    binding.aliases,
                )
                self._made = (binding, kit)
            return self._made[1]
