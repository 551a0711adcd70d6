"""The tool `search_schema`: from words to models and fields of this tenant."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from atlas_odoo.business import outputs
from atlas_odoo.business.answer import RESERVE, answer
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.render import plain
from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.bound import Binding
from atlas_odoo.odoo.characters import clean
from atlas_odoo.operations.candidates import covering
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.schema.catalogue import Origin
from atlas_odoo.schema.search import Hit

HITS: Final = 25
MOST_OBJECTS: Final = 2
COLUMNS: Final = ("model", "field", "label", "type", "origin", "object")


class SearchSchema(Arguments):
    """Arguments of `search_schema`."""

    query: str = Field(description='Such as "delivery date"')


async def run(desk: Desk, arguments: SearchSchema) -> ToolAnswer:
    """Search the catalogue through the door, show."""
    if not arguments.query.strip():
        raise ArgumentInvalid("search_schema: query is empty.", advice="Give one or more words.")
    hits = await desk.gateway.search_schema(arguments.query, limit=HITS)
    if not hits:
        note = "try one word, a synonym, or the English term"
        return answer([f"0 models or fields match {arguments.query!r}"], {"columns": list(COLUMNS), "rows": []}, [note])
    binding = await desk.binding()
    rows = [
        [
            hit.model,
            hit.field,
            clean(hit.label),
            hit.type,
            None if hit.origin is Origin.STANDARD else hit.origin.value,
            _covered(binding, hit),
        ]
        for hit in hits
    ]
    shown = plain(COLUMNS, rows, desk.budget - RESERVE)
    return answer([shown.text], shown.structured)


def _covered(binding: Binding, hit: Hit) -> str | None:
    """The business objects of a hit's model, with their word for its field where they have one."""
    objects = covering(binding, hit.model)[:MOST_OBJECTS]
    if hit.field is None:
        return ", ".join(item.name for item in objects) or None
    words = {
        item.name: next((word for word, field in item.fields.items() if field.path == hit.field), None)
        for item in objects
    }
    return ", ".join(f"{name}.{word}" for name, word in words.items() if word) or None


TOOL: Final = Tool(
    name="search_schema",
    title="Search schema",
    description="Find models and fields by words, custom ones included, when you do not know their names.",
    arguments=SearchSchema,
    output_schema=outputs.answer_schema(),
    hints=READING,
    run=run,
)
