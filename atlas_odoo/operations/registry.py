"""Operations by the names that tool files give them: `sales.progress` is `OPERATION` in `operations/sales/progress.py`.

A module is imported when its operation is used for the first time, and not before.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from atlas_odoo import shipped
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.objects.files import Loaded, load
from atlas_odoo.operations.operation import AnyOperation, Operation
from atlas_odoo.settings import Settings

_PACKAGE: Final = "atlas_odoo.operations"
_FOLDER: Final = Path(__file__).parent


@cache
def names() -> frozenset[str]:
    """The names of all operations, and of modules beside them; nothing is imported for it."""
    return frozenset(
        f"{domain.name}.{module.name}"
        for domain in iter_modules([str(_FOLDER)])
        if domain.ispkg
        for module in iter_modules([str(_FOLDER / domain.name)])
        if not module.ispkg
    )


def operation(name: str) -> AnyOperation | None:
    """The operation of that name; None when there is none."""
    if name not in names():
        return None
    found = getattr(import_module(f"{_PACKAGE}.{name}"), "OPERATION", None)
    return found if isinstance(found, Operation) else None


def needs(files: Iterable[ToolFile]) -> dict[str, tuple[str, ...]]:
    """The objects without which the operations of the questions in `files` have nothing to say, by operation.

    An operation that does not exist is not in it.
    """
    wanted = dict.fromkeys(question.operation for file in files for question in file.questions.values())
    return {name: found.needs for name in wanted if (found := operation(name)) is not None}


def tool_files(settings: Settings) -> Loaded:
    """The tool files that the program works with: those shipped, and the tenant's own."""
    return load(shipped.folder("tools"), settings.own_tools, operations=names())
