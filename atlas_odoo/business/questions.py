"""Questions as tools: the operation that a tool file names, with its answer in the shape of all of them."""

from __future__ import annotations

from typing import Any

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.render_result import SCHEMA, shown
from atlas_odoo.business.tool import LEAVING_TRACES, READING, Tool, ToolAnswer
from atlas_odoo.objects.bound import BoundQuestion
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.operations.operation import AnyOperation


def tool(question: BoundQuestion, operation: AnyOperation) -> Tool[Any, Any]:
    """The tool that answers `question`."""

    async def run(desk: Desk, arguments: Arguments) -> ToolAnswer:
        return shown(desk, await operation.run(await desk.work(), arguments))

    return Tool(
        name=question.name,
        title=question.title,
        description=question.says,
        arguments=operation.arguments,
        output_schema=SCHEMA,
        hints=LEAVING_TRACES if operation.leaves_traces else READING,
        run=run,
        toolset=question.toolset,
    )
