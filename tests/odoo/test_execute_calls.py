"""Several calls at once."""

from __future__ import annotations

import asyncio

import pytest

from atlas_odoo.errors import AccessDenied
from atlas_odoo.odoo.execute_calls import side_by_side


async def test_the_first_error_ends_the_others_and_is_raised_as_itself() -> None:
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.01)
            ended.append("slow")

    async def denied() -> None:
        await asyncio.sleep(0)
        raise AccessDenied("no")

    with pytest.raises(AccessDenied):
        await side_by_side([slow(), denied()])
    assert ended == ["slow"]


async def test_results_are_in_order() -> None:
    async def later(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    assert await side_by_side(later(seconds) for seconds in (0.02, 0.01, 0.0)) == [0.02, 0.01, 0.0]
