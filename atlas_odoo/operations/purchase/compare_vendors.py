"""Who sells a product, at which price for a quantity, how soon, and what was paid last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import both
from atlas_odoo.operations.inputs import Arguments, References
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.purchase.offers import Offer, Rules, cheapest, offers
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_PRICES: Final = tuple(
    f"vendors.{name}"
    for name in ("vendor", "product", "price", "currency", "min_quantity", "lead_days", "valid_from", "valid_until")
)
_PRICES_OR_NOT: Final = ("vendors.unit", "vendors.discount")
_BOUGHT: Final = ("product", "vendor", "price", "unit", "currency", "confirmed")
_BOUGHT_OR_NOT: Final = ("discount",)
_MOST: Final = 2_000
"""Prices of a product, and vendors that were bought from."""
_RECENT: Final = 200
"""Order lines that are looked through for the last one of each vendor; beyond that Odoo picks these lines."""

Bought = dict[tuple[int, int], Record]
"""The last purchase order line by product and vendor."""


class CompareArguments(Arguments):
    """What may be asked."""

    product: Annotated[References, Field(description="codes or names")]
    quantity: Annotated[float, Field(description="of each")] = 1.0


async def run(work: Work, arguments: CompareArguments) -> Result:
    """The products with their prices, then what was paid last; units and rates only where they differ."""
    if arguments.quantity <= 0:
        raise ArgumentInvalid(f"quantity is {arguments.quantity:g}: it must be more than 0.")
    products = await work.named(
        "product",
        arguments.product,
        ("display_name", "template", "unit", *_PRICES),
        optional=_PRICES_OR_NOT,
        lines=_MOST,
    )
    if any(item["vendors"].total > len(item["vendors"]) for item in products):
        raise ArgumentInvalid(f"More than {_MOST:,} vendor prices.", advice="Ask find_records(object=vendor_price).")
    prices = tuple(
        {price["id"]: price | {"template": item["template"]} for item in products for price in item["vendors"]}.values()
    )
    rules, bought = await both(_rules(work, products, prices), _bought(work, products))
    found = {item["id"]: offers(item, prices, arguments.quantity, rules) for item in products}
    tables = [_tables(item, found[item["id"]], bought, work, alone=len(products) == 1) for item in products]
    return Result(
        _title(products, found, arguments.quantity),
        {_name(item): _best(found[item["id"]]) for item in products} if len(products) > 1 else {},
        tuple(table for pair in tables for table in pair if table.rows),
        tuple(_notes([offer for several in found.values() for offer in several], rules)),
    )


async def _bought(work: Work, products: Sequence[Record]) -> Bought:
    """What was paid last. One call, unless the products were bought very often."""
    if not work.has("purchase_line"):
        return {}
    where = (("product", "in", [item["id"] for item in products]),)
    found = await work.find(
        "purchase_line", _BOUGHT, where, optional=_BOUGHT_OR_NOT, order="id desc", limit=_RECENT, total=True
    )
    lines = found.records
    if (found.total or 0) > len(lines):
        groups = await work.sums("purchase_line", ("product", "vendor"), ("id:max",), where, limit=_MOST + 1)
        if len(groups) > _MOST:
            raise ArgumentInvalid(f"Bought from more than {_MOST:,} vendors.", advice="Ask for fewer products.")
        lines = await work.get(
            "purchase_line", [int(row.values[0]) for row in groups if row.values[0]], _BOUGHT, optional=_BOUGHT_OR_NOT
        )
    return {(line["product"].id, line["vendor"].id): line for line in reversed(lines)}


async def _rules(work: Work, products: Iterable[Record], prices: Iterable[Record]) -> Rules:
    """Sizes of units and rates, each in one call, and only where a price needs them."""
    own = {item["template"].id: item["unit"].id for item in products}
    pairs = {(price["unit"].id, own[price["template"].id]) for price in prices if price.get("unit")}
    unlike = {number for one, other in pairs if one != other for number in (one, other)}
    foreign = work.currency is not None and any(price["currency"].name != work.currency for price in prices)
    sizes, rates = await both(_sizes(work, unlike), _rates(work, needed=foreign))
    return Rules(work.currency, work.today, sizes, rates)


async def _sizes(work: Work, units: Iterable[int]) -> dict[int, float]:
    """Sizes by id; archived units are still in use."""
    if not work.has("unit_of_measure"):
        return {}
    records = await work.get("unit_of_measure", units, ("size",))
    return {record["id"]: record["size"] for record in records if record["size"]}


async def _rates(work: Work, *, needed: bool) -> dict[str, float]:
    """Odoo's current rates by currency."""
    if not needed or not work.has("currency"):
        return {}
    records = (await work.find("currency", ("name", "rate"))).records
    return {record["name"]: record["rate"] for record in records if record["rate"]}


