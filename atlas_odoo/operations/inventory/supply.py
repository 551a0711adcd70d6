"""How what is missing can be had: bought from a vendor, made, or brought from elsewhere; and how long that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference

SELLERS: Final = tuple(
    f"vendors.{name}" for name in ("vendor", "product", "min_quantity", "lead_days", "valid_from", "valid_until")
)
"""What of a product says where it can be bought."""
_WAYS: Final = (("buy", "buy"), ("manufacture", "manufacture"), ("pull", "transfer"), ("pull_push", "transfer"))
"""Actions of Odoo's stock rules, the one that decides first."""


@dataclass(frozen=True, slots=True)
class Seller:
    """A vendor and the days until delivery; neither where nobody sells the product."""

    vendor: Reference | None = None
    lead_days: int | None = None


def seller(product: Record, quantity: float, today: date) -> Seller:
    """The first vendor, in Odoo's order, that is valid today and delivers `quantity`; else simply the first."""
    offers = [
        line
        for line in product["vendors"]
        if line["vendor"] and (not line["product"] or line["product"].id == product["id"])
    ]
    valid = [line for line in offers if _is_valid(line, today) and (line["min_quantity"] or 0) <= quantity]
    for offer in valid or offers:
        return Seller(offer["vendor"], int(offer["lead_days"] or 0))
    return Seller()


def way(actions: Sequence[str]) -> str | None:
    """What Odoo does when it replenishes by rules with these actions."""
    return next((word for action, word in _WAYS if action in actions), None)


def _is_valid(offer: Record, today: date) -> bool:
    start, end = offer["valid_from"], offer["valid_until"]
    return (not start or start <= today.isoformat()) and (not end or end >= today.isoformat())
