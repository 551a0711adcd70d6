"""The prices that Odoo computes for a customer and a quantity, for several products at once and without saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Context, Json
from atlas_odoo.odoo.plan import Compute, ReadIds, Reference, Spec
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.operations.work import Work

_ORDERED: Final = ("product", "price", "discount", "subtotal", "total", "taxes", "currency", "price_rule")
"""Fields of an order's line that tell its price."""
CUSTOMER: Final = ("pricelist", "pricelist.currency_id", "fiscal_position")
"""What is read of the customer, as far as the tenant has it."""
_NAMED: Final = ("taxes", "currency", "price_rule")


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one unit, before `discount` (per cent). `subtotal` is untaxed and `total` taxed, for the quantity.

    `taxes` are names. What this version of Odoo does not tell is None.
    """

    amount: float
    discount: float | None = None
    subtotal: float | None = None
    total: float | None = None
    taxes: str | None = None
    rule: str | None = None
    """What the rule of the pricelist applies to, in Odoo's words; empty for a list price."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices by product. `pricelist` and `currency` are those that they were computed with."""

    by_product: Mapping[int, Price]
    currency: str | None
    pricelist: Reference | None = None
    by_pricelist: bool = True
    """Whether Odoo computed them for the customer; else they are list prices."""


async def prices(work: Work, products: Sequence[Record], customer: Record, quantity: float) -> Prices:
    """One call, in the way of this version; list prices where there is none (15, 16).

    `products` are read with `display_name`, `price` and `currency`, `customer` with CUSTOMER.
    """
    version = dialect(work.catalogue.version)
    if version.onchange_specification and work.object("sales_order").has("lines.price"):
        return await _by_order(work, products, customer, quantity)
    pricelist = customer.get("pricelist")
    if version.price_of_context and isinstance(pricelist, Reference):
        return await _by_pricelist(work, products, customer, pricelist, quantity)
    return Prices(
        {product["id"]: Price(product["price"]) for product in products},
        _name(products[0].get("currency")) or work.currency,
        by_pricelist=False,
    )


async def _by_order(work: Work, products: Sequence[Record], customer: Record, quantity: float) -> Prices:
    """From 17: an order with these products as its lines, computed and not saved (seen on 19)."""
    order = work.object("sales_order")
    names = {name: path.path for name, path in order.fields["lines"].fields.items() if name in _ORDERED}
    lines = order.path("lines")
    values: dict[str, Json] = {
        order.path("customer"): customer["id"],
        lines: [
            [0, str(product["id"]), {names["product"]: product["id"], "product_uom_qty": quantity}]
            for product in products
        ],
    }
    shown: dict[str, Json] = {"fields": {"display_name": {}}}
    answer = await work.gateway.compute(
        Compute(
            order.model.name,
            "onchange",
            ids=(),
            arguments={
                "values": values,
                "field_names": [],
                # Nothing of the order itself: Odoo would empty those fields first, and price the lines without them.
                "fields_spec": {
                    lines: {"fields": {path: shown if name in _NAMED else {} for name, path in names.items()}}
                },
            },
        )
    )
    told = [line for command, _, line in answer["value"].get(lines, []) if command == 0]
    found = {line[names["product"]]: _of_line(line, names) for line in told}
    currencies = {_shown(line.get(names.get("currency", ""))) for line in told}
    pricelist = customer.get("pricelist")
    return Prices(
        found,
        currencies.pop() if len(currencies) == 1 else None,
        pricelist if isinstance(pricelist, Reference) else None,
    )


def _of_line(line: Mapping[str, Json], names: Mapping[str, str]) -> Price:
    discount, subtotal, total = (line.get(names.get(name, "")) for name in ("discount", "subtotal", "total"))
    taxes = ", ".join(held["display_name"] for _, _, held in line.get(names.get("taxes", ""), []))
    rule = names.get("price_rule")
    by = None if rule is None else _shown(line.get(rule)) or ""
    return Price(line[names["price"]], discount, subtotal, total, taxes, by)


async def _by_pricelist(
    work: Work, products: Sequence[Record], customer: Record, pricelist: Reference, quantity: float
) -> Prices:
    """To 14: the products' price by the pricelist, quantity and partner of the context, in the pricelist's currency."""
    context = (("pricelist", pricelist.id), ("partner", customer["id"]), ("quantity", quantity))
    page = await work.gateway.read_ids(
        ReadIds(
            work.object("product").model.name,
            tuple(product["id"] for product in products),
            (Spec("price", "float"),),
            Context(extra=context),
        )
    )
    return Prices(
        {record["id"]: Price(record["price"]) for record in page.records},
        _name(customer.get("pricelist.currency_id")),
        pricelist,
    )


def _shown(value: Json) -> str | None:
    return value["display_name"] if isinstance(value, dict) else None


def _name(value: Json) -> str | None:
    return value.name if isinstance(value, Reference) else None
