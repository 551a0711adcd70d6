"""`fields_get` over many models, eight at a time; it can follow relations to models that nobody named."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from atlas_odoo.errors import AccessDenied, GatewayFault, NameMissing, ServerFault
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.catalogue import Field
from atlas_odoo.schema.fields import ATTRIBUTES, parse_fields
from atlas_odoo.schema.reader import Reader

WORKERS: Final = 8
"""Requests at a time. The client has a bound of its own, which may be lower."""


@dataclass(slots=True)
class Swept:
    """What a sweep brought home."""

    fields: dict[str, dict[str, Field]] = field(default_factory=dict)
    denied: list[str] = field(default_factory=list)
    """Models that exist, but not for this user."""
    missing: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Models at which the server itself failed."""


async def sweep(
    reader: Reader, baseline: Baseline, names: Iterable[str], *, check: bool, follow: bool = False
) -> Swept:
    """Read the fields of `names`.

    `check` asks first whether the user may read the model, since `fields_get` also answers for models that
    they may not (seen on 14 and 19). `follow` goes on to every model that a relation points to.
    Raises the first error that is not about one model.
    """
    work = _Sweep(reader, baseline, check=check, follow=follow)
    for name in names:
        work.add(name)
    await side_by_side(work.work() for _ in range(WORKERS))
    return work.swept


class _Sweep:
    """The queue that the workers share."""

    def __init__(self, reader: Reader, baseline: Baseline, *, check: bool, follow: bool) -> None:
        self._reader = reader
        self._baseline = baseline
        self._check = check
        self._follow = follow
        self._seen: set[str] = set()
        self._waiting: list[str] = []
        self._running = 0
        self._changed = asyncio.Condition()
        self.swept = Swept()

    def add(self, name: str) -> None:
        if name not in self._seen:
            self._seen.add(name)
            self._waiting.append(name)

    async def work(self) -> None:
        while (name := await self._next()) is not None:
            await self._read(name)
            async with self._changed:
                self._running -= 1
                self._changed.notify_all()
            done = len(self._seen) - len(self._waiting) - self._running
            self._reader.report("Reading fields", done, len(self._seen))

    async def _next(self) -> str | None:
        """The next model, or None when nothing waits and nobody is at work who could find more."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting or not self._running)
            if not self._waiting:
                return None
            self._running += 1
            return self._waiting.pop()

    async def _read(self, name: str) -> None:
        try:
            if self._check and not await may(self._reader, name, "read"):
                self.swept.denied.append(name)
                return
            answer = await self._reader.call(name, "fields_get", attributes=list(ATTRIBUTES))
        except AccessDenied:
            self.swept.denied.append(name)
        except NameMissing:
            self.swept.missing.append(name)
        except GatewayFault:
            raise
        except ServerFault:
            self.swept.broken.append(name)
        else:
            found = parse_fields(name, answer, self._baseline.fields(name))
            self.swept.fields[name] = found
            if self._follow:
                for target in sorted({each.relation for each in found.values() if each.relation}):
                    self.add(target)


async def readable(reader: Reader, names: Iterable[str]) -> frozenset[str]:
    """Those of `names` that the user may read, asked eight at a time."""
    waiting = list(names)
    found: list[str] = []

    async def work() -> None:
        while waiting:
            name = waiting.pop()
            try:
                if await may(reader, name, "read"):
                    found.append(name)
            except (AccessDenied, NameMissing):
                continue

    await side_by_side(work() for _ in range(WORKERS))
    return frozenset(found)


async def may(reader: Reader, model: str, operation: str) -> bool:
    """Whether the user's groups allow `operation` (read, write, create, unlink) on `model`, record rules aside."""
    if dialect(reader.server.major).has_access:
        return bool(await reader.call(model, "has_access", operation=operation))
    return bool(await reader.call(model, "check_access_rights", operation=operation, raise_exception=False))
