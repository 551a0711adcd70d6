"""The desk that tools work with, lent to one call at a time.

A server serves one connection: the one it is told, else the one that is active when it first looks, which is when a
client lists the tools or calls one, and two seconds after the start at the latest. The first call opens it, single
flight, and it is kept. What the administrator does meanwhile is noticed within `LOOK_EVERY` seconds:

- a new key, company or URL: calls after that use it, those under way end with the old one;
- the connection was removed: every call says so (a new one of the same name is taken);
- another one became active: nothing changes. An agent in the middle of its work must not find itself in another
  tenant; the client's restart of the server takes the new one;
- the store cannot be read: calls go on with the connection as it was, and the next look tells more.

Before any connection is saved every call answers with NoConnection, and the first call after `atlas-odoo connect`
works.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Generic, Protocol, Self, TypeVar

from atlas_odoo.errors import AtlasError, StoreError
from atlas_odoo.server.surface import Surface

logger = logging.getLogger(__name__)

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the saved connection; a look costs a millisecond or two."""

ANSWER_FIRST: Final = 0.05
"""Seconds that the answer which made us hurry gets to leave: imports hold the interpreter."""

K = TypeVar("K")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Opened(Generic[D]):
    """A desk and the way to give its sockets back."""

    desk: D
    close: Callable[[], Awaitable[None]]


class Source(Protocol[K, D]):
    """Where desks come from."""

    async def look(self) -> K:
        """What the desk would be opened with now. Raises NoConnection, UnknownConnection, SecretError, StoreError."""
        ...

    async def open(self, key: K) -> Opened[D]:
        """The desk for what `look` gave."""
        ...

    async def surface(self, *, anyway: bool = False) -> Surface | None:
        """What clients are shown, without asking Odoo; None when it has to be asked, unless they are shown `anyway`."""
        ...

    async def close(self) -> None:
        """Close what `look` reads from."""
        ...


@dataclass(slots=True)
class _Held(Generic[K, D]):
    """An open desk, how many calls work with it, and whether it closes when the last one ends."""

    key: K
    opened: Opened[D]
    users: int = 0
    retired: bool = False


class Desks(Generic[K, D]):
    """Lends the desk of one connection. `load` gives the source; it may be slow to import and runs in a thread.

    With `warm_after`, the source is loaded and looked at without a call, so that the first call does not wait for
    imports and a person reads in the log what is wrong: `warm_after` seconds from the start, or sooner by `hurry`.
    """

    def __init__(
        self,
        load: Callable[[], Source[K, D]],
        *,
        warm_after: float | None = None,
        look_every: float = LOOK_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._look_every = look_every
        self._clock = clock
        self._loading = asyncio.Lock()
        self._source: Source[K, D] | None = None
        self._held: _Held[K, D] | None = None
        self._look_at = 0.0
        self._warm_after = warm_after
        self._hurry = asyncio.Event()
        self._warming: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[_Held[K, D]] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        if self._warm_after is not None:
            self._warming = asyncio.create_task(self._warm(self._warm_after))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[D]:
        """The desk, for the length of one call. Raises what `Source.look` and `Source.open` raise."""
        held = self._held
        if held is None or self._clock() >= self._look_at:
            held = await self._current()
        held.users += 1
        try:
            yield held.opened.desk
        finally:
            held.users -= 1
            if held.retired and not held.users:
                await self._shut(held)

    def hurry(self) -> None:
        """A client is there: warm up now, once its answer is out."""
        self._hurry.set()

    async def close(self) -> None:
        """Close everything; calls under way lose their sockets."""
        for task in (self._warming, self._looking):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        held, self._held = self._held, None
        try:
            if held is not None:
                await held.opened.close()
            await asyncio.gather(*self._closing)
        finally:
            if self._source is not None:
                await self._source.close()

    async def _warm(self, after: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), after)
            await asyncio.sleep(ANSWER_FIRST)
        try:
            source = await self.source()
            await source.look()
        except AtlasError as error:
            logger.warning("%s Until then every call answers with this.", error.text)

    async def source(self) -> Source[K, D]:
        """Where the desks come from, loaded now if it was not yet."""
        async with self._loading:
            if self._source is None:
                self._source = await asyncio.to_thread(self._load)
            return self._source

    async def _current(self) -> _Held[K, D]:
        """The desk as it should be now: one look, and one outcome, for all who ask meanwhile."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(self._looked)
        return await asyncio.shield(self._looking)

    def _looked(self, task: asyncio.Task[_Held[K, D]]) -> None:
        self._looking = None
        if not task.cancelled():
            task.exception()  # whoever waited has it; with nobody left to wait it is not worth a warning

    async def _look(self) -> _Held[K, D]:
        source = await self.source()
        held = self._held
        try:
            key = await source.look()
        except StoreError as error:
            if held is None:
                raise
            logger.warning("%s Calls go on with the connection as it was.", error.text)
        except AtlasError:
            await self._replace(None)  # no call may work with it any more, even if the store fails next
            raise
        else:
            if held is None or held.key != key:
                held = _Held(key, await source.open(key))
                await self._replace(held)
        self._look_at = self._clock() + self._look_every
        return held

    async def _replace(self, new: _Held[K, D] | None) -> None:
        """Hold another desk, or none. The one before closes now, or when the last call at it ends."""
        old, self._held = self._held, new  # before anything is waited for: `close` has to find the new one
        if old is not None:
            old.retired = True
            if not old.users:
                await self._shut(old)

    async def _shut(self, held: _Held[K, D]) -> None:
        """Close a desk to the end, even when whoever waits for that is cancelled."""
        closing = asyncio.ensure_future(held.opened.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        await asyncio.shield(closing)
