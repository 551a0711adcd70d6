"""Sales of one currency summed up by Odoo: groups with what was paid back of each, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import GroupRow
from atlas_odoo.operations.point_of_sale.scope import Scope
from atlas_odoo.operations.point_of_sale.ways import ORDERS, Way
from atlas_odoo.operations.work import Work

_EVERY: Final = 20_000
"""Groups that are fetched where they are put together here."""
Figures = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: the measures of its way, in order, over everything and over what was paid back."""

    key: Json
    all: Figures
    back: Figures


@dataclass(frozen=True, slots=True)
class Sums:
    """`total` and `back` are over orders (number, total, tax); `more` says that smaller groups are left out.

    `back` is known once the refunds are.
    """

    groups: tuple[Group, ...]
    total: Figures
    more: bool
    back: Figures = (0.0, 0.0, 0.0)


async def summed(work: Work, way: Way, scope: Scope, limit: int) -> Sums:
    """All sums of one currency, side by side, and one call more where keys are given other names."""
    where, orders = scope.where(work, way.order), scope.where(work)
    direct = way.rename is None
    total = way.measures[-1] if way.object != "pos_order" else ORDERS[1]
    order = f"{way.key if way.in_time else total} desc"
    groups, back, totals = await side_by_side(
        (
            work.sums(way.object, (way.key,), way.measures, where, order=order, limit=limit + 1 if direct else _EVERY),
            work.sums(way.object, (way.key,), way.measures, (*where, *way.paid_back), limit=_EVERY),
            work.sums("pos_order", (), ORDERS, orders),
        )
    )
    names: Mapping[Json, Json] = await way.rename(work, [row.keys[0] for row in groups]) if way.rename else {}
    of_all, of_back = _added(groups, names), _added(back, names)
    nothing = (0.0,) * len(way.measures)
    found = [Group(key, figures, of_back.get(key, nothing)) for key, figures in of_all.items()]
    if not direct:
        at = way.measures.index(total)
        found.sort(key=lambda group: str(group.key) if way.in_time else -group.all[at])
    elif way.in_time:
        found = found[:limit][::-1]
    kept = found if not direct and way.in_time else found[:limit]
    return Sums(tuple(kept), only_figures(totals), more=len(of_all) > len(kept))


def _added(rows: Iterable[GroupRow], names: Mapping[Json, Json]) -> dict[Json, Figures]:
    """The rows by key, those that come to the same key added up."""
    found: dict[Json, Figures] = {}
    for row in rows:
        key = names.get(row.keys[0], row.keys[0])
        figures = tuple(float(value) if isinstance(value, int | float) else 0.0 for value in row.values)
        before = found.get(key)
        found[key] = figures if before is None else tuple(a + b for a, b in zip(before, figures, strict=True))
    return found


def only_figures(rows: Sequence[GroupRow]) -> Figures:
    """The figures of a sum over everything."""
    if not rows:
        return (0.0, 0.0, 0.0)
    return tuple(float(value) if isinstance(value, int | float) else 0.0 for value in rows[0].values)
