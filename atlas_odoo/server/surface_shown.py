"""What clients are shown, and when that changes.

The list of tools is one connection's: it is the same for every client and at every time, until the tenant's schema
changes. It comes from the cache when what lies there can be shown to be current; else the source makes it from the
cached schema; else Odoo is asked. When Odoo does not answer, a standard Odoo of its version stands in.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from atlas_odoo.errors import AtlasError
from atlas_odoo.server.changes import Changes
from atlas_odoo.server.desk_lending import LOOK_EVERY, Desks, Source
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.tenant_tools import Kit

logger = logging.getLogger(__name__)

PATIENCE: Final = 15.0
"""Seconds that a list waits for Odoo when nothing is cached: hosts give up after half a minute or a whole one."""


class SurfaceShown:
    """What clients are shown. `ready` gives what is in the cache, `standard` what stands in for the unknown."""

    def __init__(
        self,
        desks: Desks[Any, Any],
        changes: Changes,
        ready: Callable[[], Awaitable[Surface | None]],
        standard: Callable[[], Awaitable[Surface]],
        *,
        look_every: float = LOOK_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desks = desks
        self._changes = changes
        self._ready = ready
        self._standard = standard
        self._look_every = look_every
        self._clock = clock
        self._shown: Surface | None = None
        self._offered: Surface | None = None
        self._look_at = 0.0
        self._looking = asyncio.Lock()

    @property
    def shown(self) -> Surface | None:
        """What was shown last."""
        return self._shown

    async def surface(self) -> Surface:
        """What a client is to be shown now."""
        async with self._looking:
            if self._shown is None or self._clock() >= self._look_at:
                offered = await self._offer()
                # A call may have learnt more since: only what was not offered before is news.
                if self._shown is None or offered != self._offered:
                    await self._show(offered)
                self._offered = offered
                self._look_at = self._clock() + self._look_every
        assert self._shown is not None  # noqa: S101 -- shown above
        return self._shown

    async def saw(self, kit: Kit[Any]) -> None:
        """A call found the tenant's tools to be these."""
        await self._show(kit.surface)

    async def _show(self, surface: Surface) -> None:
        before, self._shown = self._shown, surface
        if before is not None and not before.lists_as(surface):
            await self._changes.tell()

    async def _offer(self) -> Surface:
        ready = await self._ready()
        if ready is not None:
            return ready
        source: Source[Any, Any] | None = None
        try:
            source = await self._desks.source()
            made = await source.surface()
            if made is not None:
                return made
            async with asyncio.timeout(PATIENCE), self._desks.lease() as station:
                kit: Kit[Any] = await station.kit()
                return kit.surface
        except AtlasError as error:
            logger.warning("%s Until then the tools are those of a standard Odoo.", error.text)
        except TimeoutError:
            logger.warning("Odoo is slow to tell its schema. Until then the tools are those of a standard Odoo.")
        made = await source.surface(anyway=True) if source is not None else None
        return made or await self._standard()
