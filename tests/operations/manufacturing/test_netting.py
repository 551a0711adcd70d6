"""What is short when parts are shared: nothing free is given away twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.manufacturing.netting import (
    Item,
    Stock,
    all_levels,
    first_level,
    most_from_stock,
    most_with_making,
    raw,
    to_make,
)

TOP, PART, KIT, SCREW, BOARD = range(1, 6)


def item(number: int, free: float, needs: dict[int, float] | None = None, *, kit: bool = False) -> Item:
    return Item(Reference(number, f"P{number}"), Stock("Units", free, 0, storable=True), kit, needs or {})


def found(part: float, screw: float, board: float) -> dict[int, Item]:
    """A top of two parts, a kit and a screw; a part is a board and two screws, the kit three screws."""
    return {
        TOP: item(TOP, 0, {PART: 2, KIT: 1, SCREW: 1}),
        PART: item(PART, part, {BOARD: 1, SCREW: 2}),
        KIT: item(KIT, 99, {SCREW: 3}, kit=True),
        SCREW: item(SCREW, screw),
        BOARD: item(BOARD, board),
    }


def test_a_screw_that_the_kit_takes_is_not_there_for_the_part() -> None:
    items = found(part=1, screw=5, board=9)
    assert {need.item.product.id: (need.quantity, need.short) for need in first_level(items, TOP, 1)} == {
        PART: (2, 1),
        SCREW: (4, 0),
    }
    needs = all_levels(items, TOP, 1)
    assert [need.item.product.id for need in to_make(needs)] == [PART]
    assert [(need.item.product.id, need.quantity, need.short) for need in raw(needs)] == [(SCREW, 6, 1)]


def test_nothing_limits_what_takes_nothing_that_is_kept() -> None:
    items = found(part=0, screw=0, board=0)
    for number in (PART, SCREW, BOARD):
        items[number].stock = Stock("Units", 0, 0, storable=False)
    assert most_from_stock(items, TOP) is None
    assert most_with_making(items, TOP) is None


stock = st.integers(0, 200)


@given(stock, stock, stock)
def test_as_many_as_said_can_be_built_and_not_one_more(part: int, screw: int, board: int) -> None:
    items = found(part, screw, board)
    now, later = most_from_stock(items, TOP), most_with_making(items, TOP)
    assert now is not None
    assert later is not None
    assert later >= now
    assert not any(need.short for need in first_level(items, TOP, now))
    assert any(need.short for need in first_level(items, TOP, now + 1))
    assert not raw(all_levels(items, TOP, later))
    assert raw(all_levels(items, TOP, later + 1))
    made = max(0, 2 * later - part)
    assert made <= board
    assert 4 * later + 2 * made <= screw
