"""Groups and their measures: `formatted_read_group` on 19, `read_group` before, the same answer from both."""

from __future__ import annotations

from dataclasses import replace

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.call import Call, Json
from atlas_odoo.odoo.domain import to_odoo
from atlas_odoo.odoo.execute_calls import Caller
from atlas_odoo.odoo.group_answer import Names, Reader, shown
from atlas_odoo.odoo.group_fold import arranged, fold, kept, parts
from atlas_odoo.odoo.group_request import MOST_GROUPS, Request, name_of
from atlas_odoo.odoo.plan import Aggregate, GroupRow, Groups
from atlas_odoo.odoo.versions import dialect


async def aggregate(client: Caller, plan: Aggregate) -> Groups:
    """The groups of a plan, one more being asked for than wanted, to know whether there are more.

    Raises ArgumentInvalid for what no version can do, or this one cannot.
    """
    version = dialect(client.info.major)
    request = Request.of(plan, version)
    if version.weeks_by_language and any(grouping.granularity == "week" for grouping in plan.group_by):
        rows = await _folded(client, plan, request)
    elif plan.having and not version.formatted_read_group:
        everything = await _everything(client, replace(request, having=()))
        rows = _slice([row for row in everything if kept(row, plan.having, request.measures)], plan)
    else:
        rows = await _fetch(client, replace(request, limit=plan.limit + 1, offset=plan.offset))
    return Groups(tuple(shown(row, request) for row in rows[: plan.limit]), more=len(rows) > plan.limit)


async def _folded(client: Caller, plan: Aggregate, request: Request) -> list[GroupRow]:
    """The page of a plan by weeks, folded from days."""
    asked = tuple(dict.fromkeys(part for measure in request.measures for part in parts(measure)))
    daily = tuple(
        replace(grouping, granularity="day") if grouping.granularity == "week" else grouping
        for grouping in plan.group_by
    )
    once = tuple(dict.fromkeys(daily))  # weeks and days of one field become the same
    order = tuple((grouping, False) for grouping in once)
    rows = await _everything(client, replace(request, group_by=once, measures=asked, having=(), order=order))
    days = (replace(row, keys=tuple(row.keys[once.index(grouping)] for grouping in daily)) for row in rows)
    weeks = fold(days, plan.group_by, asked, request.measures)
    left = [row for row in weeks if kept(row, plan.having, request.measures)]
    return _slice(arranged(left, plan.order, plan.group_by, request.measures), plan)


def _slice(rows: list[GroupRow], plan: Aggregate) -> list[GroupRow]:
    return rows[plan.offset : plan.offset + plan.limit + 1]


async def _everything(client: Caller, request: Request) -> list[GroupRow]:
    rows = await _fetch(client, request)
    if len(rows) > MOST_GROUPS:
        raise ArgumentInvalid(
            f"More than {MOST_GROUPS} groups to work through.", advice="Narrow the domain or group by less."
        )
    return rows


async def _fetch(client: Caller, request: Request) -> list[GroupRow]:
    version = dialect(client.info.major)
    plan, names = request.plan, Names(version, request.measures)
    arguments: dict[str, Json] = {
        "domain": to_odoo(plan.domain),
        "groupby": [name_of(grouping) for grouping in request.group_by],
        "limit": request.limit,
        "offset": request.offset,
    }
    order = ", ".join(f"{names.of(target)} {'desc' if descends else 'asc'}" for target, descends in request.order)
    if version.formatted_read_group:
        arguments["aggregates"] = names.asked()
        arguments["having"] = [[names.of(item.measure), item.operator, item.value] for item in request.having]
        arguments["order"] = order or None
    else:
        arguments |= {"fields": names.asked(), "orderby": order or False, "lazy": False}
    method = "formatted_read_group" if version.formatted_read_group else "read_group"
    answer: list[dict[str, Json]] = await client.call(Call(plan.model, method, arguments, context=plan.context))
    return Reader(request, names).rows(answer)
