"""The tool `get_records`: records by id or by what people call them, as a whole or some fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer, counted, opening
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.layout import Layout, lay_out
from atlas_odoo.business.planning import planned, subject_at
from atlas_odoo.business.render import Shown, card, squeezed, table
from atlas_odoo.business.rows import Sheet, cut_fields, rows, sheet
from atlas_odoo.business.subject import Asked, ObjectName, Subject, subject
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.errors import AccessDenied, ArgumentInvalid, RecordMissing
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.worth import default_columns, default_details, default_lines, line_columns
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import both
from atlas_odoo.odoo.plan import Page, ReadIds, Spec
from atlas_odoo.operations.at_once import LARGEST
from atlas_odoo.operations.inputs import MOST, Arguments, Names, References
from atlas_odoo.operations.membership import instead
from atlas_odoo.operations.references import Resolved, resolve

TEXT: Final = 500
"""Characters of a text when the caller did not ask for its field."""
SHORTEST: Final = 200
FEW: Final = 5
"""Up to so many records are shown as a whole by default, with their lines; of more only the main columns."""


class GetRecords(Arguments):
    """Arguments of `get_records`."""

    object: ObjectName
    ids: References = Field(description='Such as ["7", "S00012", "Azure Interior"]')
    fields: Names = Field(default=[], description="As in find_records. Default: what is filled in, with lines")


@dataclass(frozen=True, slots=True)
class Getting:
    """What is read for a call and how it is shown.

    `name` is the object or model as the caller called it, `left` are ids beyond what one answer takes; `impossible`
    ones cannot be of a record and are not sent: 14 fails on them with an SQL error.
    """

    name: str
    read: ReadIds
    layout: Layout
    chosen: bool
    left: tuple[int, ...]
    impossible: tuple[int, ...]


def plan_get(binding: Binding, arguments: GetRecords, ids: tuple[int, ...], *, whole: bool = True) -> Getting:
    """The plan of a call; without `whole` the main columns are the default whatever the number of records.

    Raises BadRequest, Refused or NameMissing; nothing has been sent then.
    """
    about = subject(binding, arguments.object)
    asked = about.asked(arguments.fields) if arguments.fields else _default(about, whole=whole and len(ids) <= FEW)
    layout = lay_out(binding.catalogue, about.model.name, asked.paths, asked.names)
    possible = tuple(number for number in ids if 0 < number <= LARGEST)
    # Without any field 19 takes every id for that of a record.
    specs = layout.specs or (Spec("display_name", "char"),)
    return Getting(
        about.name,
        ReadIds(about.model.name, possible[:MOST], specs),
        layout,
        bool(arguments.fields),
        possible[MOST:],
        tuple(number for number in ids if number not in possible),
    )


def _default(about: Subject, *, whole: bool) -> Asked:
    """The details of a record with its lines, or the main columns of several."""
    bound, model = about.bound, about.model
    if bound is not None and (names := bound.details if whole else bound.columns):
        return about.asked(names)
    if not whole:
        return Asked(default_columns(model))
    fields = default_details(model)
    lines = default_lines(model)
    if lines is not None and lines.relation is not None and lines.relation in about.binding.catalogue:
        below = line_columns(about.binding.catalogue[lines.relation], lines)
        fields += tuple(f"{lines.name}.{name}" for name in below)
    return Asked(fields)


def show_got(
    desk: Desk, getting: Getting, resolved: Resolved, page: Page, others: Mapping[int, str] | None = None
) -> ToolAnswer:
    """The answer to a call; `others` are ids whose records are something else, with a word about each.

    Raises RecordMissing when nothing of what was asked for exists.
    """
    others = others or {}
    page = Page(tuple(record for record in page.records if record["id"] not in others), page.total)
    asked = (*getting.read.ids, *getting.impossible)
    read = {record["id"] for record in page.records}
    missing = [number for number in asked if number not in read and number not in others]
    if not page.records:
        listed = ", ".join(map(str, missing[:FEW]))
        absent = f"{getting.name} {listed}: no such record, or not visible to this user."
        raise RecordMissing(
            " ".join([*(f"{word}." for word in others.values()), *([absent] if missing else [])]),
            advice=" ".join([*resolved.notes(), "find_records shows what there is."]),
        )
    columns = sheet(getting.layout, page.records, drop_empty=not getting.chosen)
    budget = desk.budget - RESERVE

    def show(limit: int) -> Shown:
        lines = rows(columns, page.records, limit)
        return card(columns, lines[0], budget) if len(lines) == 1 else table(columns, lines, budget)

    shown, limit = squeezed(budget, _longest(getting, columns, len(page.records), budget), show)
    content: dict[str, Json] = dict(shown.structured)
    notes = [*resolved.notes(), *others.values()]
    left = (*(record["id"] for record in page.records[shown.count :]), *getting.left)
    if missing:
        content["missing"] = missing
        notes.append(f"missing (no such record, or not visible to this user): {', '.join(map(str, missing))}")
    if left:
        content["left"] = list(left)
        some = ", ".join(map(str, left[:FEW])) + (f", … {left[-1]}" if len(left) > FEW else "")
        notes.append(f"{len(left)} more did not fit, ask again for {some}")
    cut = cut_fields(columns, page.records[: shown.count], limit)
    if cut and getting.chosen and len(page.records) == 1:
        notes.append(f"{', '.join(cut)}: longer than one answer may be (ATLAS_ODOO_RESPONSE_TOKENS)")
    elif cut:
        notes.append(f"cut: {', '.join(cut)}; one record with fields={json.dumps(cut[:1])} gives more of it")
    return answer(
        [opening(desk, getting.layout), counted(getting.name, shown.count, "record"), shown.text], content, notes
    )


def _longest(getting: Getting, columns: Sheet, records: int, budget: int) -> int:
    """Characters of a text, if they fit. Texts that were asked for share what there is; half is kept for the rest."""
    if not getting.chosen:
        return TEXT
    if records == 1:
        return budget // 2
    texts = sum(column.field.type in {"text", "html"} for column in columns.columns)
    return max(SHORTEST, budget // 2 // records // max(1, texts))


async def run(desk: Desk, arguments: GetRecords) -> ToolAnswer:
    """Resolve names, plan, read through the door, show."""
    if not arguments.ids:
        raise ArgumentInvalid("get_records: ids is empty.", advice="Give ids or names, or use find_records.")
    topic = await subject_at(desk, arguments.object)
    resolved = await resolve(desk.gateway, topic.binding, topic.bound or topic.model, arguments.ids)
    if not resolved.ids:
        raise resolved.failure(topic.name)
    getting = await planned(desk, arguments.object, lambda binding: plan_get(binding, arguments, resolved.ids))
    page, others = await both(_read(desk, arguments, getting, resolved), _others(desk, topic, resolved))
    return show_got(desk, *page, others)


async def _read(
    desk: Desk, arguments: GetRecords, getting: Getting, resolved: Resolved
) -> tuple[Getting, Resolved, Page]:
    """The records, with fewer fields when one of those that we chose leads to a model that this user may not see."""
    try:
        return getting, resolved, await desk.gateway.read_ids(getting.read)
    except AccessDenied:
        if getting.chosen:
            raise
        getting = plan_get(await desk.binding(), arguments, resolved.ids, whole=False)
        return getting, resolved, await desk.gateway.read_ids(getting.read)


async def _others(desk: Desk, topic: Subject, resolved: Resolved) -> dict[int, str]:
    """The ids asked for that are records of the model but not of the object, with what they are."""
    inside = {*resolved.records, *(record.id for record in resolved.meant.values())}
    outside = [number for number in resolved.ids if number not in inside and 0 < number <= LARGEST]
    if topic.bound is None or not topic.where or not outside:
        return {}
    return await instead(desk.gateway, topic.binding, topic.bound, outside)


TOOL: Final = Tool(
    name="get_records",
    title="Get records",
    description="Read records by id, name, code or number, with their lines.",
    arguments=GetRecords,
    output_schema=outputs.answer_schema(
        units=outputs.UNITS, lines=outputs.LINES, missing={"type": "array", "items": outputs.INTEGER}
    ),
    hints=READING,
    run=run,
)
