"""Identical reads that run at the same time are sent once."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from atlas_odoo.odoo.call import Json


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Json]
    waiters: int = 0


class SingleFlight:
    """Runs one coroutine per key at a time; later callers share its result.

    A caller that is cancelled only leaves; when the last one leaves, the work itself is cancelled, and its end is
    awaited so that the socket is free when the cancellation is told. Those who join get a copy of the answer,
    because answers are dictionaries and lists that a caller may change.
    """

    def __init__(self) -> None:
        self._flights: dict[object, _Flight] = {}

    async def run(self, key: object, work: Callable[[], Coroutine[None, None, Json]]) -> Json:
        """The result of `work()`, or of the same work that is under way already."""
        flight = self._flights.get(key)
        joined = flight is not None
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.create_task(work()))
            flight.task.add_done_callback(lambda _task: self._forget(key, flight))
        flight.waiters += 1
        try:
            await asyncio.wait((flight.task,))
        except asyncio.CancelledError:
            flight.waiters -= 1
            if not flight.waiters:
                self._forget(key, flight)
                flight.task.cancel()
                await asyncio.wait((flight.task,))
                if not flight.task.cancelled():
                    flight.task.exception()  # it ended by itself meanwhile: take note, nobody wants it any more
            raise
        result = flight.task.result()
        return copy.deepcopy(result) if joined else result

    async def close(self) -> None:
        """Cancel what is under way."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _forget(self, key: object, flight: _Flight | None) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
