"""Products at a glance: what they cost, what is in stock, who sells them and what they are made of or go into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, References
from atlas_odoo.operations.inventory.figures import is_storable, kits
from atlas_odoo.operations.labels import label
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.own_fields import own_fields, told
from atlas_odoo.operations.products.variants import variants_of
from atlas_odoo.operations.products.vendors import FIELDS as VENDORS
from atlas_odoo.operations.products.vendors import names, vendor_prices
from atlas_odoo.operations.result import Result, Table, Value
from atlas_odoo.operations.tabulate import only, tabulate
from atlas_odoo.operations.work import Work

_ABOUT: Final = ("display_name", "type", "template", "price", "unit")
_ABOUT_OR_NOT: Final = (
    "storable", "code", "barcode", "category", "attributes", "tags", "tracking", "cost", "currency", "taxes",
    "can_be_sold", "can_be_purchased", "invoicing", "customer_lead_days", "bills_of_materials", "used_in_bills",
    "active",
)  # fmt: skip
_STOCK: Final = {
    "on_hand": "on hand",
    "free": "free",
    "incoming": "incoming",
    "outgoing": "outgoing",
    "forecast": "forecast",
}
_VARIANTS: Final = ("variants.code", "variants.attributes", "variants.price", "variants.on_hand")
_NO_STOCK: Final = "not storable: no stock is kept"
_MOST: Final = 20


class ProductOverview(Arguments):
    """One product or several."""

    products: Annotated[References, Field(description="codes or names")]


async def run(work: Work, arguments: ProductOverview) -> Result:
    """The products with their figures. Raises what naming records raises."""
    products = await variants_of(
        work,
        arguments.products,
        _ABOUT,
        optional=(*_ABOUT_OR_NOT, *_STOCK, *_VARIANTS, *VENDORS, *own_fields(work, "product")),
    )
    composed = await kits(work, [product for product in products if not is_storable(product)])
    vendors, notes = vendor_prices(products, work.today)
    if len(products) == 1:
        [product] = products
        tables = (_variants(work, product), vendors)
        title, facts = f"{product['id']} {product['display_name']}", _facts(work, product, composed)
    else:
        tables = (_products(work, products, composed), vendors)
        title, facts = f"{len(products)} products", {}
        notes = [*_bills(products), *notes]
    if not work.object("product").has("on_hand"):
        notes.append("no stock figures: Inventory is not installed, or cannot be read")
    elif any(is_storable(product) for product in products):
        notes.append("free = on hand less reserved; stock_levels tells warehouses, locations and lots")
    if composed:
        kitted = names(product for product in products if product["id"] in composed)
        notes.append(f"kits, figures say what their components make: {kitted}")
    if not vendors.rows:
        notes.append("no vendor prices")
    return Result(title, facts, tuple(table for table in tables if table.rows), tuple(notes))


def _facts(work: Work, product: Record, composed: frozenset[int]) -> dict[str, Value]:
    """One product, with nothing that is empty."""
    unit, currency = _name(product["unit"]), _name(product.get("currency")) or work.currency
    found: dict[str, Value] = {
        "barcode": product.get("barcode"),
        "category": product.get("category"),
        "attributes": _names(product.get("attributes", ())),
        "tags": _names(product.get("tags", ())),
        **told(work, "product", product),
        "archived": True if product.get("active") is False else None,
        "type": label(work, "product", "type", product["type"]),
        "unit": unit,
        "tracked by": label(work, "product", "tracking", product.get("tracking"))
        if product.get("tracking") != "none"
        else None,
        f"list price ({currency})": product["price"],
        f"cost ({work.currency})": product.get("cost"),
        "taxes": _names(product.get("taxes", ())),
        "sold": False if product.get("can_be_sold") is False else None,
        "purchased": False if product.get("can_be_purchased") is False else None,
        "invoiced on": label(work, "product", "invoicing", product.get("invoicing")),
        "days to deliver": product.get("customer_lead_days") or None,
    }
    if _has_stock(product, composed):
        found |= {f"{heading} ({unit})": product.get(name) for name, heading in _STOCK.items()}
    elif "on_hand" in product:
        found["stock"] = _NO_STOCK
    found["bills of materials"] = product.get("bills_of_materials")
    found["used in bills of materials"] = product.get("used_in_bills")
    return {name: value for name, value in found.items() if value is not None and value != ""}


def _has_stock(product: Record, composed: frozenset[int]) -> bool:
    return "on_hand" in product and (is_storable(product) or product["id"] in composed)


def _variants(work: Work, product: Record) -> Table:
    """The other variants of its template."""
    others = [item for item in product.get("variants", ()) if item["id"] != product["id"]]
    rows: list[dict[str, Value]] = [
        {
            "variant": Reference(item["id"], item["code"] or "no code"),
            "attributes": _names(item["attributes"]),
            "price": item["price"],
            "on hand": item.get("on_hand") if is_storable(product) else None,
        }
        for item in others[:_MOST]
    ]
    more = f"{len(others) - _MOST} more: find_records of product" if len(others) > _MOST else None
    currency = _name(product.get("currency")) or work.currency
    units = {"price": currency} if currency else {}
    return tabulate("other variants", ("variant", "attributes", "price", "on hand"), rows, units=units, more=more)


def _products(work: Work, products: Sequence[Record], composed: frozenset[int]) -> Table:
    rows: list[dict[str, Value]] = []
    for product in products:
        row: dict[str, Value] = {
            "product": Reference(product["id"], product["display_name"]),
            "price": product["price"],
            "cost": product.get("cost"),
            "currency": _name(product.get("currency")) or work.currency,
        }
        if _has_stock(product, composed):
            row |= {heading: product.get(name) for name, heading in _STOCK.items()}
            row["unit"] = _name(product["unit"])
        elif "on_hand" in product:
            row["on hand"] = "not storable"
        rows.append(row)
    kept_in = [row["unit"] for row in rows if "unit" in row]
    unit, currency = only(kept_in), only([row["currency"] for row in rows])
    units = {
        **(dict.fromkeys(_STOCK.values(), unit) if isinstance(unit, str) else {}),
        **({"price": currency} if isinstance(currency, str) else {}),
        **({"cost": work.currency} if work.currency else {}),
    }
    # Eight columns are what can be read: where each product has a unit of its own, the unit comes before the cost.
    about = ("price", "unit" if kept_in and unit is None else "cost", *(() if currency else ("currency",)))
    return tabulate("products", ("product", *about, *_STOCK.values()), rows, units=units)


def _bills(products: Sequence[Record]) -> Iterable[str]:
    """Which of several products are made by a bill of materials, and which go into one."""
    made = [product for product in products if product.get("bills_of_materials")]
    used = [product for product in products if product.get("used_in_bills")]
    if made:
        yield f"with a bill of materials: {names(made)}"
    if used:
        yield f"used in bills of materials: {names(used)}"


def _name(value: Value) -> str | None:
    return value.name if isinstance(value, Reference) else None


def _names(records: Iterable[Record]) -> str:
    return ", ".join(record["display_name"] for record in records)


OPERATION: Final = Operation(arguments=ProductOverview, needs=("product",), run=run)
