"""Identical reads are shared; cancelling one who waits does not disturb the others."""

from __future__ import annotations

import asyncio

import pytest

from atlas_odoo.errors import RecordMissing, Unreachable
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.flight import SingleFlight


class Work:
    """Something slow that counts how often it was begun and how it ended."""

    def __init__(self) -> None:
        self.begun = 0
        self.cancelled = 0
        self.gate = asyncio.Event()

    async def __call__(self) -> Json:
        self.begun += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)  # giving a socket back takes a moment
            self.cancelled += 1
            raise
        return [{"id": 1, "tags": [3]}]


async def _begin(flights: SingleFlight, work: Work, count: int) -> list[asyncio.Task[Json]]:
    tasks = [asyncio.create_task(flights.run("key", work)) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_five_at_once_are_one() -> None:
    flights, work = SingleFlight(), Work()
    tasks = await _begin(flights, work, 5)
    work.gate.set()
    assert await asyncio.gather(*tasks) == [[{"id": 1, "tags": [3]}]] * 5
    assert work.begun == 1


async def test_one_may_change_its_answer_without_the_others_noticing() -> None:
    flights, work = SingleFlight(), Work()
    tasks = await _begin(flights, work, 3)
    work.gate.set()
    first, second, third = await asyncio.gather(*tasks)
    first[0]["tags"].append(4)
    second.clear()
    assert third == [{"id": 1, "tags": [3]}]


async def test_one_that_changes_its_answer_at_once_does_not_change_that_of_others() -> None:
    flights, work = SingleFlight(), Work()

    async def first() -> None:
        answer = await flights.run("key", work)
        answer.clear()  # before those who joined have had their turn

    changing = asyncio.create_task(first())
    await asyncio.sleep(0)
    joined = await _begin(flights, work, 2)
    work.gate.set()
    assert await asyncio.gather(*joined) == [[{"id": 1, "tags": [3]}]] * 2
    await changing


async def test_afterwards_it_is_asked_again() -> None:
    flights, work = SingleFlight(), Work()
    work.gate.set()
    await flights.run("key", work)
    await flights.run("key", work)
    assert work.begun == 2


async def test_other_keys_are_other_work() -> None:
    flights, work = SingleFlight(), Work()
    work.gate.set()
    await asyncio.gather(flights.run("key", work), flights.run("other", work))
    assert work.begun == 2


@pytest.mark.parametrize("leaver", [0, 1, 2])
async def test_cancelling_one_does_not_cancel_the_others(leaver: int) -> None:
    flights, work = SingleFlight(), Work()
    tasks = await _begin(flights, work, 3)
    tasks[leaver].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[leaver]
    work.gate.set()
    rest = [task for task in tasks if task is not tasks[leaver]]
    assert await asyncio.gather(*rest) == [[{"id": 1, "tags": [3]}]] * 2
    assert work.cancelled == 0


async def test_cancelling_the_last_ends_the_work_before_the_cancellation_is_told() -> None:
    flights, work = SingleFlight(), Work()
    tasks = await _begin(flights, work, 2)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in ended] == [asyncio.CancelledError] * 2
    assert work.cancelled == 1


async def test_after_a_cancelled_one_the_next_begins_anew() -> None:
    flights, work = SingleFlight(), Work()
    (task,) = await _begin(flights, work, 1)
    task.cancel()
    await asyncio.sleep(0)  # it is ending, and its socket is not back yet
    next_one = asyncio.create_task(flights.run("key", work))
    await asyncio.sleep(0.02)
    work.gate.set()
    assert await next_one == [{"id": 1, "tags": [3]}]
    assert work.begun == 2


async def test_error_reaches_everyone() -> None:
    async def fail() -> Json:
        await asyncio.sleep(0)
        raise RecordMissing("gone")

    flights = SingleFlight()
    ended = await asyncio.gather(*(flights.run("key", fail) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in ended] == [RecordMissing] * 3


async def test_close_ends_what_is_under_way_and_says_so() -> None:
    flights, work = SingleFlight(), Work()
    (task,) = await _begin(flights, work, 1)
    await flights.close()
    with pytest.raises(Unreachable, match="connection was closed"):  # nobody has cancelled the one who waits
        await task
    assert work.cancelled == 1