def _tables(product: Record, found: Sequence[Offer], bought: Bought, work: Work, *, alone: bool) -> tuple[Table, Table]:
    """The best offer of each vendor, those without a listed price after them; then the other prices."""
    best, rest = cheapest(found)
    alike = all(offer.currency == work.currency and offer.unit is None for offer in found)
    name = "" if alone else f" for {_name(product)}"
    paid = {vendor: _paid(line, product) for (number, vendor), line in bought.items() if number == product["id"]}
    rows = [_row(offer, paid.get(offer.vendor.id), alike=alike) for offer in best]
    listed = {offer.vendor.id for offer in found}
    rows += [
        {"vendor": bought[product["id"], vendor]["vendor"], "last paid": text}
        for vendor, text in paid.items()
        if vendor not in listed
    ]
    others = [{**_row(offer, None, alike=alike), "holds": offer.why_not or "dearer"} for offer in rest]
    return (
        _table(f"vendors{name}", rows, ("each", "lead days", "valid until", "last paid"), work.currency),
        _table(f"other prices{name}", others, ("lead days", "holds"), work.currency),
    )


def _row(offer: Offer, paid: str | None, *, alike: bool) -> dict[str, Value]:
    return {
        "vendor": offer.vendor,
        "from quantity": offer.from_quantity or None,
        "price": offer.price,
        "currency": offer.currency,
        "per": offer.unit,
        "each": None if alike or offer.each is None else round(offer.each, 4),
        "lead days": offer.lead_days,
        "valid until": offer.valid_until,
        "last paid": paid,
    }


def _paid(line: Record, product: Record) -> str:
    """`4.80 USD per Dozens on 2026-10-12`, discount taken off."""
    net = line["price"] * (1 - (line.get("discount") or 0.0) / 100)
    on = f" on {line['confirmed'][:10]}" if line["confirmed"] else ""
    per = f" per {line['unit'].name}" if line["unit"] and line["unit"].id != product["unit"].id else ""
    return f"{net:,.2f} {line['currency'].name}{per}{on}"


def _table(name: str, rows: Sequence[Mapping[str, Value]], last: tuple[str, ...], home: str | None) -> Table:
    """One currency for all stands in the heading; `each` is in the company's."""
    currency = only([row["currency"] for row in rows if "currency" in row])
    columns = ("vendor", "from quantity", "price", *(() if currency else ("currency",)), "per", *last)
    units = {"price": currency} if isinstance(currency, str) else {}
    return tabulate(name, columns, rows, units=units | ({"each": home} if home else {}))


def _title(products: Sequence[Record], found: Mapping[int, Sequence[Offer]], quantity: float) -> str:
    if len(products) > 1:
        return f"Vendors of {len(products)} products, for {quantity:g} of each"
    product = products[0]
    unit = product["unit"].name if product["unit"] else ""
    return f"Vendors of {product['id']} {_name(product)}, for {quantity:g} {unit}: {_best(found[product['id']])}"


def _best(found: Sequence[Offer]) -> str:
    """The cheapest offer that holds, in words; one of each currency where they cannot be compared."""
    best, _ = cheapest(found)
    if not best:
        return "no price holds for it" if found else "no vendor prices"
    comparable = [offer for offer in best if offer.each is not None]
    firsts = comparable[:1] or list({offer.currency: offer for offer in reversed(best)}.values())
    return ", ".join(
        f"{offer.vendor.id} {offer.vendor.name} for {offer.amount:,.2f} {offer.currency}" for offer in firsts
    )


def _name(product: Record) -> str:
    return str(product["display_name"])


def _notes(found: Sequence[Offer], rules: Rules) -> list[str]:
    """How different currencies and units were compared."""
    notes = []
    foreign = sorted({offer.currency for offer in found if offer.currency != rules.home})
    if foreign and all(offer.each is not None for offer in found):
        notes.append(f"ranked in {rules.home} by Odoo's current rates")
    elif foreign:
        notes.append(f"{', '.join(foreign)} not converted for want of a rate: ranked within each currency")
    if any(offer.unit for offer in found):
        notes.append("each: for one of the product's own unit")
    return notes


OPERATION: Final = Operation(arguments=CompareArguments, needs=("product", "vendor_price"), run=run)
