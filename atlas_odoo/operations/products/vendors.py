"""What vendors ask for products, cheapest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.result import Table, Value
from atlas_odoo.operations.tabulate import only, tabulate

FIELDS: Final = tuple(
    f"vendors.{name}"
    for name in (
        "vendor", "product", "min_quantity", "unit", "price", "discount", "net_price", "currency", "lead_days",
        "valid_from", "valid_until", "vendor_code",
    )
)  # fmt: skip
"""What is read of a product for its table of vendors, as far as the tenant has it."""
_COLUMNS: Final = ("vendor", "from quantity", "price", "net price", "lead days", "valid until")


def vendor_prices(products: Sequence[Record], today: date) -> tuple[Table, list[str]]:
    """The prices that hold today, and notes on what was left out or cannot be compared."""
    rows: list[dict[str, Value]] = []
    idle = 0
    for product in products:
        own = [item for item in product.get("vendors", ()) if _is_for(item, product["id"])]
        valid = [item for item in own if _holds(item, today)]
        idle += len(own) - len(valid)
        rows += sorted((_row(product, item) for item in valid), key=_cheapest)
    notes = [f"{idle} vendor prices that do not hold today are left out"] if idle else []
    columns = ["product", *_COLUMNS] if len(products) > 1 else [*_COLUMNS, "vendor code"]
    currency, unit = (only([row[name] for row in rows]) for name in ("currency", "unit"))
    units: dict[str, str] = {"from quantity": unit} if isinstance(unit, str) else {}
    if isinstance(currency, str):
        units |= dict.fromkeys(("price", "net price"), currency)
    elif rows:
        columns.append("currency")
        notes.append("vendors' prices are in several currencies: each is sorted by itself")
    if rows and unit is None:
        columns.append("unit")
    return tabulate("vendors", columns, rows, units=units), notes


def _is_for(price: Record, product: int) -> bool:
    """Whether a price of the template holds for this variant."""
    variant = price.get("product")
    return not isinstance(variant, Reference) or variant.id == product


def _holds(price: Record, today: date) -> bool:
    day = today.isoformat()
    return (price.get("valid_from") or day) <= day <= (price.get("valid_until") or day)


def _row(product: Record, price: Record) -> dict[str, Value]:
    net = price.get("net_price")
    if net is None:
        net = price["price"] * (1 - (price.get("discount") or 0) / 100)
    return {
        "product": Reference(product["id"], product["display_name"]),
        "vendor": price["vendor"],
        "from quantity": price["min_quantity"],
        "unit": _name(price.get("unit")),
        "price": price["price"],
        "net price": net if abs(net - price["price"]) > _SAME else None,
        "net": net,
        "currency": _name(price["currency"]),
        "lead days": price["lead_days"],
        "valid until": price.get("valid_until"),
        "vendor code": price.get("vendor_code"),
    }


_SAME: Final = 1e-6


def _cheapest(row: dict[str, Value]) -> tuple[str, float, float]:
    return row["currency"] or "", row["net"], row["from quantity"]


def _name(value: Value) -> str | None:
    return value.name if isinstance(value, Reference) else None


def names(products: Iterable[Record]) -> str:
    """Several products in a sentence."""
    return ", ".join(product["display_name"] for product in products)
