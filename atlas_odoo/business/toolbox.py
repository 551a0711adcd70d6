"""All tools, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from atlas_odoo.business import aggregate_records, describe_model, find_records, get_records, questions, search_schema
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.object_list import offered
from atlas_odoo.business.per_company import of_company
from atlas_odoo.business.planning import renewed
from atlas_odoo.business.tool import Tool, ToolAnswer
from atlas_odoo.objects.bound import Binding
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.operations.registry import operation

TOOLS: Final[tuple[Tool[Any, Any], ...]] = (
    search_schema.TOOL,
    describe_model.TOOL,
    find_records.TOOL,
    get_records.TOOL,
    aggregate_records.TOOL,
)
"""The tools that every tenant has, as they are before the tenant is known."""
_ABOUT_RECORDS: Final = frozenset({find_records.TOOL.name, get_records.TOOL.name, aggregate_records.TOOL.name})


def tools_of(binding: Binding, companies: Sequence[Reference] = ()) -> tuple[Tool[Any, Any], ...]:
    """The tools of one tenant: the generic ones, which tell its business objects, then its questions.

    A user of several `companies` may choose one in every call about records.
    """
    asked = tuple(
        questions.tool(question, known)
        for question in binding.questions
        if (known := operation(question.operation)) is not None
    )
    every = (*(_telling(tool, binding) if tool is find_records.TOOL else tool for tool in TOOLS), *asked)
    tools = tuple(_renewing(tool) for tool in every)
    if len(companies) <= 1:
        return tools
    about = _ABOUT_RECORDS | {tool.name for tool in asked}
    return tuple(of_company(tool) if tool.name in about else tool for tool in tools)


def _telling(tool: Tool[Any, Any], binding: Binding) -> Tool[Any, Any]:
    """`tool` with the tenant's objects and custom models in its description; the other tools refer to it."""
    said = offered(binding)
    if not said:
        return tool
    return replace(tool, description=f"{tool.description} Objects, with some fields: {said}.")


def _renewing(tool: Tool[Any, Any]) -> Tool[Any, Any]:
    """`tool`, asked once more when the cached schema turns out to be an old one."""

    async def run(desk: Desk, arguments: Arguments) -> ToolAnswer:
        return await renewed(desk, lambda: tool.run(desk, arguments))

    return replace(tool, run=run)
