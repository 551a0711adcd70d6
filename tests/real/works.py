"""Operations on real servers, as a tool call would run them."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from atlas_odoo import shipped
from atlas_odoo.business.desk import Desk
from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.files import load
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result
from atlas_odoo.operations.work import Work
from atlas_odoo.server.arguments import checked


async def work_at(desk: Desk) -> Work:
    """The work of one call at `desk`, with the shipped tool files."""
    binding = bind(load(shipped.folder("tools")).files, await desk.gateway.catalogue(), {})
    return Work(desk.gateway, binding, desk.company, desk.currency, desk.zone or ZoneInfo("UTC"))


async def ask(desk: Desk, operation: str, **arguments: Any) -> Result:
    """What the operation `sales.progress` answers; the arguments are checked as the server does."""
    record: Operation[Any] = import_module(f"atlas_odoo.operations.{operation}").OPERATION
    return await record.run(await work_at(desk), checked(operation, record.arguments, arguments))


def rows(result: Result, table: str) -> list[dict[str, Any]]:
    """The rows of one table, by column."""
    found = next(item for item in result.tables if item.name == table)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]
