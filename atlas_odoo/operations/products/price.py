"""What products cost a customer at a quantity, as an order would say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, Quantity, Ref, References
from atlas_odoo.operations.inventory.said_once import said_once
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.products.pricing import CUSTOMER, Price, Prices, prices
from atlas_odoo.operations.products.variants import variants_of
from atlas_odoo.operations.result import Result, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_PRODUCT: Final = ("display_name", "price", "unit")
_PRODUCT_OR_NOT: Final = ("currency", "taxes.display_name", "taxes.price_include")
_SAME: Final = 0.005
"""Amounts closer than half a cent are the same."""


class ProductPrice(Arguments):
    """One product or several, for one customer."""

    products: Annotated[References, Field(description="codes or names")]
    customer: Annotated[Ref, Field(description="name or id")]
    quantity: Annotated[Quantity, Field(description="of each")] = 1


async def run(work: Work, arguments: ProductPrice) -> Result:
    """The prices with what they were computed by. Raises what naming records raises, and AccessDenied."""
    products, [customer] = await side_by_side(
        (
            variants_of(work, arguments.products, _PRODUCT, optional=_PRODUCT_OR_NOT),
            work.named("partner", (arguments.customer,), ("display_name",), optional=CUSTOMER),
        )
    )
    found = await prices(work, products, customer, arguments.quantity)
    rows = [
        _row(work, product, found.by_product[product["id"]], arguments.quantity, found)
        for product in products
        if product["id"] in found.by_product
    ]
    units = dict.fromkeys(("price", "subtotal", "total"), found.currency) if found.currency else {}
    own = only([row["own"] for row in rows])
    if isinstance(own, str):
        units["list price"] = own
    taxed = ("total",) if any(row["total"] != row["subtotal"] for row in rows) else ()
    columns, same = said_once(
        ("product", "list price", "price", "discount %", "price from", "subtotal", *taxed, "unit", "taxes"),
        rows,
        ("price from", "unit", "taxes"),
    )
    position = customer.get("fiscal_position")
    facts: dict[str, Value] = {"pricelist": found.pricelist, "fiscal position": position, **same}
    return Result(
        f"Price of {arguments.quantity:g} for {customer['id']} {customer['display_name']}",
        {name: value for name, value in facts.items() if value is not None},
        (tabulate("prices", columns, rows, units={name: unit for name, unit in units.items() if unit}),),
        tuple(_notes(rows, found, with_position=position is not None)),
    )


def _row(work: Work, product: Record, price: Price, quantity: float, found: Prices) -> dict[str, Value]:
    listed = product["price"]
    own = product["currency"].name if isinstance(product.get("currency"), Reference) else work.currency
    is_listed = abs(listed - price.amount) <= _SAME and own == found.currency
    return {
        "product": Reference(product["id"], product["display_name"]),
        "list price": None if is_listed else listed,
        "own": own,
        "price": price.amount,
        "discount %": price.discount or None,
        "subtotal": price.subtotal,
        "total": price.total,
        "unit": product["unit"].name if isinstance(product["unit"], Reference) else None,
        "price from": _origin(price, found, is_listed=is_listed),
        "taxes": _taxes(product, price, quantity),
    }


def _origin(price: Price, found: Prices, *, is_listed: bool) -> str:
    """Where the price comes from. 14 does not tell whether it was a rule or only a rate of exchange."""
    if price.rule:
        return f"pricelist rule for {price.rule}"
    if price.rule is None and found.by_pricelist and not is_listed:
        return "pricelist"
    return "list price"


def _taxes(product: Record, price: Price, quantity: float) -> str:
    """Which taxes there are, and whether the price has them in it."""
    names = price.taxes if price.taxes is not None else _names(product.get("taxes", ()))
    if not names:
        return "no taxes"
    return f"taxes included: {names}" if _included(product, price, quantity) else f"plus taxes: {names}"


def _included(product: Record, price: Price, quantity: float) -> bool | None:
    """Whether the price includes its taxes; None where there are none."""
    if price.subtotal is None or price.total is None:
        flags = [bool(tax["price_include"]) for tax in product.get("taxes", ())]
        return any(flags) if flags else None
    if abs(price.total - price.subtotal) < _SAME:
        return None
    amount = price.amount * (1 - (price.discount or 0) / 100) * quantity
    return abs(amount - price.total) < abs(amount - price.subtotal)


def _notes(rows: Sequence[dict[str, Value]], found: Prices, *, with_position: bool) -> Iterable[str]:
    """By what the prices were computed, and what may change them."""
    if not found.by_pricelist:
        yield "list prices: this Odoo tells no price for a customer without saving an order"
    elif found.pricelist is None:
        yield "no pricelist: list prices hold"
    if any(row["subtotal"] is None for row in rows) and with_position:
        yield "the customer's fiscal position may change the taxes"


def _names(records: Iterable[Record]) -> str:
    return ", ".join(record["display_name"] for record in records)


OPERATION: Final = Operation(arguments=ProductPrice, needs=("product", "partner", "sales_order"), run=run)
