"""Vendors' prices for one product and quantity, made comparable. Pure.

A price is for one of the vendor's unit and in the vendor's currency; it holds from a quantity on, within dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference

_SLACK = 1e-6
"""What quantities may differ by after they were converted."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What prices are compared by: sizes of units by id, and Odoo's rates of currencies by name.

    A unit whose size is not known counts as the product's own; a currency without rate cannot be compared.
    """

    home: str | None
    today: date
    sizes: Mapping[int, float]
    rates: Mapping[str, float]

    def units(self, product: Record, unit: Reference | None) -> float:
        """How many of the product's own unit are in one of `unit`."""
        own = product["unit"].id
        return self.sizes.get(unit.id, 1.0) / self.sizes.get(own, 1.0) if unit and unit.id != own else 1.0

    def in_home(self, amount: float, currency: str) -> float | None:
        """An amount in the company's currency, by Odoo's rates."""
        if currency == self.home:
            return amount
        rate, home = self.rates.get(currency), self.rates.get(self.home or "")
        return amount / rate * home if rate and home else None


@dataclass(frozen=True, slots=True)
class Offer:
    """A vendor's price, discount taken off; `each` is for one of the product's unit in the company's currency."""

    vendor: Reference
    price: float
    currency: str
    unit: str | None
    """The vendor's, where it is not the product's."""
    from_quantity: float
    lead_days: int | None
    valid_until: str | None
    each: float | None
    amount: float
    """For the whole quantity, in the vendor's currency."""
    why_not: str | None
    """Why it does not hold for the quantity today."""


def offers(product: Record, prices: Iterable[Record], quantity: float, rules: Rules) -> list[Offer]:
    """The offers for a product, those that hold first, then the cheapest; the price of a variant is that variant's."""
    found = [
        _offer(product, price, quantity, rules)
        for price in prices
        if price["template"].id == product["template"].id
        and (price["product"] is None or price["product"].id == product["id"])
    ]
    return sorted(found, key=_rank)


def cheapest(found: Iterable[Offer]) -> tuple[list[Offer], list[Offer]]:
    """The best offer of each vendor that holds, and all others."""
    best: dict[int, Offer] = {}
    rest = []
    for offer in found:
        if offer.why_not is None and offer.vendor.id not in best:
            best[offer.vendor.id] = offer
        else:
            rest.append(offer)
    return list(best.values()), rest


def _rank(offer: Offer) -> tuple[bool, bool, str, float, int]:
    """What cannot be compared stands behind, by currency."""
    known = offer.each is not None
    price = offer.price if offer.each is None else offer.each
    return offer.why_not is not None, not known, "" if known else offer.currency, price, offer.lead_days or 0


def _offer(product: Record, price: Record, quantity: float, rules: Rules) -> Offer:
    unit = price.get("unit")
    size = rules.units(product, unit)
    net = price["price"] * (1 - (price.get("discount") or 0.0) / 100)
    currency = price["currency"].name
    return Offer(
        vendor=price["vendor"],
        price=round(net, 6),
        currency=currency,
        unit=unit.name if unit and unit.id != product["unit"].id else None,
        from_quantity=price["min_quantity"],
        lead_days=price["lead_days"],
        valid_until=price["valid_until"],
        each=rules.in_home(net / size, currency),
        amount=net / size * quantity,
        why_not=_why_not(price, quantity / size, rules.today),
    )


def _why_not(price: Record, quantity: float, today: date) -> str | None:
    if price["valid_until"] and price["valid_until"] < today.isoformat():
        return f"until {price['valid_until']}"
    if price["valid_from"] and price["valid_from"] > today.isoformat():
        return f"from {price['valid_from']}"
    if quantity + _SLACK < price["min_quantity"]:
        return f"from {price['min_quantity']:g} on"
    return None
