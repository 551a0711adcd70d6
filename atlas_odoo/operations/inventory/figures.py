"""Stock figures of products as Odoo computes them, and which products have any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Context

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.operations.work import Work

FIGURES: Final = ("on_hand", "free", "incoming", "outgoing", "forecast")
ABOUT: Final = ("display_name", "type", "unit", "template")
SORT: Final = ("storable",)
"""Missing before 18, where the type says it."""
STORABLE: Final = "product"
"""The type of goods that stock is kept of, to 17; from 18 on goods are `consu` and `is_storable` says it."""
_SERVICE: Final = "service"
_DIGITS: Final = 6
"""Decimals beyond which a difference of two quantities is noise."""


def at(*, warehouse: int | None = None, location: int | None = None, until: str | None = None) -> Context:
    """The context in which Odoo computes the figures for a warehouse, or a location with what is below it.

    `until` counts only the moves up to that moment (UTC). Warehouse and location exclude each other: on 14 both
    together are nothing. To 17 Odoo reads the warehouse from `warehouse`, later from `warehouse_id`; both are sent.
    """
    extra: dict[str, Json] = {}
    if warehouse is not None:
        extra |= {"warehouse": warehouse, "warehouse_id": warehouse}
    if location is not None:
        extra["location"] = location
    if until is not None:
        extra["to_date"] = until
    return Context(extra=tuple(extra.items()))


def is_storable(product: Record) -> bool:
    """Whether Odoo keeps stock of it."""
    stated = product.get("storable")
    return product["type"] == STORABLE if stated is None else bool(stated)


def only_storable(work: Work) -> tuple[Json, ...]:
    """The condition that leaves storable products."""
    if work.object("product").has("storable"):
        return (("storable", "=", True),)
    return (("type", "=", STORABLE),)


async def kits(work: Work, products: Iterable[Record]) -> frozenset[int]:
    """Those of the products that are kits: sold as one, kept in stock as their components. One call at most."""
    goods = {product["id"]: product["template"].id for product in products if product["type"] != _SERVICE}
    if not goods or not work.has("bill_of_materials"):
        return frozenset()
    found = await work.find(
        "bill_of_materials",
        ("product", "variant"),
        (
            ("type", "=", "phantom"),
            ("product", "in", sorted(set(goods.values()))),
            "|",
            ("variant", "=", False),
            ("variant", "in", sorted(goods)),
        ),
    )
    variants = {bill["variant"].id for bill in found.records if bill["variant"]}
    templates = {bill["product"].id for bill in found.records if not bill["variant"]}
    return frozenset(number for number, template in goods.items() if number in variants or template in templates)


def difference(first: float, second: float) -> float:
    """`first` less `second`, without the noise of binary fractions."""
    return round(first - second, _DIGITS)
