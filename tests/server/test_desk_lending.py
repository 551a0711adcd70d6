from __future__ import annotations

import asyncio

import pytest

from atlas_odoo.errors import AtlasError, NoConnection, SecretError, StoreError, UnknownConnection
from atlas_odoo.server.desk_lending import Desks
from tests.server.stub import Saved, Station


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def saved() -> Saved:
    return Saved()


@pytest.fixture
def desks(saved: Saved, clock: Clock) -> Desks[str, Station]:
    return saved.desks(look_every=5.0, clock=clock)


async def test_the_saved_connection_is_looked_at_every_few_seconds_only(
    saved: Saved, desks: Desks[str, Station], clock: Clock
) -> None:
    for _ in range(10):
        async with desks.lease():
            pass
    assert saved.looks == 1
    clock.now += 5.0
    async with desks.lease() as desk:
        assert desk.name == "first"
    assert saved.looks == 2
    assert len(saved.opened) == 1


async def test_a_changed_connection_opens_anew_and_calls_under_way_keep_the_old_desk(
    saved: Saved, desks: Desks[str, Station], clock: Clock
) -> None:
    async with desks.lease() as old:
        saved.key = "second"
        clock.now += 5.0
        async with desks.lease() as new:
            assert (old.name, new.name) == ("first", "second")
        assert not old.closed
    assert old.closed
    assert not new.closed
    await desks.close()
    assert new.closed


async def test_a_removed_connection_is_told_and_never_worked_with_again(
    saved: Saved, desks: Desks[str, Station], clock: Clock
) -> None:
    async with desks.lease():
        pass
    saved.key = None
    clock.now += 5.0
    for _ in range(2):
        with pytest.raises(NoConnection):
            async with desks.lease():
                pass
    saved.key = "again"
    async with desks.lease() as desk:
        assert desk.name == "again"


async def test_a_store_that_fails_for_a_while_interrupts_nobody(
    saved: Saved, desks: Desks[str, Station], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    saved.broken = StoreError("The store is locked.")
    with pytest.raises(StoreError):
        async with desks.lease():
            pass
    saved.broken = None
    async with desks.lease():
        pass
    saved.broken = StoreError("The store is locked.")
    clock.now += 5.0
    for _ in range(3):
        async with desks.lease() as desk:
            assert desk.name == "first"
    assert saved.looks == 3
    assert caplog.text.count("The store is locked.") == 1
    saved.broken, saved.key = None, "second"
    clock.now += 5.0
    async with desks.lease() as desk:
        assert desk.name == "second"


@pytest.mark.parametrize("gone", [UnknownConnection("It was removed."), SecretError("Its key is gone.")])
async def test_what_may_not_be_served_any_more_does_not_come_back_when_the_store_fails(
    saved: Saved, desks: Desks[str, Station], clock: Clock, gone: AtlasError
) -> None:
    async with desks.lease() as desk:
        pass
    clock.now += 5.0
    saved.broken = gone
    with pytest.raises(type(gone)):
        async with desks.lease():
            pass
    assert desk.closed
    saved.broken = StoreError("The store is locked.")
    with pytest.raises(StoreError):
        async with desks.lease():
            pass


async def test_leaving_while_desks_change_closes_both(saved: Saved, desks: Desks[str, Station], clock: Clock) -> None:
    async with desks.lease() as old:
        pass
    saved.key, saved.slow_to_close = "second", 0.05
    clock.now += 5.0

    async def work() -> None:
        async with desks.lease():
            pass

    call = asyncio.create_task(work())
    await asyncio.wait_for(saved.closing.wait(), 5)
    call.cancel()
    await desks.close()
    assert [desk.name for desk in saved.opened if desk.closed] == ["first", "second"]
    assert old.closed
    assert saved.closed


async def test_a_cancelled_first_call_leaves_the_way_open_for_the_next(
    saved: Saved, desks: Desks[str, Station]
) -> None:
    saved.slow = 0.05

    async def work() -> str:
        async with desks.lease() as desk:
            return desk.name

    first, second = asyncio.create_task(work()), asyncio.create_task(work())
    await asyncio.sleep(0.02)
    first.cancel()
    assert await second == "first"
    assert len(saved.opened) == 1


async def test_warming_up_looks_at_the_connection_and_opens_nothing(
    saved: Saved, caplog: pytest.LogCaptureFixture
) -> None:
    saved.key = None
    async with saved.desks(warm_after=0.0):
        await asyncio.wait_for(saved.looked.wait(), 5)
        await asyncio.sleep(0)
    assert saved.opened == []
    assert "No Odoo connection is saved. Run `atlas-odoo connect`" in caplog.text


async def test_a_client_that_lists_tools_makes_the_warm_up_begin(saved: Saved) -> None:
    async with saved.desks(warm_after=60.0) as desks:
        await asyncio.sleep(0.1)
        assert saved.looks == 0
        desks.hurry()
        await asyncio.wait_for(saved.looked.wait(), 5)


async def test_leaving_ends_a_warm_up_that_has_not_begun(saved: Saved) -> None:
    async with saved.desks(warm_after=60.0):
        pass
    assert saved.looks == 0


async def test_an_outcome_is_shared_by_all_who_wait_for_it(saved: Saved, desks: Desks[str, Station]) -> None:
    """With Odoo down, 200 calls wait for one attempt to open, and not for 200 in a row."""
    saved.key, saved.slow = None, 0.05

    async def work() -> None:
        async with desks.lease():
            pass

    outcomes = await asyncio.gather(*(work() for _ in range(200)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {NoConnection}
    assert saved.looks == 1
