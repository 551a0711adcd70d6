"""Serving from the process's start to its end."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mcp.server.lowlevel import Server

from atlas_odoo.business.selection import Chosen
from atlas_odoo.server import http, stdio
from atlas_odoo.server.app import build
from atlas_odoo.server.changes import Changes
from atlas_odoo.server.connection_choice import ConnectionChoice
from atlas_odoo.server.desk_lending import Desks, Source
from atlas_odoo.server.state import State
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_cache import SurfaceCache
from atlas_odoo.server.surface_shown import SurfaceShown
from atlas_odoo.settings import Settings
from atlas_odoo.store.glance import glance

if TYPE_CHECKING:
    from atlas_odoo.server.surface_making import SurfaceMaker

logger = logging.getLogger(__name__)

WARM_AFTER: Final = 2.0
"""Seconds until what the first call needs is loaded, unless a client lists the tools before."""


async def run(settings: Settings, chosen: Chosen, connection: str | None, place: http.Bind | None) -> None:
    """Serve the `chosen` tools of a saved connection (None: the active one). Raises ConfigurationError (port taken)."""
    await serve(build(lambda: opened(settings, chosen, connection)), place)


def opened(settings: Settings, chosen: Chosen, connection: str | None) -> State:
    """What a server of that connection works with. No I/O."""
    served, kept = ConnectionChoice(connection), SurfaceCache(settings, chosen)

    @cache
    def maker() -> SurfaceMaker:
        # Loads the tool files and the operations that they name: not needed for what is in the cache.
        from atlas_odoo.server.surface_making import SurfaceMaker  # noqa: PLC0415 -- loaded when it is needed, in a thread

        return SurfaceMaker(settings, chosen, kept)

    def load() -> Source[Any, Any]:
        # The modules that speak to the store and to Odoo are heavier still, and listing tools needs none of them.
        from atlas_odoo.server.saved_connection import SavedConnection  # noqa: PLC0415 -- as above

        return SavedConnection(settings, served, maker())

    async def ready() -> Surface | None:
        saved = await asyncio.to_thread(glance, settings)
        if saved is None:
            return None
        glimpse = served.choose(saved)
        if glimpse is None and saved:
            return None  # none is active, or none of that name: the source says which
        found = await asyncio.to_thread(kept.take, glimpse)
        return await standard() if found is None and not saved else found

    async def standard() -> Surface:
        return await (await asyncio.to_thread(maker)).standard(None)

    desks: Desks[Any, Any] = Desks(load, warm_after=WARM_AFTER)
    changes = Changes()
    return State(desks, SurfaceShown(desks, changes, ready, standard), changes)


async def serve(server: Server[Any], place: http.Bind | None) -> None:
    """Serve over HTTP at `place`, or over stdio when that is None, until the client or a signal ends it."""
    if place is None:
        await _until_stopped(stdio.serve(server))
        return
    listener, place = http.listen(place)
    logger.warning("Serving MCP at http://%s%s, for this machine only.", place.name, http.PATH)
    await _until_stopped(http.serve(server, listener, place))


def log_to_stderr(level: int = logging.WARNING) -> None:
    """Send the log where it cannot be taken for the protocol."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Await `work`; a signal to stop cancels it, and it cleans up."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
