"""A bill of materials gone through to its end, as a tree. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas_odoo.odoo.plan import Reference


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a bill; `cost` is None where costs may not be read."""

    name: str
    minutes: float
    cost: float | None


@dataclass(frozen=True, slots=True)
class Byproduct:
    """What comes out besides the product."""

    name: str
    quantity: float
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """A product in a quantity, with what it is made of; without `bill` it is bought or taken from stock.

    `quantity` is in `unit`: that of the bill where it has one, else that of the line. `cost` is for the whole quantity,
    operations included, in the currency of the company.
    """

    product: Reference
    quantity: float
    unit: str
    cost: float | None = None
    bill: Reference | None = None
    kit: bool = False
    parts: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    byproducts: tuple[Byproduct, ...] = ()

    def walk(self, level: int = 0) -> Iterator[tuple[int, Part]]:
        """This part and all below it, each with its level, from top to bottom."""
        yield level, self
        for part in self.parts:
            yield from part.walk(level + 1)


def materials(root: Part) -> list[Part]:
    """What has no bill of its own, added up over the whole tree by product and unit, without costs."""
    found: dict[tuple[int, str], Part] = {}
    for level, part in root.walk():
        if part.parts or not level:
            continue
        key = part.product.id, part.unit
        before = found[key].quantity if key in found else 0.0
        found[key] = Part(part.product, before + part.quantity, part.unit)
    return list(found.values())
