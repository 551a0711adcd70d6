"""A desk with its tenant's tools laid out on it, and what clients are shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from atlas_odoo.server.surface import Surface

if TYPE_CHECKING:  # listing tools needs none of them
    from atlas_odoo.business.prompts import Prompt
    from atlas_odoo.business.tool import Tool

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
