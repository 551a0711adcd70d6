"""The tool `describe_model`: the fields of a model, the most useful first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer
from atlas_odoo.business.describing import COLUMNS, described, headline, matching
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.render import plain
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.objects.worth import ranked, worth
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.characters import clean
from atlas_odoo.operations.inputs import Arguments, Names
from atlas_odoo.operations.plain_text import cut
from atlas_odoo.schema.catalogue import Access, Model
from atlas_odoo.schema.catalogue import Field as ModelField

ROWS: Final = 3_600
"""Bytes for fields with their types when a whole model is described; others are listed by name."""
ROOM: Final = 1_100
"""Bytes for those names. With the rest of the answer both stay below 6 kB, as text and as structured content."""
TECHNICAL: Final = -20
"""Fields worth less than this (followers, activity icons) are only counted."""
HELP: Final = 400
ALL_VALUES: Final = 200


class DescribeModel(Arguments):
    """Arguments of `describe_model`."""

    model: str = Field(description="Technical name, such as sale.order")
    fields: Names = Field(default=[], description="Only these fields, with their help text and all their values")
    search: str | None = Field(default=None, description="Only fields with these words in name, label or help")


def describe(desk: Desk, model: Model, access: Access, arguments: DescribeModel) -> ToolAnswer:
    """The answer to a call. Raises FieldMissing or FieldHidden."""
    if arguments.fields:
        return _chosen(desk, model, access, arguments.fields)
    if arguments.search:
        return _listed(model, access, matching(model, arguments.search), desk.budget - RESERVE)
    return _listed(model, access, ranked(model), ROWS)


async def run(desk: Desk, arguments: DescribeModel) -> ToolAnswer:
    """Read the schema through the door, show."""
    model = await desk.gateway.model(arguments.model)
    return describe(desk, model, await desk.gateway.access(model.name), arguments)


def _chosen(desk: Desk, model: Model, access: Access, names: list[str]) -> ToolAnswer:
    fields = [model.field(name) for name in names]
    rows = [[*described(field, ALL_VALUES), cut(clean(field.help), HELP) if field.help else None] for field in fields]
    shown = plain((*COLUMNS, "help"), rows, desk.budget - RESERVE)
    notes = [f"{len(fields) - shown.count} fields did not fit"] if shown.count < len(fields) else []
    title = headline(model, access)
    return answer([title, shown.text], {"model": title, **shown.structured}, notes)


def _listed(model: Model, access: Access, fields: Sequence[ModelField], budget: int) -> ToolAnswer:
    """Fields with their types as far as `budget` goes, then more of them by name."""
    title = headline(model, access)
    shown = plain(COLUMNS, [described(field) for field in fields], budget)
    content: dict[str, Json] = {"model": title, **shown.structured}
    text = [title, shown.text if fields else "0 fields match"]
    left = fields[shown.count :]
    if not left:
        return answer(text, content)
    named = _fitting([field.name for field in left if worth(field) >= TECHNICAL], ROOM)
    content["rest"] = named
    text.append(f"also: {', '.join(named)}")
    return answer(
        text, content, [f"{len(left)} fields are not described here, {len(left) - len(named)} not named: use search="]
    )


def _fitting(names: list[str], room: int) -> list[str]:
    """As many names as fit, quotes and commas of JSON included."""
    kept: list[str] = []
    for name in names:
        room -= len(name) + 4
        if room < 0:
            break
        kept.append(name)
    return kept


TOOL: Final = Tool(
    name="describe_model",
    title="Describe a model",
    description="Fields of a model in this tenant: types, relations, selection values, custom fields, and what may be "
    "done with it. The most useful come first; search= finds the others.",
    arguments=DescribeModel,
    output_schema=outputs.answer_schema(model=outputs.TEXT, rest=outputs.TEXTS),
    hints=READING,
    run=run,
)
