"""The tool `find_records`: records that match a domain, a page at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from atlas_odoo.business import cursor as cursors
from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer, counted, opening
from atlas_odoo.business.conditions import conditions
from atlas_odoo.business.describing import called
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.layout import Layout, lay_out
from atlas_odoo.business.named import with_ids
from atlas_odoo.business.planning import planned
from atlas_odoo.business.render import squeezed, table
from atlas_odoo.business.rows import cut_fields, rows, sheet
from atlas_odoo.business.sorting import ordering
from atlas_odoo.business.subject import Asked, ObjectName, Subject, subject
from atlas_odoo.business.summing import plain_amounts, sums
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.worth import default_columns
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.execute_values import TO_MANY
from atlas_odoo.odoo.plan import Domain, Page, Read
from atlas_odoo.operations.inputs import LIMIT, Arguments, DomainInput, Names, within

TEXT: Final = 200
"""Characters of a text in a cell; fewer when a single record would not fit."""
_TIES: Final = 'without order, pages may repeat or miss records that sort alike; order="id" does not'
"""The model's own order is not known to users of Odoo, and PostgreSQL arranges equal records anew for each page."""


class FindRecords(Arguments):
    """Arguments of `find_records`."""

    object: ObjectName
    domain: DomainInput = Field(
        default=[],
        description='Odoo domain: [["customer","=","Azure Interior"],["lines.product.code","=","E-COM11"]]; "&" "|" '
        '"!" stand before terms; times in UTC, days in the zone of the user; archived too: '
        '["active","in",[true,false]]',
    )
    fields: Names = Field(
        default=[],
        description="Columns, also of related records and lines: customer.email, lines.product. Default: the main ones",
    )
    order: str | None = Field(default=None, description='Such as "date desc, number"')
    limit: int = Field(default=LIMIT, description="At most 200")
    cursor: str | None = Field(default=None, description="From the previous page, all else unchanged")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is read for a call, how it is shown, and the query that its cursors are bound to.

    `name` is what the caller asked for: an object, with the states that it is limited to, or a model.
    """

    name: str
    read: Read
    layout: Layout
    chosen: bool
    """Whether the caller chose the columns; those that we choose are left out when they are empty."""
    query: tuple[object, ...]
    notes: tuple[str, ...]
    limits: tuple[str, ...] = ()
    """What to say when nothing is found: the object's own condition, when the caller's is about the same field."""
    amounts: frozenset[str] = frozenset()
    """Float fields that are added up besides amounts of one currency."""


def plan_find(
    binding: Binding, arguments: FindRecords, zone: ZoneInfo | None = None, company: str | None = None
) -> Finding:
    """The plan of a call; bare days in its domain are days in `zone` (UTC). Its domain may still hold names.

    A cursor counts for one `company`. Raises BadRequest, Refused or NameMissing; nothing has been sent then.
    """
    about = subject(binding, arguments.object)
    limit, notes = within(arguments.limit)
    stated = conditions(about, arguments.domain, zone)
    order = ordering(about, arguments.order)
    asked = about.asked(arguments.fields) if arguments.fields else _default(about, stated.domain)
    domain = (*about.where, *stated.domain)
    query = (about.name, domain, asked.paths, order, company)
    offset = cursors.position(arguments.cursor, *query) if arguments.cursor else 0
    layout = lay_out(binding.catalogue, about.model.name, asked.paths, asked.names)
    read = Read(about.model.name, domain, layout.specs, order, limit, offset)
    limits = _limits(about, stated.domain)
    said = (*stated.notes, *notes)
    return Finding(called(about), read, layout, bool(arguments.fields), query, said, limits, plain_amounts(about.model))


def _limits(about: Subject, domain: Domain) -> tuple[str, ...]:
    own = {path for path, _ in domains.paths(about.where)}
    if own.isdisjoint(path for path, _ in domains.paths(domain)):
        return ()
    return (f"every {about.name} meets {json.dumps(domains.to_odoo(about.where))} besides",)


def _default(about: Subject, domain: Domain) -> Asked:
    """The main columns, and the fields that the domain is about: whoever filters by them wants to see them."""
    own = about.asked(about.bound.columns) if about.bound is not None else Asked(())
    names = dict.fromkeys(own.paths or default_columns(about.model))
    words = {field.path: word for word, field in about.bound.fields.items()} if about.bound is not None else {}
    for term in domain:
        field = about.model.fields.get(str(term[0]).partition(".")[0]) if isinstance(term, tuple) else None
        if field is not None and field.type not in TO_MANY and field.name != "active":
            names[field.name] = None
    return Asked(tuple(names), {**words, **own.names})


def show_found(desk: Desk, finding: Finding, page: Page) -> ToolAnswer:
    """The answer to a call."""
    offset = finding.read.offset
    total = page.total if page.total is not None else offset + len(page.records)
    if not page.records:
        title = counted(finding.name, total, "record") + (f", none after {offset}" if offset else "")
        return answer([title], {"columns": ["id"], "rows": [], "total": total}, (*finding.notes, *finding.limits))
    columns = sheet(finding.layout, page.records, drop_empty=not finding.chosen)
    budget = desk.budget - RESERVE
    shown, limit = squeezed(budget, TEXT, lambda limit: table(columns, rows(columns, page.records, limit), budget))
    end = offset + shown.count
    title = counted(finding.name, total, "record") + (f", {offset + 1}-{end}" if shown.count < total else "")
    content = {**shown.structured, "total": total}
    lines = [opening(desk, finding.layout), title, shown.text]
    if end < total:
        content["cursor"] = cursors.issue(end, *finding.query)
        lines.append(f"{total - end} more, cursor={content['cursor']}")
    cut = cut_fields(columns, page.records[: shown.count], limit)
    more = [f"get_records with fields={json.dumps(cut)} gives texts in full"] if cut else []
    if shown.count < total and not offset and finding.read.order is None:
        more.append(_TIES)
    if shown.count == total:
        more += sums(columns, page.records, finding.amounts)
    return answer(lines, content, (*finding.notes, *more))


async def run(desk: Desk, arguments: FindRecords) -> ToolAnswer:
    """Plan, look names up, read through the door, show."""
    finding = await planned(
        desk, arguments.object, lambda binding: plan_find(binding, arguments, desk.zone, desk.company)
    )
    named = await with_ids(desk, finding.read.model, finding.read.domain)
    finding = replace(finding, read=replace(finding.read, domain=named.domain), notes=(*named.notes, *finding.notes))
    return show_found(desk, finding, await desk.gateway.read(finding.read))


TOOL: Final = Tool(
    name="find_records",
    title="Find records",
    description="List records that match a domain, with the total, a page at a time. For records you can name use "
    "get_records, for sums and counts aggregate_records.",
    arguments=FindRecords,
    output_schema=outputs.answer_schema(
        total=outputs.INTEGER, cursor=outputs.TEXT, units=outputs.UNITS, lines=outputs.LINES
    ),
    hints=READING,
    run=run,
)
