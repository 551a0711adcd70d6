"""The tool files on one tenant, with the questions whose operations this program has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Final

from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding, Left
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.operations.operation import AnyOperation, Operation
from atlas_odoo.schema.catalogue import Catalogue

_OPERATIONS: Final = "atlas_odoo.operations"


def operation(name: str) -> AnyOperation | None:
    """The operation that a tool file calls `sales.progress`; None when there is none of that name.

    Imported here and not before: a server that lists five tools needs none of them.
    """
    try:
        module = import_module(f"{_OPERATIONS}.{name}")
    except ModuleNotFoundError as error:
        if error.name is not None and f"{_OPERATIONS}.{name}".startswith(error.name):
            return None
        raise
    found = getattr(module, "OPERATION", None)
    return found if isinstance(found, Operation) else None


def bound(files: Iterable[ToolFile], catalogue: Catalogue) -> Binding:
    """The objects and questions of `files` on this tenant; a question without an operation is left out, with a word."""
    files = tuple(files)
    names = dict.fromkeys(question.operation for file in files for question in file.questions.values())
    known = {name: found for name in names if (found := operation(name)) is not None}
    binding = bind(files, catalogue, {name: item.needs for name, item in known.items()})
    unknown = tuple(
        Left(item.toolset, item.name, f"there is no operation {item.operation}")
        for item in binding.questions
        if item.operation not in known
    )
    kept = tuple(item for item in binding.questions if item.operation in known)
    return replace(binding, questions=kept, left=(*binding.left, *unknown))


@dataclass(slots=True)
class Remembered:
    """The last binding: it holds as long as the catalogue that it was made for is the tenant's."""

    binding: Binding | None = field(default=None)

    def of(self, files: tuple[ToolFile, ...], catalogue: Catalogue) -> Binding:
        """The binding of `files` to `catalogue`, made anew only for another catalogue."""
        if self.binding is None or self.binding.catalogue is not catalogue:
            self.binding = bound(files, catalogue)
        return self.binding
