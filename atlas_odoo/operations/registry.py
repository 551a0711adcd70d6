"""Operations by the names that tool files give them: `sales.progress` is `OPERATION` in `operations/sales/progress.py`.

A module is imported when its operation is used for the first time, and not before.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Final

from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.operations.operation import AnyOperation, Operation

_PACKAGE: Final = "atlas_odoo.operations"
NAMES: Final = frozenset(
    {
        "accounting.aging",
        "accounting.partner_statement",
        "accounting.to_invoice",
        "across.attachments",
        "across.document",
        "across.history",
        "across.search",
        "inventory.forecast",
        "inventory.levels",
        "inventory.reordering",
        "manufacturing.can_build",
        "manufacturing.explode_bom",
        "manufacturing.production_status",
        "manufacturing.where_used",
        "partners.overview",
        "point_of_sale.pos_sales",
        "products.overview",
        "products.price",
        "purchase.compare_vendors",
        "purchase.progress",
        "sales.progress",
        "sales.top",
    }
)
"""All of them; written out, because the modules beside them are none and importing takes long. A test compares."""


def operation(name: str) -> AnyOperation | None:
    """The operation of that name; None when there is none."""
    if name not in NAMES:
        return None
    found = getattr(import_module(f"{_PACKAGE}.{name}"), "OPERATION", None)
    return found if isinstance(found, Operation) else None


def needs(files: Iterable[ToolFile]) -> dict[str, tuple[str, ...]]:
    """The objects without which the operations of the questions in `files` have nothing to say, by operation.

    An operation that does not exist is not in it.
    """
    wanted = dict.fromkeys(question.operation for file in files for question in file.questions.values())
    return {name: found.needs for name in wanted if (found := operation(name)) is not None}
