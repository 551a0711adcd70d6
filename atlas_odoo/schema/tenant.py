"""The schema of one connection: cached, checked when it is old, read when it is missing."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeGuard

from atlas_odoo.errors import CacheError, GatewayFault, TimedOut, Unreachable
from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.schema.cache import SchemaCache, Stamp, cache_path
from atlas_odoo.schema.catalogue import Access, Catalogue, Model
from atlas_odoo.schema.codec import catalogue, encode, fingerprint
from atlas_odoo.schema.drift import Drift
from atlas_odoo.schema.reader import Progress, Reader
from atlas_odoo.schema.search import Hit, rank
from atlas_odoo.schema.snapshot import Snapshot
from atlas_odoo.settings import Settings

if TYPE_CHECKING:
    from atlas_odoo.schema.baseline import Baseline
    from atlas_odoo.schema.strategy import Strategy

__all__ = ["Discovery", "Hit", "Progress", "TenantSchema", "cache_path", "open_schema"]

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*", re.IGNORECASE)
_AGAIN: Final = 60.0
"""Seconds before the same thing is asked again: a model that was not there, a server that did not answer."""

_MOST_ASKED: Final = 1000
"""Names that are remembered as asked for; an agent can make up any number."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one run of discovery did."""

    catalogue: Catalogue
    strategy: str
    unseen: tuple[str, ...]
    """What it could not see, in words."""
    drift: Drift
    """What changed since the run before; empty for the first one."""
    first: bool
    """Nothing was cached before."""
    seconds: float
    requests: int
    changed: bool
    """Whether everything was read; False when Odoo said, to a small request, that nothing changed."""


