"""What is in stock: on hand, free, reserved, incoming, outgoing, forecast; by product, warehouse, location or lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments, Ref, References
from atlas_odoo.operations.inventory.chosen import Chosen, choose
from atlas_odoo.operations.inventory.figures import FIGURES, at, difference
from atlas_odoo.operations.inventory.lying import lying
from atlas_odoo.operations.inventory.place import Place, place
from atlas_odoo.operations.inventory.said_once import said_once
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Value
from atlas_odoo.operations.tabulate import tabulate

if TYPE_CHECKING:
    from atlas_odoo.operations.work import Work

_COLUMNS: Final = (
    "product", "warehouse", "on hand", "reserved", "free", "incoming", "outgoing", "forecast", "unit",
)  # fmt: skip
_MEANING: Final = "free = on hand - reserved; forecast = on hand + incoming - outgoing"


class StockLevels(Arguments):
    """Arguments of `stock_levels`."""

    products: References = Field(default=[], description="Codes or names")
    search: str | None = Field(default=None, description="Words of product or category")
    by: Literal["product", "warehouse", "location", "lot"] = Field(default="product", description="Rows")
    place: Ref | None = Field(default=None, description="Warehouse or location")


async def run(work: Work, arguments: StockLevels) -> Result:
    """One row per product, per product and warehouse, or per product and location (and lot).

    Raises ArgumentInvalid, ReferenceAmbiguous, RecordMissing, or what Odoo answers.
    """
    where = await place(work, arguments.place, or_location=True)
    if arguments.by == "warehouse" and where.location is not None:
        raise ArgumentInvalid("A location lies in one warehouse.", advice="In a location take by=product or location.")
    if arguments.by in {"location", "lot"}:
        whole = not (arguments.products or arguments.search)
        chosen = None if whole else await choose(work, arguments, where)
        return await lying(work, chosen, where, by_lot=arguments.by == "lot")
    chosen = await choose(work, arguments, where)
    if arguments.by == "warehouse":
        return await _by_warehouse(work, chosen, where)
    rows = [_row(product, product) for product in chosen.kept]
    return _result(f"{chosen.counted}{where.said}", chosen, rows)


async def _by_warehouse(work: Work, chosen: Chosen, where: Place) -> Result:
    """As by product, with the figures of each warehouse: one call for each of them, side by side."""
    warehouses: Sequence[Reference] = (where.warehouse,) if where.warehouse else await _warehouses(work)
    ids = [product["id"] for product in chosen.kept]
    if len(warehouses) == 1:
        figures: list[Sequence[Record]] = [chosen.kept]
    else:
        figures = await side_by_side(
            [work.get("product", ids, FIGURES, context=at(warehouse=item.id)) for item in warehouses]
        )
    found = {
        (product["id"], warehouse.id): product
        for warehouse, products in zip(warehouses, figures, strict=True)
        for product in products
        if any(product[name] for name in FIGURES)
    }
    rows = [
        {**_row(product, found[product["id"], warehouse.id]), "warehouse": warehouse.name}
        for product in chosen.kept
        for warehouse in warehouses
        if (product["id"], warehouse.id) in found
    ]
    known = {number for number, _ in found}
    nowhere = [product["display_name"] for product in chosen.kept if product["id"] not in known]
    notes = [f"none there, none coming or going: {'; '.join(nowhere)}"] if nowhere else []
    return _result(f"{chosen.counted}{where.said} by warehouse", chosen, rows, notes)


async def _warehouses(work: Work) -> tuple[Reference, ...]:
    found = await work.find("warehouse", ("name",))
    return tuple(Reference(record["id"], record["name"]) for record in found.records)


def _row(product: Record, figures: Record) -> dict[str, Value]:
    on_hand, free, incoming, outgoing, forecast = (figures[name] for name in FIGURES)
    return {
        "product": Reference(product["id"], product["display_name"]),
        "on hand": on_hand,
        "reserved": difference(on_hand, free),
        "free": free,
        "incoming": incoming,
        "outgoing": outgoing,
        "forecast": forecast,
        "unit": product["unit"].name,
    }


def _result(what: str, chosen: Chosen, rows: list[dict[str, Value]], notes: Sequence[str] = ()) -> Result:
    columns, same = said_once(_COLUMNS, rows, ("product", "unit"))
    table = tabulate("stock", columns, rows, more=chosen.more)
    title = f"Stock of {what}" + (f", in {same['unit']}" if "unit" in same else "")
    meaning = [_MEANING] if rows else []
    return Result(title, tables=(table,) if rows else (), notes=(*chosen.notes, *notes, *meaning))


OPERATION: Final = Operation(arguments=StockLevels, needs=("product", "stock", "warehouse", "location"), run=run)
