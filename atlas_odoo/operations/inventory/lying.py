"""Where stock lies: quants summed by product and location, and by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from atlas_odoo.odoo.plan import GroupRow
from atlas_odoo.operations.inventory.chosen import Chosen
from atlas_odoo.operations.inventory.figures import difference
from atlas_odoo.operations.inventory.place import Place
from atlas_odoo.operations.inventory.said_once import said_once
from atlas_odoo.operations.result import Result, Value
from atlas_odoo.operations.tabulate import tabulate

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.operations.work import Work

_MOST: Final = 200
"""Rows; there are as many as products, places and lots."""
_COLUMNS: Final = ("product", "location", "lot", "on hand", "reserved", "free", "unit")
_MEANING: Final = "free = on hand - reserved"


async def lying(work: Work, chosen: Chosen | None, place: Place, *, by_lot: bool) -> Result:
    """One row per product, location and lot; of all products in the place when none were chosen."""
    where: list[Json] = list(place.holds("location"))
    if chosen is not None:
        where.append(("product", "in", [product["id"] for product in chosen.kept]))
    grouped = ("product", "location", "lot") if by_lot else ("product", "location")
    groups = await work.sums("stock", grouped, ("quantity:sum", "reserved:sum"), where, limit=_MOST + 1)
    shown = [group for group in groups[:_MOST] if any(group.values)]
    units = await _units(work, chosen, {group.keys[0].id for group in shown})
    rows = [_row(group, units) for group in shown]
    columns, same = said_once(_COLUMNS, rows, ("product", "unit"))
    more = chosen.more if chosen is not None else None
    if len(groups) > _MOST:
        more = "more rows: name products, a warehouse or a location"
    title = f"Stock of {'all products' if chosen is None else chosen.counted}{place.said} by {grouped[-1]}"
    return Result(
        title + (f", in {same['unit']}" if "unit" in same else ""),
        tables=(tabulate("stock", columns, rows, more=more),) if rows else (),
        notes=(*(chosen.notes if chosen else ()), *_nowhere(chosen, rows), *((_MEANING,) if rows else ())),
    )


def _row(group: GroupRow, units: Mapping[int, str]) -> dict[str, Value]:
    product, location, *lot = group.keys
    quantity, reserved = (float(value or 0) for value in group.values)
    return {
        "product": product,
        "location": location.name,
        "lot": lot[0] if lot else None,
        "on hand": quantity,
        "reserved": reserved,
        "free": difference(quantity, reserved),
        "unit": units.get(product.id),
    }


async def _units(work: Work, chosen: Chosen | None, products: set[int]) -> dict[int, str]:
    """The unit of each product's stock, by the product's id."""
    if chosen is not None:
        return {product["id"]: product["unit"].name for product in chosen.kept if product["id"] in products}
    records = await work.get("product", products, ("unit",))
    return {record["id"]: record["unit"].name for record in records}


def _nowhere(chosen: Chosen | None, rows: Sequence[Mapping[str, Value]]) -> tuple[str, ...]:
    """A word about chosen products that lie nowhere here."""
    if chosen is None:
        return () if rows else ("nothing lies there",)
    found = {row["product"].id for row in rows}
    names = [str(product["display_name"]) for product in chosen.kept if product["id"] not in found]
    return (f"none on hand here: {'; '.join(names)}",) if names else ()
