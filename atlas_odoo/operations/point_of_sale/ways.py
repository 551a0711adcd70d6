"""The ways in which sales of the point of sale are summed up: over which records, by which field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.operations.work import Work

By = Literal["product", "category", "hour", "day", "payment_method", "cashier", "config", "customer"]
Rename = Callable[[Work, Iterable[Json]], Awaitable[Mapping[Json, Json]]]
"""Other keys for keys of groups: the category of a product."""


@dataclass(frozen=True, slots=True)
class Way:
    """Records of `object`, grouped by `key`. `paid_back` is the condition for what was refunded.

    `order` leads from the records to their order. `rename` gives the groups other keys, and equal ones become one.
    """

    object: str
    key: str
    measures: tuple[str, ...]
    paid_back: tuple[Json, ...]
    order: str = ""
    rename: Rename | None = None
    in_time: bool = False
    """Whether groups stand in the order of their keys, not of their totals."""


LINES: Final = ("quantity:sum", "subtotal:sum", "total:sum")
ORDERS: Final = ("count", "total:sum", "tax:sum")
PAYMENTS: Final = ("count", "amount:sum")


def way_of(work: Work, by: By) -> Way:
    """How this tenant's version of Odoo sums up by `by`."""
    if by == "category" and not dialect(work.catalogue.version).group_by_path:
        return replace(_WAYS["product"], rename=_categories)
    if by == "config" and not work.object("pos_order").fields["config"].field.stored:
        return replace(_WAYS["config"], key="session", rename=_configs)
    return _WAYS[by]


async def _hours(_: Work, keys: Iterable[Json]) -> Mapping[Json, Json]:
    """The hour of the day, whatever the day."""
    return {key: f"{key.partition('T')[2]}:00" for key in keys if key is not None}


async def _categories(work: Work, keys: Iterable[Json]) -> Mapping[Json, Json]:
    return await _pointed_to(work, "product", "category", keys)


async def _configs(work: Work, keys: Iterable[Json]) -> Mapping[Json, Json]:
    return await _pointed_to(work, "pos_session", "config", keys)


async def _pointed_to(work: Work, object: str, field: str, keys: Iterable[Json]) -> Mapping[Json, Json]:  # noqa: A002 -- the word of this project for it
    """What `field` of the records behind the keys is."""
    found = {key.id: key for key in keys if key is not None}
    records: tuple[Record, ...] = await work.get(object, found, (field,))
    return {found[record["id"]]: record[field] for record in records}


_LINES: Final = Way("pos_order_line", "product", LINES, (("quantity", "<", 0),), "order_id.")
_ORDERS: Final = Way("pos_order", "customer", ORDERS, (("total", "<", 0),))
_PAYMENTS: Final = Way("pos_payment", "method", PAYMENTS, (("amount", "<", 0), ("change", "=", False)), "pos_order_id.")
_WAYS: Final[Mapping[By, Way]] = {
    "product": _LINES,
    "category": replace(_LINES, key="category"),
    "payment_method": _PAYMENTS,
    "hour": replace(_ORDERS, key="date:hour", rename=_hours, in_time=True),
    "day": replace(_ORDERS, key="date:day", in_time=True),
    "cashier": replace(_ORDERS, key="cashier"),
    "config": replace(_ORDERS, key="config"),
    "customer": _ORDERS,
}
