"""How the stock of a product goes on: what comes and goes by date, and the first day there is not enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from math import isclose
from typing import TYPE_CHECKING, Final

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.execute_calls import both, side_by_side
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.inventory.figures import ABOUT, FIGURES, SORT, difference, is_storable, kits
from atlas_odoo.operations.inventory.place import Place, place
from atlas_odoo.operations.inventory.planned import Planned, first_below, is_less, planned
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result, Table, Value

if TYPE_CHECKING:
    from atlas_odoo.objects.reading import Record
    from atlas_odoo.operations.work import Work

_SHOWN: Final = 60
_RULE: Final = ("warehouse", "minimum")
_MEANING: Final = (
    "within a day what comes is counted first; drafts (quotations, requests for quotation) are not counted"
)


class StockForecast(Arguments):
    """Arguments of `stock_forecast`."""

    product: Ref = Field(description="Code or name")
    until: str | None = Field(default=None, description="Last day, as 2026-12-31")
    warehouse: Ref | None = Field(default=None, description="Name or code")


async def run(work: Work, arguments: StockForecast) -> Result:
    """On hand now, each planned move with what is left after it, and when it is too little.

    Odoo's own forecast report matches demands with supplies of one warehouse, in the words of the user's language, and
    cannot be called on 14. The moves tell the same on every version, and end at the forecast that Odoo computes.
    Raises ArgumentInvalid, ReferenceAmbiguous, RecordMissing, or what Odoo answers.
    """
    until = _last_moment(work, arguments.until)
    where = await place(work, arguments.warehouse)
    [product], roots = await side_by_side([_product(work, arguments.product, where, until), _roots(work, where)])
    if not is_storable(product):
        return await _without_stock(work, product, where)
    moves, rules = await both(
        planned(work, product["id"], [root["id"] for root in roots], product["on_hand"], until), _rules(work, product)
    )
    notes = await _doubts(work, product, moves)
    shown = [(move.day.isoformat(), move.change, move.left, move.document, move.source) for move in moves.moves]
    more = f"{len(shown) - _SHOWN} more moves: ask with an earlier until" if len(shown) > _SHOWN else None
    columns = ("date", "change", "forecast", "document", "source")
    return Result(
        f"Stock forecast of {product['id']} {product['display_name']}{where.said}"
        f"{f' to {arguments.until}' if until else ''}, in {product['unit'].name}",
        _facts(work, product, rules, where, moves),
        (Table("planned moves", columns, shown[:_SHOWN], more=more),) if shown else (),
        (*notes, _MEANING),
    )


async def _product(work: Work, reference: int | str, where: Place, until: str | None) -> tuple[Record, ...]:
    return await work.named(
        "product",
        (reference,),
        (*ABOUT, *FIGURES),
        optional=(*SORT, *(f"reordering_rules.{name}" for name in _RULE if _nests(work))),
        context=where.context(until=until),
    )


async def _rules(work: Work, product: Record) -> Sequence[Record]:
    """Its reordering rules: they came with the product where Odoo reads lists in the same call."""
    if _nests(work) or not work.has("reordering_rule"):
        read: Sequence[Record] = product.get("reordering_rules", ())
        return read
    return (await work.find("reordering_rule", _RULE, (("product", "=", product["id"]),))).records


def _nests(work: Work) -> bool:
    return dialect(work.catalogue.version).web_search_specification


async def _roots(work: Work, where: Place) -> tuple[Record, ...]:
    """The locations that everything of the place is below, as records with an id."""
    if where.root is not None:
        return ({"id": where.root},)
    found = await work.find("warehouse", ("root_location",))
    return tuple({"id": record["root_location"].id} for record in found.records)


def _facts(work: Work, product: Record, rules: Sequence[Record], where: Place, moves: Planned) -> dict[str, Value]:
    """Odoo's figures, and the first days of too little."""
    on_hand, free, incoming, outgoing, forecast = (product[name] for name in FIGURES)
    facts: dict[str, Value] = {
        "on hand": on_hand,
        "reserved": difference(on_hand, free),
        "free": free,
        "incoming": incoming,
        "outgoing": outgoing,
        "forecast": forecast,
    }
    facts["below zero from"] = _first(work, moves, on_hand, 0.0)
    minimums = [
        rule["minimum"] for rule in rules if where.warehouse is None or rule["warehouse"].id == where.warehouse.id
    ]
    if minimums:
        name = f"minimum of {len(minimums)} reordering rules" if len(minimums) > 1 else "minimum of the reordering rule"
        facts[name] = sum(minimums)
        facts["below minimum from"] = _first(work, moves, on_hand, sum(minimums))
    return facts


def _first(work: Work, moves: Planned, on_hand: float, level: float) -> str:
    """The day from which there is less than `level`."""
    if is_less(on_hand, level):
        return "now"
    day = first_below(moves.moves, level, work.today)
    return day.isoformat() if day else "never, with these moves"


async def _doubts(work: Work, product: Record, moves: Planned) -> tuple[str, ...]:
    """What speaks against the running forecast: it should end at the one that Odoo computes."""
    overdue = sum(move.day < work.today for move in moves.moves)
    notes = [f"overdue moves, counted as of today: {overdue}"] if overdue else []
    ends = moves.moves[-1].left if moves.moves else product["on_hand"]
    if not moves.complete:
        notes.append(f"more moves than were read: the table is complete to {moves.moves[-1].day}")
    elif not isclose(ends, product["forecast"], abs_tol=1e-4):
        kit = await kits(work, (product,))
        notes.append(
            "a kit: its figures say what its components make; ask for a component"
            if kit
            else f"Odoo's own forecast is {product['forecast']:g}: it counts moves that are not listed here"
        )
    return tuple(notes)


async def _without_stock(work: Work, product: Record, where: Place) -> Result:
    name = f"{product['id']} {product['display_name']}"
    if await kits(work, (product,)):
        facts = {name.replace("_", " "): product[name] for name in FIGURES}
        said = "figures say what its components make; ask stock_forecast for a component"
        return Result(f"{name}{where.said} is a kit: no stock of its own", facts, notes=(said,))
    return Result(f"{name} is not storable: no stock is kept and none is forecast")


def _last_moment(work: Work, until: str | None) -> str | None:
    """The end of that day for the user, as Odoo writes it (UTC). Raises ArgumentInvalid for no day, or one gone by."""
    if until is None:
        return None
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise ArgumentInvalid(f"until is {until!r}: no day.", advice="Write it as 2026-12-31.") from None
    if day < work.today:
        raise ArgumentInvalid(f"until is {until}: that day has gone by.", advice="Leave it out, or name a later day.")
    return datetime.combine(day, time.max, work.zone).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


OPERATION: Final = Operation(arguments=StockForecast, needs=("product", "stock_move", "warehouse"), run=run)
