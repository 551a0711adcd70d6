"""The request budget, on a clock of its own."""

from __future__ import annotations

import asyncio

import pytest

from atlas_odoo.odoo.bucket import TokenBucket


class Clock:
    """Time that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_first_second_goes_through_at_once_and_the_rest_in_turn() -> None:
    clock = Clock()
    bucket = TokenBucket(2.0, clock=clock)
    assert [bucket.reserve() for _ in range(6)] == [0.0, 0.0, 0.5, 1.0, 1.5, 2.0]


def test_one_a_second_never_bursts() -> None:
    clock = Clock()
    bucket = TokenBucket(1.0, clock=clock)
    assert [bucket.reserve() for _ in range(3)] == [0.0, 1.0, 2.0]


def test_less_than_one_a_second() -> None:
    clock = Clock()
    bucket = TokenBucket(0.25, clock=clock)
    assert [bucket.reserve() for _ in range(3)] == [0.0, 4.0, 8.0]


def test_rest_fills_the_bucket_but_not_beyond_one_second() -> None:
    clock = Clock()
    bucket = TokenBucket(2.0, clock=clock)
    for _ in range(4):
        bucket.reserve()
    clock.now += 3600.0
    assert [bucket.reserve() for _ in range(3)] == [0.0, 0.0, 0.5]


async def test_ten_requests_at_two_a_second_take_four_seconds() -> None:
    clock = Clock()
    bucket = TokenBucket(2.0, clock=clock, sleep=clock.sleep)
    for _ in range(10):
        await bucket.take()
    assert clock.now == pytest.approx(104.0)


async def test_cancelled_request_gives_its_turn_back() -> None:
    clock = Clock()
    bucket = TokenBucket(1.0, clock=clock, sleep=lambda _seconds: asyncio.sleep(3600))
    await bucket.take()
    waiting = asyncio.create_task(bucket.take())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert bucket.reserve() == 1.0
