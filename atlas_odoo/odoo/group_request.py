"""What is asked of a server for a plan of groups, and what no server or not this one can do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.group_fold import COMPARE
from atlas_odoo.odoo.group_keys import GRANULARITIES
from atlas_odoo.odoo.plan import Aggregate, Grouping, Having, Measure
from atlas_odoo.odoo.versions import Dialect

MOST_GROUPS = 20_000
"""Groups that are fetched where conditions or weeks have to be worked out here."""
FUNCTIONS = ("sum", "avg", "min", "max", "count", "count_distinct")
COUNT = Measure("id", "count")


def name_of(grouping: Grouping) -> str:
    """A grouping as Odoo writes it: `date_order:month`."""
    return f"{grouping.field}:{grouping.granularity}" if grouping.granularity else grouping.field


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the server: a plan whose measures include those of its order and conditions."""

    plan: Aggregate
    group_by: tuple[Grouping, ...]
    measures: tuple[Measure, ...]
    having: tuple[Having, ...]
    order: tuple[tuple[Grouping | Measure, bool], ...]
    limit: int = MOST_GROUPS + 1
    offset: int = 0

    @classmethod
    def of(cls, plan: Aggregate, version: Dialect) -> Request:
        """Raises ArgumentInvalid for a plan that cannot be carried out."""
        wanted = [*plan.measures, *(item.measure for item in plan.having)]
        wanted += [target for target, _ in plan.order if isinstance(target, Measure)]
        measures = tuple(dict.fromkeys(wanted))
        _check(plan, measures, version)
        rest = [grouping for grouping in plan.group_by if grouping not in {target for target, _ in plan.order}]
        order = (*plan.order, *((grouping, False) for grouping in rest))
        return cls(plan, plan.group_by, measures, plan.having, order)


def _check(plan: Aggregate, measures: Sequence[Measure], version: Dialect) -> None:
    if plan.limit < 1 or plan.offset < 0:
        raise ArgumentInvalid("limit must be at least 1, offset at least 0.")
    _check_groupings(plan)
    grouped = {grouping.field for grouping in plan.group_by}
    for measure in measures:
        if measure.function not in FUNCTIONS:
            raise ArgumentInvalid(
                f"{measure.function!r} is not a measure.", advice=f"Use one of {', '.join(FUNCTIONS)}."
            )
        if measure.field in grouped and not version.measure_of_grouping:
            raise ArgumentInvalid(f"Odoo {version.major} cannot measure {measure.field} and group by it at once.")
    for condition in plan.having:
        if condition.operator not in COMPARE:
            raise ArgumentInvalid(f"{condition.operator!r} is not a comparison.", advice=f"Use {' '.join(COMPARE)}.")


def _check_groupings(plan: Aggregate) -> None:
    if len(set(plan.group_by)) != len(plan.group_by):
        raise ArgumentInvalid("group_by names the same grouping twice.")
    for grouping in plan.group_by:
        if grouping.granularity is not None and grouping.granularity not in GRANULARITIES:
            raise ArgumentInvalid(
                f"{grouping.granularity!r} is not a period.", advice=f"Use one of {', '.join(GRANULARITIES)}."
            )
    for target, _ in plan.order:
        if isinstance(target, Grouping) and target not in plan.group_by:
            raise ArgumentInvalid(f"order names {name_of(target)}, which the groups are not made by.")
