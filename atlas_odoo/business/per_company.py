"""Tools for a user of several companies: every call may say which one it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from pydantic import Field, create_model

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.tool import Tool, ToolAnswer
from atlas_odoo.operations.inputs import Arguments, Ref

COMPANY: Final = "company"


def of_company(tool: Tool[Any, Any]) -> Tool[Any, Any]:
    """`tool` with the argument `company`: it runs at the desk of that company, or of the connection's own."""

    async def run(desk: Desk, arguments: Arguments) -> ToolAnswer:
        answer: ToolAnswer = await tool.run(await desk.at(getattr(arguments, COMPANY)), arguments)
        return answer

    return replace(tool, arguments=_with_company(tool.arguments), run=run)


def _with_company(arguments: type[Arguments]) -> type[Arguments]:
    """The arguments with one more; those that have it already keep theirs."""
    if COMPANY in arguments.model_fields:
        return arguments
    company: Any = (Ref | None, Field(default=None, description="Id or name"))
    return create_model(arguments.__name__, __base__=arguments, company=company)
