"""What a quantity of a product takes, against what is free. Pure.

Every product is looked at once, after all that need it, so that one free piece is not given away twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.manufacturing.parts import Part
from atlas_odoo.operations.manufacturing.units import Units

_TINY: Final = 1e-6
MOST: Final = 1_000_000
"""Beyond this number it is not tried how many can be built."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there of a product, in its own unit; nothing is counted where no stock is kept."""

    unit: str
    free: float
    incoming: float
    storable: bool


@dataclass(slots=True)
class Item:
    """A product of the bill; `needs` are the quantities of others that one of it takes, each in its own unit."""

    product: Reference
    stock: Stock
    kit: bool
    needs: dict[int, float] = field(default_factory=dict)

    @property
    def made(self) -> bool:
        """Whether it can be made from its own components."""
        return bool(self.needs) and not self.kit

    @property
    def counted(self) -> bool:
        """Whether its stock limits what can be built. What a kit holds is counted instead of the kit."""
        return self.stock.storable and not self.kit


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed of one product in all, and what is missing of it on free stock."""

    item: Item
    quantity: float
    short: float


Items = Mapping[int, Item]


def items(root: Part, stocks: Mapping[int, Stock], units: Units) -> dict[int, Item]:
    """The products of a tree by id, each once; quantities in the units of the products."""
    found: dict[int, Item] = {}
    for _, part in root.walk():
        if part.product.id in found and found[part.product.id].needs:
            continue
        item = found[part.product.id] = Item(part.product, stocks[part.product.id], part.kit)
        own = _in_own_unit(part, item.stock, units)
        for component in part.parts:
            stock = stocks[component.product.id]
            taken = _in_own_unit(component, stock, units) / own if own else 0.0
            item.needs[component.product.id] = item.needs.get(component.product.id, 0.0) + taken
    return found


def _in_own_unit(part: Part, stock: Stock, units: Units) -> float:
    return units[part.unit].to(units[stock.unit], part.quantity)


def first_level(found: Items, root: int, quantity: float) -> list[Need]:
    """What is needed on the first level, kits seen through."""
    totals: dict[int, float] = {}

    def take(product: int, wanted: float) -> None:
        for component, each in found[product].needs.items():
            if found[component].kit:
                take(component, wanted * each)
            else:
                totals[component] = totals.get(component, 0.0) + wanted * each

    take(root, quantity)
    return [Need(found[product], wanted, _short(found[product], wanted)) for product, wanted in totals.items()]


def all_levels(found: Items, root: int, quantity: float) -> dict[int, Need]:
    """What is needed when parts that are short are made from their own components, by product.

    `short` is then what has to be made, or, without a bill, what cannot be had.
    """
    wanted = {root: quantity}
    needs: dict[int, Need] = {}
    for product in _from_the_top(found, root):
        item, total = found[product], wanted.get(product, 0.0)
        lacking = total if product == root or item.kit else _short(item, total)
        needs[product] = Need(item, total, lacking)
        for component, each in item.needs.items():
            wanted[component] = wanted.get(component, 0.0) + lacking * each
    del needs[root]
    return needs


def _short(item: Item, wanted: float) -> float:
    if not item.counted:
        return 0.0
    short = wanted - max(item.stock.free, 0.0)
    return short if short > _TINY else 0.0


def _from_the_top(found: Items, root: int) -> Iterator[int]:
    """The products so that each comes after all that need it."""
    seen: set[int] = set()
    order: list[int] = []

    def visit(product: int) -> None:
        if product in seen:
            return
        seen.add(product)
        for component in found[product].needs:
            visit(component)
        order.append(product)

    visit(root)
    return reversed(order)


def raw(needs: Mapping[int, Need]) -> list[Need]:
    """Those that are short and have no bill: they have to be bought."""
    return [need for need in needs.values() if need.short and not need.item.needs]


def to_make(needs: Mapping[int, Need]) -> list[Need]:
    """Those that are short and have a bill of their own."""
    return [need for need in needs.values() if need.short and need.item.made]


def blocking(found: Items, needs: Mapping[int, Need], product: int) -> list[Reference]:
    """What is missing and cannot be made, somewhere below a part that has to be made."""
    missing: dict[int, Reference] = {}

    def look(above: int) -> None:
        for component in found[above].needs:
            need = needs[component]
            if need.short and not need.item.needs:
                missing[component] = need.item.product
            elif need.short:
                look(component)

    look(product)
    return list(missing.values())


def most_from_stock(found: Items, root: int) -> int | None:
    """How many can be built of what lies free on the first level; None where nothing is counted."""
    limits = [
        max(need.item.stock.free, 0.0) / need.quantity
        for need in first_level(found, root, 1.0)
        if need.item.counted and need.quantity > _TINY
    ]
    return math.floor(min(limits) + _TINY) if limits else None


def most_with_making(found: Items, root: int) -> int | None:
    """How many can be built when parts are made first; None where nothing limits it."""
    return _most(lambda quantity: not raw(all_levels(found, root, quantity)))


def _most(fits: Callable[[int], bool]) -> int | None:
    """The largest number that fits, by halving; None beyond MOST."""
    if fits(MOST):
        return None
    low, high = 0, 1
    while fits(high):
        low, high = high, min(high * 2, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
