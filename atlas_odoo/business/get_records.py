"""The tool `get_records`: records by id or by what people call them, as a whole or some fields."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer, counted, opening
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.layout import Layout, lay_out
from atlas_odoo.business.planning import planned
from atlas_odoo.business.render import Shown, card, squeezed, table
from atlas_odoo.business.rows import Sheet, cut_fields, rows, sheet
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.errors import AccessDenied, ArgumentInvalid, RecordMissing
from atlas_odoo.objects.worth import default_columns, default_details, default_lines, line_columns
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Page, ReadIds, Spec
from atlas_odoo.operations.inputs import MOST, Arguments, Names, References
from atlas_odoo.operations.references import Resolved, resolve
from atlas_odoo.schema.catalogue import Catalogue

TEXT: Final = 500
"""Characters of a text when the caller did not ask for its field."""
SHORTEST: Final = 200
LARGEST: Final = 2**31 - 1
"""Odoo's ids are PostgreSQL integers."""
FEW: Final = 5
"""Up to so many records are shown as a whole by default, with their lines; of more only the main columns."""


class GetRecords(Arguments):
    """Arguments of `get_records`."""

    model: str = Field(description="Technical name, such as sale.order")
    ids: References = Field(description='Ids, or names, codes, numbers, e-mails: [7, "S00012", "Azure Interior"]')
    fields: Names = Field(default=[], description="As in find_records. Default: what is filled in, with the main lines")


@dataclass(frozen=True, slots=True)
class Getting:
    """What is read for a call and how it is shown.

    `left` are ids beyond what one answer takes; `impossible` ones cannot be of a record and are not sent: 14 fails on
    them with an SQL error.
    """

    read: ReadIds
    layout: Layout
    chosen: bool
    left: tuple[int, ...]
    impossible: tuple[int, ...]


def plan_get(catalogue: Catalogue, arguments: GetRecords, ids: tuple[int, ...], *, whole: bool = True) -> Getting:
    """The plan of a call; without `whole` the main columns are the default whatever the number of records.

    Raises BadRequest, Refused or NameMissing; nothing has been sent then.
    """
    model = catalogue.model(arguments.model)
    fields = tuple(arguments.fields)
    if not fields and (len(ids) > FEW or not whole):
        fields = default_columns(model)
    elif not fields:
        fields = default_details(model)
        lines = default_lines(model)
        if lines is not None and lines.relation is not None and lines.relation in catalogue:
            fields += tuple(f"{lines.name}.{name}" for name in line_columns(catalogue[lines.relation], lines))
    layout = lay_out(catalogue, model.name, fields)
    possible = tuple(number for number in ids if 0 < number <= LARGEST)
    # Without any field 19 takes every id for that of a record.
    specs = layout.specs or (Spec("display_name", "char"),)
    return Getting(
        ReadIds(model.name, possible[:MOST], specs),
        layout,
        bool(arguments.fields),
        possible[MOST:],
        tuple(number for number in ids if number not in possible),
    )


def show_got(desk: Desk, getting: Getting, resolved: Resolved, page: Page) -> ToolAnswer:
    """The answer to a call. Raises RecordMissing when nothing of what was asked for exists."""
    model = getting.read.model
    read = {record["id"] for record in page.records}
    missing = [number for number in (*getting.read.ids, *getting.impossible) if number not in read]
    if not page.records:
        listed = ", ".join(map(str, missing[:FEW]))
        raise RecordMissing(
            f"{model} {listed}: no such record, or not visible to this user.",
            advice=" ".join([*resolved.notes(), "find_records shows what there is."]),
        )
    columns = sheet(getting.layout, page.records, drop_empty=not getting.chosen)
    budget = desk.budget - RESERVE

    def show(limit: int) -> Shown:
        lines = rows(columns, page.records, limit)
        return card(columns, lines[0], budget) if len(lines) == 1 else table(columns, lines, budget)

    shown, limit = squeezed(budget, _longest(getting, columns, len(page.records), budget), show)
    content: dict[str, Json] = dict(shown.structured)
    notes = resolved.notes()
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
    return answer([opening(desk, getting.layout), counted(model, shown.count, "record"), shown.text], content, notes)


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
    model = await desk.gateway.model(arguments.model)
    resolved = await resolve(desk.gateway, model, arguments.ids)
    if not resolved.ids:
        raise resolved.failure(model.name)
    getting = await planned(desk, model.name, lambda catalogue: plan_get(catalogue, arguments, resolved.ids))
    try:
        page = await desk.gateway.read_ids(getting.read)
    except AccessDenied:
        if getting.chosen:
            raise
        # One of the fields that we chose leads to a model that this user may not see.
        getting = plan_get(await desk.gateway.catalogue(), arguments, resolved.ids, whole=False)
        page = await desk.gateway.read_ids(getting.read)
    return show_got(desk, getting, resolved, page)


TOOL: Final = Tool(
    name="get_records",
    title="Get records",
    description="Read records whose ids, names, codes or numbers you know, with their lines. An ambiguous name is "
    "answered with the choices, an unknown one with near matches.",
    arguments=GetRecords,
    output_schema=outputs.answer_schema(
        units=outputs.UNITS, lines=outputs.LINES, missing={"type": "array", "items": outputs.INTEGER}
    ),
    hints=READING,
    run=run,
)
