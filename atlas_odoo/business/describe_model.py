"""The tool `describe_model`: the fields of a model, the most useful first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer
from atlas_odoo.business.describing import (
    COLUMNS,
    OBJECT_COLUMNS,
    described,
    headline,
    in_full,
    in_short,
    kind,
    main_first,
    marks,
    matching,
    object_headline,
)
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.planning import subject_at
from atlas_odoo.business.render import plain
from atlas_odoo.business.subject import ObjectName, Subject
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.objects.bound import BoundObject
from atlas_odoo.objects.worth import ranked, worth
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.characters import clean
from atlas_odoo.operations.inputs import Arguments, Names
from atlas_odoo.operations.plain_text import cut
from atlas_odoo.schema.catalogue import Access, Model
from atlas_odoo.schema.catalogue import Field as ModelField

ROWS: Final = 3_600
"""Bytes for fields with their types when a whole model is described; others are listed by name."""
OBJECT: Final = 1_300
"""The same for a business object, whose other fields have names that say what they are."""
ROOM: Final = 1_100
"""Bytes for those names. With the rest of the answer both stay below 6 kB, as text and as structured content."""
TECHNICAL: Final = -20
"""Fields worth less than this (followers, activity icons) are only counted."""
HELP: Final = 400
ALL_VALUES: Final = 200


class DescribeModel(Arguments):
    """Arguments of `describe_model`."""

    object: ObjectName
    fields: Names = Field(default=[], description="Only these, with help and all values")
    search: str | None = Field(default=None, description="Words in name, label or help")


def describe(desk: Desk, about: Subject, access: Access, arguments: DescribeModel) -> ToolAnswer:
    """The answer to a call. Raises FieldMissing or FieldHidden."""
    if arguments.fields:
        return _chosen(desk, about, access, arguments.fields)
    if about.bound is not None:
        return _object(desk, about.bound, access, arguments.search)
    if arguments.search:
        return _listed(about.model, access, matching(about.model, arguments.search), desk.budget - RESERVE)
    return _listed(about.model, access, ranked(about.model), ROWS)


async def run(desk: Desk, arguments: DescribeModel) -> ToolAnswer:
    """Read the schema through the door, show."""
    about = await subject_at(desk, arguments.object)
    return describe(desk, about, await desk.gateway.access(about.model.name), arguments)


def _object(desk: Desk, bound: BoundObject, access: Access, search: str | None) -> ToolAnswer:
    """The main fields of a business object and the names of the others, or those that have to do with `search`."""
    title = object_headline(bound, access)
    if search:
        return _sought(desk, bound, title, search)
    fields = main_first(bound)
    shown = plain(OBJECT_COLUMNS, [in_short(bound, item) for item in fields], OBJECT)
    content: dict[str, Json] = {"model": title, **shown.structured}
    text = [title, shown.text]
    left = [item.name for item in fields[shown.count :]]
    named = _fitting(left, ROOM)
    if named:
        content["rest"] = named
        text.append(f"also: {', '.join(named)}")
    more = f"{len(left) - len(named)} more are not named; " if len(named) < len(left) else ""
    return answer(text, content, [f"{more}fields of {bound.model.name} without a name here count too: use search="])


def _sought(desk: Desk, bound: BoundObject, title: str, search: str) -> ToolAnswer:
    """What has to do with `search`, of the object, its lists and its model."""
    words = search.lower().replace("_", " ").split()
    rows = [
        row
        for row in in_full(bound)
        if all(word in " ".join(filter(None, row)).lower().replace("_", " ") for word in words)
    ]
    known = {row[1] for row in rows}
    others = [field for field in matching(bound.model, search) if field.name not in known]
    rows += [[None, field.name, kind(field), marks(field)] for field in others]
    shown = plain(OBJECT_COLUMNS, rows, desk.budget - RESERVE)
    notes = [f"{len(rows) - shown.count} more did not fit: use search="] if shown.count < len(rows) else []
    return answer([title, shown.text if rows else "0 fields match"], {"model": title, **shown.structured}, notes)


def _chosen(desk: Desk, about: Subject, access: Access, names: list[str]) -> ToolAnswer:
    catalogue = about.binding.catalogue
    fields = [(name, catalogue.path(about.model.name, about.path(name))[-1]) for name in names]
    rows: list[list[str | None]] = []
    for name, field in fields:
        shown_as, *rest = described(field, ALL_VALUES)
        called = shown_as if name == shown_as else f"{name} = {about.path(name)}"
        rows.append([called, *rest, cut(clean(field.help), HELP) if field.help else None])
    shown = plain((*COLUMNS, "help"), rows, desk.budget - RESERVE)
    notes = [f"{len(fields) - shown.count} fields did not fit"] if shown.count < len(fields) else []
    title = object_headline(about.bound, access) if about.bound is not None else headline(about.model, access)
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
    title="Describe model",
    description="Fields of a business object or model: types, relations, selection values, custom fields. search= "
    "finds those not shown.",
    arguments=DescribeModel,
    output_schema=outputs.answer_schema(model=outputs.TEXT, rest=outputs.TEXTS),
    hints=READING,
    run=run,
)
