"""What one serving process works with: the desks, what clients are shown, and how they hear that it changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from mcp.server.context import ServerRequestContext

from atlas_odoo.server.changes import Changes
from atlas_odoo.server.desk_lending import Desks
from atlas_odoo.server.surface_shown import SurfaceShown
from atlas_odoo.server.tenant_tools import Kit


@dataclass(frozen=True, slots=True)
class State:
    """The parts belong together: what a call finds out is shown, and what is shown is told."""

    desks: Desks[Any, Any]
    showing: SurfaceShown
    changes: Changes

    @asynccontextmanager
    async def kit(self) -> AsyncIterator[Kit[Any]]:
        """The desk and its tools for the length of one request. Raises what opening and reading the schema raise."""
        async with self.desks.lease() as station:
            kit = await station.kit()
            await self.showing.saw(kit)
            yield kit


Context = ServerRequestContext[State]


def unknown(kind: str, name: str, names: Sequence[str]) -> str:
    """What to say about a name that does not exist."""
    near = get_close_matches(name, names, n=2, cutoff=0.5)
    return f"Unknown {kind}: {name}." + (f" Did you mean {' or '.join(near)}?" if near else "")
