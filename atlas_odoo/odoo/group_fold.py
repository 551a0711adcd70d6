"""Groups worked out here where the server cannot: conditions on measures before 19, ISO weeks from 15 on. Pure.

From 15 on, Odoo begins weeks on the day that the language says, so the weeks of two users differ. Days are asked for
instead, and folded into ISO weeks with measures that can be folded: an average from sums and counts.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.group_keys import period
from atlas_odoo.odoo.plan import Grouping, GroupRow, Having, Measure, Reference

COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
DISTINCT: Final = "array_agg"
"""The values themselves: what a number of distinct values is folded from."""


def parts(measure: Measure) -> tuple[Measure, ...]:
    """The measures of days that `measure` of a week is folded from."""
    if measure.function == "avg":
        return Measure(measure.field, "sum"), Measure(measure.field, "count")
    if measure.function == "count_distinct":
        return (Measure(measure.field, DISTINCT),)
    return (measure,)


def fold(
    rows: Iterable[GroupRow], group_by: Sequence[Grouping], asked: Sequence[Measure], measures: Sequence[Measure]
) -> list[GroupRow]:
    """The groups by week out of `rows`, groups by day that hold the measures `asked`."""
    weekly = [grouping.granularity == "week" for grouping in group_by]
    gathered: dict[tuple[Json, ...], list[GroupRow]] = {}
    for row in rows:
        keys = tuple(
            period(key, "week") if week and key is not None else key for key, week in zip(row.keys, weekly, strict=True)
        )
        gathered.setdefault(keys, []).append(row)
    column = {measure: index for index, measure in enumerate(asked)}
    return [
        GroupRow(
            keys,
            tuple(
                _folded(measure, [[row.values[column[part]] for row in days] for part in parts(measure)])
                for measure in measures
            ),
        )
        for keys, days in gathered.items()
    ]


def _folded(measure: Measure, columns: list[list[Json]]) -> Json:
    values = [value for value in columns[0] if value is not None]
    if measure.function == "count_distinct":
        return len({item for value in values for item in value if item is not None and item is not False})
    if measure.function == "avg":
        number = sum(columns[1])
        return _sum(values) / number if number else None
    if not values:
        return None
    if measure.function in ("min", "max"):
        return min(values) if measure.function == "min" else max(values)
    return _sum(values)


def _sum(values: list[Json]) -> Json:
    """The exact sum of the decimal numbers that were sent, as PostgreSQL adds them up."""
    if all(isinstance(value, int) for value in values):
        return sum(values)
    return float(sum(Decimal(repr(value)) for value in values))


def kept(row: GroupRow, having: Sequence[Having], measures: Sequence[Measure]) -> bool:
    """Whether a group satisfies every condition; as in SQL, one with nothing to measure satisfies none."""
    for condition in having:
        value = row.values[measures.index(condition.measure)]
        if not isinstance(value, int | float) or not COMPARE[condition.operator](value, condition.value):
            return False
    return True


def arranged(
    rows: list[GroupRow],
    order: Sequence[tuple[Grouping | Measure, bool]],
    group_by: Sequence[Grouping],
    measures: Sequence[Measure],
) -> list[GroupRow]:
    """The groups in `order`, then by key; empty ones last, or first where it descends, as PostgreSQL has them.

    Records stand by their names; Odoo would follow the order of their model.
    """
    found = list(rows)
    by_key: list[tuple[Grouping | Measure, bool]] = [(grouping, False) for grouping in group_by]
    for target, descends in reversed([*order, *by_key]):
        column = group_by.index(target) if isinstance(target, Grouping) else measures.index(target)
        found.sort(key=lambda row: _rank((row.keys if target in group_by else row.values)[column]), reverse=descends)
    return found


def _rank(value: Json) -> tuple[bool, Json]:
    if isinstance(value, Reference):
        return False, value.name.casefold()
    if isinstance(value, str):
        return False, value.casefold()
    return value is None, 0 if value is None else value
