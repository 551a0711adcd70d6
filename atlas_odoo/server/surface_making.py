"""Surfaces of tenants, from the tool files and what is known of a tenant; kept for the next start once made.

Heavy: it loads the tool files, the operations that they name, and catalogues.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mcp_types import Prompt as ListedPrompt
from mcp_types import PromptArgument

from atlas_odoo.business.binding import bound
from atlas_odoo.business.instructions import instructions, unconnected
from atlas_odoo.business.prompts import Prompt, prompts_of
from atlas_odoo.business.selection import Chosen, choose
from atlas_odoo.business.tool import Tool
from atlas_odoo.business.tool_files import tool_files
from atlas_odoo.business.toolbox import tools_of
from atlas_odoo.connections.connection import Connection
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.baseline import nearest, newest
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.listed_tools import listing
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_cache import SurfaceCache
from atlas_odoo.settings import Settings
from atlas_odoo.store.glance import Glimpse

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What agents can use, and the surface that clients are shown of it."""

    tools: tuple[Tool[Any, Any], ...]
    prompts: tuple[Prompt, ...]
    surface: Surface


def offer(
    files: Sequence[ToolFile],
    binding: Binding,
    chosen: Chosen,
    connection: Connection | None,
    facts: Facts,
    *,
    settled: bool = True,
) -> Offer:
    """The offer to agents of a connection's tenant; None stands for a server that has no connection yet."""
    tools = choose(tools_of(binding, facts.references), chosen, binding.aliases)
    names = [tool.name for tool in tools]
    prompts = prompts_of(files, binding, names)
    words = (
        unconnected(names)
        if connection is None
        else instructions(
            binding.catalogue,
            names,
            company=connection.company_name,
            currency=facts.currency,
            version=connection.version,
        )
    )
    surface = Surface(words, listing(tools), tuple(map(listed, prompts)), settled and connection is not None)
    return Offer(tools, prompts, surface)


def listed(prompt: Prompt) -> ListedPrompt:
    """What `prompts/list` says about one prompt."""
    return ListedPrompt(
        name=prompt.name,
        title=prompt.definition.title,
        description=prompt.definition.says,
        arguments=[
            PromptArgument(name=name, description=item.says, required=item.required)
            for name, item in prompt.arguments.items()
        ],
    )


class SurfaceMaker:
    """Makes offers of one choice of tools. The tool files are read once: another server start takes others."""

    def __init__(self, settings: Settings, chosen: Chosen, cache: SurfaceCache) -> None:
        self._settings = settings
        self._chosen = chosen
        self._cache = cache
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
                self._cache.put(None, None, surface)
            return surface

        return await asyncio.to_thread(made)

    async def cached(self, connection: Connection) -> Surface | None:
        """What is shown of a tenant whose schema is cached, and of whom Odoo told what has to be known."""
        glimpse = glimpse_of(connection)
        ready = await asyncio.to_thread(self._cache.take, glimpse)
        if ready is not None:
            return ready
        snapshot = await SchemaCache(cache_path(self._settings.cache, connection.id)).load()
        facts = await asyncio.to_thread(self._cache.facts, glimpse)
        if snapshot is None or facts is None:
            return None
        files = await self.files()
        binding = await asyncio.to_thread(bound, files, VisibleCatalogue(BUILT_IN, snapshot.catalogue()))
        return (await self.learnt(connection, facts, binding)).surface

    async def learnt(self, connection: Connection, facts: Facts, binding: Binding) -> Offer:
        """The offer to agents of a tenant that is known; the next start finds it in the cache."""
        files = await self.files()
        glimpse = glimpse_of(connection)

        def made() -> Offer:
            found = offer(files, binding, self._chosen, connection, facts)
            self._cache.learn(glimpse, facts)
            self._cache.put(glimpse, binding.catalogue.fingerprint, found.surface)
            return found

        return await asyncio.to_thread(made)


def glimpse_of(connection: Connection) -> Glimpse:
    """What a glance at the store shows of a connection."""
    return Glimpse.of(asdict(connection))
