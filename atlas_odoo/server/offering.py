"""Offers to agents, from the tool files and what is known of a tenant; they are put on the shelf when they are made.

Heavy: it loads the tool files, the operations that they name, and catalogues.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict

from atlas_odoo.business.binding import bound
from atlas_odoo.business.chosen import Chosen
from atlas_odoo.business.tool_files import tool_files
from atlas_odoo.connections.connection import Connection
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.baseline import nearest, newest
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.offer import Offer, offer
from atlas_odoo.server.shelf import Shelf
from atlas_odoo.server.surface import Surface
from atlas_odoo.settings import Settings
from atlas_odoo.store.glance import Glimpse

logger = logging.getLogger(__name__)


class Offering:
    """Makes offers of one choice of tools. The tool files are read once: another server start takes others."""

    def __init__(self, settings: Settings, chosen: Chosen, shelf: Shelf) -> None:
        self._settings = settings
        self._chosen = chosen
        self._shelf = shelf
        self._files: tuple[ToolFile, ...] | None = None
        self._reading = asyncio.Lock()

    async def files(self) -> tuple[ToolFile, ...]:
        """The tool files that can be used. What is wrong with others is logged, with line and column."""
        async with self._reading:
            if self._files is None:
                loaded = await asyncio.to_thread(tool_files, self._settings.own_tools)
                for fault in loaded.faults:
                    logger.warning("A tool file is left out: %s", fault)
                self._files = loaded.files
        return self._files

    async def standard(self, connection: Connection | None) -> Surface:
        """What is shown of a standard Odoo: of the connection's version, or the newest."""
        files = await self.files()

        def made() -> Surface:
            baseline = newest() if connection is None else nearest(connection.major)
            binding = bound(files, VisibleCatalogue(BUILT_IN, baseline.catalogue()))
            surface = offer(files, binding, self._chosen, connection, Facts(), settled=False).surface
            if connection is None:
                self._shelf.put(None, None, surface)
            return surface

        return await asyncio.to_thread(made)

    async def cached(self, connection: Connection) -> Surface | None:
        """What is shown of a tenant whose schema is cached, and of whom Odoo told what has to be known."""
        glimpse = glimpse_of(connection)
        ready = await asyncio.to_thread(self._shelf.take, glimpse)
        if ready is not None:
            return ready
        snapshot = await SchemaCache(cache_path(self._settings.cache, connection.id)).load()
        facts = await asyncio.to_thread(self._shelf.facts, glimpse)
        if snapshot is None or facts is None:
            return None
        files = await self.files()
        binding = await asyncio.to_thread(bound, files, VisibleCatalogue(BUILT_IN, snapshot.catalogue()))
        return (await self.learnt(connection, facts, binding)).surface

    async def learnt(self, connection: Connection, facts: Facts, binding: Binding) -> Offer:
        """The offer to agents of a tenant that is known; the next start finds it on the shelf."""
        files = await self.files()
        glimpse = glimpse_of(connection)

        def made() -> Offer:
            found = offer(files, binding, self._chosen, connection, facts)
            self._shelf.learn(glimpse, facts)
            self._shelf.put(glimpse, binding.catalogue.fingerprint, found.surface)
            return found

        return await asyncio.to_thread(made)


def glimpse_of(connection: Connection) -> Glimpse:
    """What a glance at the store shows of a connection."""
    return Glimpse.of(asdict(connection))