def open_schema(client: OdooClient, settings: Settings, connection_id: str) -> TenantSchema:
    """The schema of a saved connection. No I/O."""
    return TenantSchema(client, SchemaCache(cache_path(settings.cache, connection_id)), max_age=settings.schema_max_age)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a process holds of the cache. `fresher` are models read since, encoded."""

    snapshot: Snapshot
    catalogue: Catalogue
    stamp: Stamp | None
    fresher: Mapping[str, str] = field(default_factory=dict)
    outdated: bool = False
    """A model turned out to be another one than in the snapshot."""


class TenantSchema:
    """The schema of one connection. Its methods may be called at the same time; each thing is read once.

    What is heavy to import (strategies, sqlite-utils) is imported when something has to be read from Odoo.
    """

    def __init__(
        self,
        client: OdooClient,
        cache: SchemaCache,
        *,
        max_age: float,
        baseline: Baseline | None = None,
        strategies: Sequence[Strategy] = (),
    ) -> None:
        self._client = client
        self._cache = cache
        self._max_age = max_age
        self._baseline = baseline
        self._strategies = strategies
        self._lock = asyncio.Lock()
        self._held: _Held | None = None
        self._asked_at: dict[str, float] = {}
        self._access: dict[str, tuple[float, Access]] = {}
        self._spared_until = 0.0

    async def catalogue(self) -> Catalogue:
        """All models. From the cache; checked with Odoo when older than `max_age`, discovered when there is none.

        When Odoo cannot be reached for the check, the cached one is given. Raises what the client raises, CacheError.
        """
        return (await self._current()).catalogue

    async def require(self, model: str) -> Model:
        """One model. One that the catalogue does not have is asked for: it may be new, or a wizard.

        Raises ModelMissing with near matches, and what the client raises.
        """
        held = await self._current()
        if model in held.catalogue or not _NAME.fullmatch(model):
            return held.catalogue.model(model)
        return await self.refresh(model)

    async def refresh(self, model: str) -> Model:
        """One model as Odoo has it now, for when something in it was not found. Asks at most once a minute.

        Raises ModelMissing with near matches, and what the client raises.
        """
        held = await self._current()
        async with self._lock:
            held = self._held or held
            asked = self._asked_at.get(model)
            if asked is None or time.monotonic() - asked >= _AGAIN:
                if len(self._asked_at) >= _MOST_ASKED:
                    self._asked_at.clear()
                self._asked_at[model] = time.monotonic()
                await self._read_one(held, model)
            return (self._held or held).catalogue.model(model)

    async def discover(self, *, full: bool = False, progress: Callable[[Progress], None] | None = None) -> Discovery:
        """Bring the cache up to date and say what changed. Unless `full`, a small request asks whether anything did.

        Raises what the client raises, AccessDenied when this user sees no schema at all, CacheError.
        """
        async with self._lock:
            return (await self._discover(await self._load(), full=full, progress=progress))[1]

    async def search(self, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Models and fields that have to do with the words of `text`, best first. Raises as `catalogue` does."""
        held = await self._current()
        try:
            rows = await self._cache.find(text)
        except CacheError:  # damaged or removed since it was loaded; its content is still here
            await self._cache.save(held.snapshot, held.snapshot.catalogue())
            rows = await self._cache.find(text)
        return rank(text, rows, limit)

    async def access(self, model: str) -> Access:
        """What the integration user's groups allow with a model, record rules aside. Kept for `max_age`.

        Four small requests at once (25 ms on 19). Raises ModelMissing, and what the client raises.
        """
        from atlas_odoo.schema.sweep import may  # noqa: PLC0415 -- see the class

        known = self._access.get(model)
        if known is not None and time.monotonic() - known[0] < self._max_age:
            return known[1]
        await self.require(model)
        reader = Reader(self._client)
        read, write, create, unlink = await side_by_side(
            may(reader, model, operation) for operation in ("read", "write", "create", "unlink")
        )
        access = Access(read=read, write=write, create=create, unlink=unlink)
        self._access[model] = (time.monotonic(), access)
        return access

    async def _current(self) -> _Held:
        """What is held when it will do, else what is cached when it will do, else what Odoo says now."""
        if self._will_do(self._held):
            return self._held
        async with self._lock:
            held = await self._load()
            if self._will_do(held):
                return held
            try:
                return (await self._discover(held, full=False, progress=None))[0]
            except (Unreachable, TimedOut, GatewayFault):
                if held is None:
                    raise
                self._spared_until = time.monotonic() + _AGAIN
                return held

    def _will_do(self, held: _Held | None) -> TypeGuard[_Held]:
        """Whether `held` is what the file has, and was current within `max_age`."""
        if held is None:
            return False
        if time.monotonic() < self._spared_until:
            return True
        stamp = self._cache.stamp()
        return stamp is not None and stamp == held.stamp and not held.outdated and _age(stamp) < self._max_age

    async def _load(self) -> _Held | None:
        """What is held, after taking what another process may have written."""
        stamp = self._cache.stamp()
        if stamp is not None and (self._held is None or stamp != self._held.stamp):
            snapshot = await self._cache.load()
            if snapshot is not None:
                self._hold(snapshot, stamp)
        return self._held

    def _hold(self, snapshot: Snapshot, stamp: Stamp | None) -> _Held:
        """Hold a snapshot. The same content keeps what is decoded, and the models that it does not list."""
        held = self._held
        if held is not None and held.snapshot.fingerprint == snapshot.fingerprint and not held.outdated:
            held = replace(held, snapshot=snapshot, stamp=stamp)
        else:
            held = _Held(snapshot, snapshot.catalogue(), stamp)
            self._asked_at.clear()
        self._held = held
        return held

    async def _discover(
        self, held: _Held | None, *, full: bool, progress: Callable[[Progress], None] | None
    ) -> tuple[_Held, Discovery]:
        from atlas_odoo.schema.renew import renew, unchanged  # noqa: PLC0415 -- see the class

        started = time.perf_counter()
        reader = Reader(self._client, progress)
        kept = None if held is None else held.snapshot
        drift = Drift()
        full = full or (held is not None and held.outdated)
        if kept is not None and not full and self._cache.stamp() is not None and await unchanged(reader, kept):
            await self._cache.touch()
            snapshot, changed = kept, False
        else:
            renewed, _ = await asyncio.gather(
                renew(reader, kept, await self._standard(), full=full, strategies=self._strategies),
                self._cache.prepare(),
            )
            await self._cache.save(renewed.snapshot, renewed.models)
            snapshot, drift, changed = renewed.snapshot, renewed.drift, True
        now = self._hold(snapshot, self._cache.stamp())
        return now, Discovery(
            catalogue=now.catalogue,
            strategy=snapshot.facts.strategy,
            unseen=snapshot.facts.unseen,
            drift=drift,
            first=kept is None,
            seconds=time.perf_counter() - started,
            requests=reader.requests,
            changed=changed,
        )

    async def _read_one(self, held: _Held, model: str) -> None:
        """Put a model as it is now over the snapshot, in this process; the next check with Odoo writes it."""
        from atlas_odoo.schema.renew import read_one  # noqa: PLC0415 -- see the class

        found = await read_one(Reader(self._client), await self._standard(), model)
        if found is None:
            return
        known = held.catalogue.get(model)
        if known is not None:
            found = replace(found, label=known.label, methods=known.methods)
        body = encode(found)
        if known is not None and body == encode(known):
            return
        fresher = {**held.fresher, model: body}
        bodies = {**held.snapshot.bodies, **fresher}
        self._held = replace(
            held,
            catalogue=catalogue(bodies, fingerprint(bodies), held.snapshot.facts.version),
            fresher=fresher,
            outdated=held.outdated or model in held.snapshot.bodies,
        )

    async def _standard(self) -> Baseline:
        from atlas_odoo.schema.baseline import nearest  # noqa: PLC0415 -- see the class

        if self._baseline is None:
            self._baseline = await asyncio.to_thread(nearest, self._client.info.major)
        return self._baseline


def _age(stamp: Stamp) -> float:
    return time.time() - stamp[1] / 1e9
