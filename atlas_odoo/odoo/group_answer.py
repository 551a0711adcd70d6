"""The groups that `formatted_read_group` (19) and `read_group` (before) send, as rows of one shape. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.group_keys import period, zone
from atlas_odoo.odoo.group_request import COUNT, Request, name_of
from atlas_odoo.odoo.plan import Grouping, GroupRow, Measure, Reference
from atlas_odoo.odoo.versions import Dialect

_ZERO_WHEN_EMPTY = frozenset({"sum", "count", "count_distinct"})
Row = dict[str, Json]


class Names:
    """What groupings and measures are called in a request and in its answer."""

    def __init__(self, version: Dialect, measures: Sequence[Measure]) -> None:
        self.formatted = version.formatted_read_group
        self._measures = tuple(measures)

    def of(self, target: Grouping | Measure) -> str:
        """The name to order by, and the key in the answer."""
        if isinstance(target, Grouping):
            return name_of(target)
        if self.formatted:
            return "__count" if target == COUNT else f"{target.field}:{target.function}"
        # `read_group` sorts by names of its own making only: 14 refuses `__count`.
        return f"m{self._measures.index(target)}"

    def asked(self) -> list[str]:
        """The measures as the request lists them."""
        if self.formatted:
            return [self.of(measure) for measure in self._measures]
        return [f"{self.of(item)}:{item.function}({item.field})" for item in self._measures]


class Reader:
    """Turns the groups that Odoo sends into rows."""

    def __init__(self, request: Request, names: Names) -> None:
        self._request = request
        self._names = names
        self._zone = zone(request.plan.context.tz)

    def rows(self, answer: list[Row]) -> list[GroupRow]:
        """One row per group; measures of nothing are None."""
        columns = [self._column(index, answer) for index in range(len(self._request.group_by))]
        return [
            GroupRow(
                tuple(column[at] for column in columns),
                tuple(_measured(row[self._names.of(measure)]) for measure in self._request.measures),
            )
            for at, row in enumerate(answer)
        ]

    def _column(self, index: int, answer: list[Row]) -> list[Json]:
        grouping = self._request.group_by[index]
        values = [row[name_of(grouping)] for row in answer]
        if grouping.granularity:
            return [
                period(self._start(index, row), grouping.granularity, self._zone) if value else None
                for row, value in zip(answer, values, strict=True)
            ]
        # False is "no" for a boolean, and "empty" for everything else.
        yes_or_no = grouping.type == "boolean" or (grouping.type is None and any(value is True for value in values))
        return [_key(value, yes_or_no=yes_or_no) for value in values]

    def _start(self, index: int, row: Row) -> str:
        """Where the period of a grouping begins, as a date, or a time in UTC."""
        grouping = self._request.group_by[index]
        name = name_of(grouping)
        if self._names.formatted:
            return str(row[name][0])
        ranges = row.get("__range") or {}
        found = ranges.get(name) or ranges.get(grouping.field)
        if found:
            return str(found["from"])
        # 14 tells it in the group's domain only: the terms of the groupings in their order, two for a period.
        terms = [item for item in row["__domain"] if isinstance(item, list)]
        at = sum(2 if before.granularity and row[name_of(before)] else 1 for before in self._request.group_by[:index])
        return str(terms[at][2])


def _key(value: Json, *, yes_or_no: bool) -> Json:
    if isinstance(value, list | tuple):
        number, name = value[0], value[1]
        return Reference(number, str(name)) if isinstance(number, int) else name
    if value is False or value is None:
        return False if yes_or_no else None
    return value


def _measured(value: Json) -> Json:
    return None if value is False else value


def shown(row: GroupRow, request: Request) -> GroupRow:
    """The row with the plan's own measures; the sum of nothing is 0, its average is not known."""
    values = (row.values[request.measures.index(measure)] for measure in request.plan.measures)
    return GroupRow(
        row.keys,
        tuple(
            0 if value is None and measure.function in _ZERO_WHEN_EMPTY else value
            for value, measure in zip(values, request.plan.measures, strict=True)
        ),
    )
