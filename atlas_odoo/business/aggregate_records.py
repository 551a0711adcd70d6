"""The tool `aggregate_records`: counts and sums by group, computed by Odoo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer, counted
from atlas_odoo.business.cells import Cell, cell
from atlas_odoo.business.conditions import conditions
from atlas_odoo.business.describing import called
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.measuring import Measured, companies_behind, grouping, having, measured, sorting
from atlas_odoo.business.named import with_ids
from atlas_odoo.business.planning import planned
from atlas_odoo.business.render import DATA, plain
from atlas_odoo.business.subject import ObjectName, subject
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.objects.bound import Binding
from atlas_odoo.odoo.call import Context, Json
from atlas_odoo.odoo.group_request import COUNT
from atlas_odoo.odoo.plan import Aggregate, Grouping, GroupRow, Groups, Reference
from atlas_odoo.operations.inputs import MOST, Arguments, DomainInput, Names, within
from atlas_odoo.schema.catalogue import Model

LIMIT: Final = 50
TEXT: Final = 200


class AggregateRecords(Arguments):
    """Arguments of `aggregate_records`."""

    object: ObjectName
    domain: DomainInput = Field(default=[], description="As in find_records")
    group_by: Names = Field(
        default=[], description="Fields; dates by hour, day, week, month, quarter or year: date:month"
    )
    measures: Names = Field(
        default=[],
        description="field:sum, avg, min, max or count_distinct; count, the number of records, is always there",
    )
    having: Names = Field(default=[], description='Groups to keep: "total:sum > 1000", "count >= 5"')
    order: str | None = Field(default=None, description='Such as "total:sum desc"')
    limit: int = Field(default=LIMIT, description="Groups, at most 200")


@dataclass(frozen=True, slots=True)
class Aggregation:
    """What is read for a call and how it is shown.

    `units` are groupings by currency that we added, with the names of the measures whose currency they tell: amounts
    of different currencies are never added up. `company` are measures in the company's currency: one connection works
    in one company.
    """

    name: str
    """As the caller called it: an object, with the states that it is limited to, or a model."""
    plan: Aggregate
    groups: tuple[str, ...]
    """Names of the groupings in the header."""
    measures: tuple[Measured, ...]
    units: dict[int, tuple[str, ...]]
    company: tuple[str, ...]
    has_times: bool
    notes: tuple[str, ...]


def plan_aggregate(binding: Binding, arguments: AggregateRecords, zone: ZoneInfo | None = None) -> Aggregation:
    """The plan of a call; periods, and bare days in its domain, are those of `zone` (UTC).

    Its domain may still hold names. Raises BadRequest, Refused or NameMissing; nothing has been sent then.
    """
    about = subject(binding, arguments.object)
    model = about.model
    limit, notes = within(arguments.limit)
    stated = conditions(about, arguments.domain, zone)
    chosen = [grouping(about, text) for text in arguments.group_by]
    wanted = {item.name: item for item in (measured(about, text) for text in arguments.measures)}
    kept = [having(about, text) for text in arguments.having]
    wanted.update({item.name: item for _, item in kept})
    measures = (Measured(COUNT, "count"), *(item for name, item in wanted.items() if name != "count"))
    groups = tuple(item.grouping for item in chosen)
    headers = tuple(item.name for item in chosen)
    units: dict[int, tuple[str, ...]] = {}
    company: tuple[str, ...] = ()
    for unit, names, stored in _currencies(model, measures):
        if not stored and "company" in unit:
            company += names
            continue
        if not stored:
            notes.append(f"the currency of {', '.join(names)} is not stored: several currencies may be mixed")
            continue
        place = next((index for index, item in enumerate(groups) if item.field == unit), None)
        if place is None:
            units[len(groups)] = names
            groups = (*groups, Grouping(unit, None, "many2one"))
            headers = (*headers, unit)
    plan = Aggregate(
        model.name,
        (*about.where, *stated.domain),
        groups,
        tuple(item.measure for item in measures),
        tuple(item for item, _ in kept),
        sorting(arguments.order, chosen, measures),
        limit,
        context=Context(tz=zone.key if zone else None),
    )
    several = [item.name for item in chosen if item.field.type == "many2many"]
    if several:
        notes.append(f"a record with several {', '.join(several)} counts in each of their groups")
    notes += companies_behind(about, chosen)
    has_times = any(item.field.type == "datetime" for item in chosen)
    return Aggregation(called(about), plan, headers, measures, units, company, has_times, (*stated.notes, *notes))


def show_aggregated(desk: Desk, aggregation: Aggregation, groups: Groups) -> ToolAnswer:
    """The answer to a call."""
    plan = aggregation.plan
    notes = list(aggregation.notes)
    units = _uniform(aggregation, groups.rows)
    if desk.currency is not None:
        units.update(dict.fromkeys(aggregation.company, desk.currency))
    hidden = {index for index in aggregation.units if len(_found(groups.rows, index)) <= 1}
    if len(aggregation.units) > len(hidden):
        notes.append("amounts are per currency, never added up across currencies")
    keys = [index for index in range(len(plan.group_by)) if index not in hidden]
    names = [aggregation.groups[index] for index in keys] + [item.name for item in aggregation.measures]
    rows = [_cells(plan, keys, row) for row in groups.rows]
    if not rows and not keys and not plan.having:
        rows = [[0, *(None for _ in aggregation.measures[1:])]]
    shown = plain(names, rows, desk.budget - RESERVE)
    content: dict[str, Json] = dict(shown.structured)
    if units:
        content["units"] = units
        head = " | ".join(f"{name} ({units[name]})" if name in units else name for name in names)
        shown = replace(shown, text=head + shown.text[len(" | ".join(names)) :])
    if shown.count < len(rows):
        notes.append("more groups follow than fit into one answer: group coarser or narrow the domain")
    elif groups.more:
        raising = f"raise limit (now {plan.limit}), " if plan.limit < MOST else ""
        notes.append(f"more groups follow: {raising}group coarser or narrow the domain")
    zone = f"; periods in {plan.context.tz or 'UTC'}" if aggregation.has_times else ""
    title = counted(aggregation.name, shown.count, "group", more=groups.more or shown.count < len(rows))
    return answer([f"{DATA}{zone}", title, shown.text], content, notes)


async def run(desk: Desk, arguments: AggregateRecords) -> ToolAnswer:
    """Plan, look names up, read through the door, show."""
    aggregation = await planned(desk, arguments.object, lambda binding: plan_aggregate(binding, arguments, desk.zone))
    named = await with_ids(desk, aggregation.plan.model, aggregation.plan.domain)
    plan = replace(aggregation.plan, domain=named.domain)
    aggregation = replace(aggregation, plan=plan, notes=(*named.notes, *aggregation.notes))
    return show_aggregated(desk, aggregation, await desk.gateway.aggregate(plan))


def _currencies(model: Model, measures: tuple[Measured, ...]) -> list[tuple[str, tuple[str, ...], bool]]:
    """Currency fields, the measures that they are the currency of, and whether Odoo can group by them."""
    found: dict[str, list[str]] = {}
    for item in measures:
        unit = item.field.currency_field if item.field is not None else None
        if unit is not None and not item.measure.function.startswith("count"):
            found.setdefault(unit, []).append(item.name)
    return [(unit, tuple(names), unit in model.fields and model.fields[unit].stored) for unit, names in found.items()]


def _found(rows: tuple[GroupRow, ...], index: int) -> set[str | None]:
    """The currencies of the groups; None is one too: amounts without any are no amounts in the only other one."""
    return {key.name if isinstance(key := row.keys[index], Reference) else None for row in rows}


def _uniform(aggregation: Aggregation, rows: tuple[GroupRow, ...]) -> dict[str, str]:
    """The currency by measure, where all groups have the same."""
    units: dict[str, str] = {}
    for index, names in aggregation.units.items():
        found = _found(rows, index)
        if len(found) == 1 and (unit := found.pop()) is not None:
            units.update(dict.fromkeys(names, unit))
    return units


def _cells(plan: Aggregate, keys: list[int], row: GroupRow) -> list[Cell]:
    shown = [cell(row.keys[index], plan.group_by[index].type or "char", TEXT) for index in keys]
    return [*shown, *(cell(value, "float", TEXT) for value in row.values)]


TOOL: Final = Tool(
    name="aggregate_records",
    title="Aggregate records",
    description="Count and sum records by group inside Odoo, such as sales per month; never add up listed records. "
    "Currencies are kept apart.",
    arguments=AggregateRecords,
    output_schema=outputs.answer_schema(units=outputs.UNITS),
    hints=READING,
    run=run,
)
