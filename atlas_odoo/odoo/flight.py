"""Identical reads that run at the same time are sent once."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from atlas_odoo.errors import Unreachable
from atlas_odoo.odoo.call import Json


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Json]
    waiters: int = 0
    shared: bool = False
    closed: bool = False


class SingleFlight:
    """Runs one coroutine per key at a time; later callers share its result.

    A caller that is cancelled only leaves; when the last one leaves, the work itself is cancelled, and its end is
    awaited so that the socket is free when the cancellation is told. Once a second caller has joined everybody gets a
    copy of the answer, because answers are dictionaries and lists that a caller may change.
    """

    def __init__(self) -> None:
        self._flights: dict[object, _Flight] = {}

    async def run(self, key: object, work: Callable[[], Coroutine[None, None, Json]]) -> Json:
        """The result of `work()`, or of the same work that is under way already. Unreachable once it is closed."""
        flight = self._flights.get(key)
        if flight is not None:
            flight.shared = True
        else:
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
        if flight.closed and flight.task.cancelled():
            raise Unreachable("The connection was closed before the answer came.", advice="Try again.")
        result = flight.task.result()
        return copy.deepcopy(result) if flight.shared else result

    async def close(self) -> None:
        """End what is under way; whoever waits for it is told so, since a cancellation is the waiter's own business."""
        flights = list(self._flights.values())
        tasks = [flight.task for flight in flights]
        for flight in flights:
            flight.closed = True
            flight.task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _forget(self, key: object, flight: _Flight | None) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
