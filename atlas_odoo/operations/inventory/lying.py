"""Where stock lies: quants summed by product and location, and by lot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inventory.chosen import Chosen
from atlas_odoo.operations.inventory.figures import difference
from atlas_odoo.operations.inventory.place import Place
from atlas_odoo.operations.result import Result, Table, Value

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.operations.work import Work

_MOST: Final = 400
"""Rows for named products; there are as many as places and lots."""

_SEVERAL: Final = 2


async def lying(
    work: Work, chosen: Chosen | None, place: Place, *, by_lot: bool, limit: int, notes: list[str]
) -> Result:
    """One row per product, location and lot; of all products in the place when none were chosen (`limit` rows)."""
    where: list[Json] = list(place.holds("location"))
    if chosen is not None:
        where.append(("product", "in", [product["id"] for product in chosen.kept]))
    grouped = ("product", "location", "lot") if by_lot else ("product", "location")
    most = limit if chosen is None else _MOST
    groups = await work.sums("stock", grouped, ("quantity:sum", "reserved:sum"), where, limit=most + 1)
    shown = [group for group in groups[:most] if any(group.values)]
    units = await _units(work, chosen, {group.keys[0].id for group in shown})
    same = len(set(units.values())) == 1
    rows: list[tuple[Value, ...]] = []
    for group in shown:
        product, location, *lot = group.keys
        quantity, reserved = (float(value or 0) for value in group.values)
        unit = () if same else (units.get(product.id),)
        rows.append((product, location.name, *lot, quantity, reserved, difference(quantity, reserved), *unit))
    columns = (*grouped, "on hand", "reserved", "free", *(() if same else ("unit",)))
    said = "all products" if chosen is None else chosen.counted
    title = f"Stock of {said}{place.said} by {'lot' if by_lot else 'location'}"
    if same:
        title += f", in {next(iter(units.values()))}"
    more = chosen.more if chosen is not None else None
    if len(groups) > most:
        more = "more rows: raise limit or name products"
    lacking = _nowhere(chosen, rows)
    told = (*(chosen.notes if chosen else ()), *notes, *lacking, *(("free = on hand - reserved",) if rows else ()))
    table = alone(Table("stock", columns, rows, more=more))
    return Result(title, tables=(table,) if rows else (), notes=told)


def alone(table: Table) -> Table:
    """Without the product in each row when several rows are all about one: the title names it."""
    if len(table.rows) < _SEVERAL or len({row[0] for row in table.rows}) > 1:
        return table
    return replace(table, columns=table.columns[1:], rows=[row[1:] for row in table.rows])


async def _units(work: Work, chosen: Chosen | None, products: set[int]) -> dict[int, str]:
    """The unit of each product's stock, by the product's id."""
    if chosen is not None:
        return {product["id"]: product["unit"].name for product in chosen.kept if product["id"] in products}
    records = await work.get("product", products, ("unit",))
    return {record["id"]: record["unit"].name for record in records}


def _nowhere(chosen: Chosen | None, rows: list[tuple[Value, ...]]) -> tuple[str, ...]:
    """A word about chosen products that lie nowhere here."""
    if chosen is None:
        return () if rows else ("nothing lies there",)
    found = {row[0].id for row in rows if isinstance(row[0], Reference)}
    names = [str(product["display_name"]) for product in chosen.kept if product["id"] not in found]
    return (f"none on hand here: {'; '.join(names)}",) if names else ()
