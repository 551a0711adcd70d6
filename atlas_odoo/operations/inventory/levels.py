"""What is in stock: on hand, free, reserved, incoming, outgoing, forecast; by product, warehouse, location or lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import LIMIT, Arguments, Ref, References, within
from atlas_odoo.operations.inventory.chosen import Chosen, choose
from atlas_odoo.operations.inventory.figures import FIGURES, at, difference
from atlas_odoo.operations.inventory.lying import alone, lying
from atlas_odoo.operations.inventory.place import Place, place
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value

if TYPE_CHECKING:
    from atlas_odoo.operations.work import Work

_MEANING: Final = "free = on hand - reserved; forecast = on hand + incoming - outgoing"


class StockLevels(Arguments):
    """Arguments of `stock_levels`."""

    products: References = Field(default=[], description="Ids, codes, barcodes or names")
    category: Ref | None = Field(default=None, description="With its sub-categories")
    search: str | None = Field(default=None, description="Words of name, code or attributes")
    by: Literal["product", "warehouse", "location", "lot"] = "product"
    warehouse: Ref | None = None
    location: Ref | None = Field(default=None, description="With the locations below it")
    limit: int = Field(default=LIMIT, description="Products, at most 200")


async def run(work: Work, arguments: StockLevels) -> Result:
    """One row per product, per product and warehouse, or per product and location (and lot).

    Raises ArgumentInvalid, ReferenceAmbiguous, RecordMissing, or what Odoo answers.
    """
    limit, notes = within(arguments.limit)
    if arguments.by == "warehouse" and arguments.location is not None:
        raise ArgumentInvalid("A location lies in one warehouse.", advice="With location= take by=product or location.")
    where = await place(work, arguments.warehouse, arguments.location)
    if arguments.by in {"location", "lot"}:
        whole = not (arguments.products or arguments.category or arguments.search)
        chosen = None if whole else await choose(work, arguments, where, limit)
        return await lying(work, chosen, where, by_lot=arguments.by == "lot", limit=limit, notes=notes)
    chosen = await choose(work, arguments, where, limit)
    if arguments.by == "warehouse":
        return await _by_warehouse(work, chosen, where, notes)
    rows = [(_named(product), *_figures(product), product["unit"]) for product in chosen.kept]
    columns = ("product", "on hand", "reserved", "free", "incoming", "outgoing", "forecast", "unit")
    return _result(f"{chosen.counted}{where.said}", chosen, columns, rows, notes)


async def _by_warehouse(work: Work, chosen: Chosen, where: Place, notes: list[str]) -> Result:
    """As by product, with the figures of each warehouse: one call for each of them, side by side."""
    warehouses: Sequence[Reference] = (where.warehouse,) if where.warehouse else await _warehouses(work)
    ids = [product["id"] for product in chosen.kept]
    if len(warehouses) == 1:
        figures: list[Sequence[Record]] = [chosen.kept]
    else:
        figures = await side_by_side(
            [work.get("product", ids, FIGURES, context=at(work, warehouse=item.id)) for item in warehouses]
        )
    by_product = {
        product["id"]: [
            (warehouse, record)
            for warehouse, records in zip(warehouses, figures, strict=True)
            for record in records
            if record["id"] == product["id"] and any(record[name] for name in FIGURES)
        ]
        for product in chosen.kept
    }
    rows = [
        (_named(product), warehouse.name, *_figures(record)[:1], *_figures(record)[2:], product["unit"])
        for product in chosen.kept
        for warehouse, record in by_product[product["id"]]
    ]
    nowhere = [product["display_name"] for product in chosen.kept if not by_product[product["id"]]]
    if nowhere:
        notes = [*notes, f"in no warehouse, nothing coming or going: {'; '.join(nowhere)}"]
    columns = ("product", "warehouse", "on hand", "free", "incoming", "outgoing", "forecast", "unit")
    return _result(f"{chosen.counted}{where.said} by warehouse", chosen, columns, rows, notes)


async def _warehouses(work: Work) -> tuple[Reference, ...]:
    found = await work.find("warehouse", ("name",))
    return tuple(Reference(record["id"], record["name"]) for record in found.records)


def _named(product: Record) -> Reference:
    return Reference(product["id"], product["display_name"])


def _figures(product: Record) -> tuple[float, float, float, float, float, float]:
    """On hand, reserved, free, incoming, outgoing, forecast."""
    on_hand, free, incoming, outgoing, forecast = (product[name] for name in FIGURES)
    return on_hand, difference(on_hand, free), free, incoming, outgoing, forecast


def _result(
    what: str, chosen: Chosen, columns: tuple[str, ...], rows: list[tuple[Value, ...]], notes: list[str]
) -> Result:
    units = {row[-1].name for row in rows if isinstance(row[-1], Reference)}
    same = len(units) == 1
    shown = [(*row[:-1],) if same else (*row[:-1], row[-1] and row[-1].name) for row in rows]
    table = alone(Table("stock", columns[:-1] if same else columns, shown, more=chosen.more))
    title = f"Stock of {what}" + (f", in {units.pop()}" if same else "")
    meaning = [_MEANING] if rows else []
    return Result(title, tables=(table,) if rows else (), notes=(*chosen.notes, *notes, *meaning))


OPERATION: Final = Operation(arguments=StockLevels, needs=("product", "stock", "warehouse", "location"), run=run)
