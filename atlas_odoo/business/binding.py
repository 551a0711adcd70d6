"""The tool files on one tenant, with the questions whose operations this program has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.operations.registry import needs
from atlas_odoo.schema.catalogue import Catalogue


def bound(files: Iterable[ToolFile], catalogue: Catalogue) -> Binding:
    """The objects of `files` that this tenant has, and those of their questions that there is an operation for."""
    files = tuple(files)
    return bind(files, catalogue, needs(files))


@dataclass(slots=True)
class Remembered:
    """The last binding: it holds as long as the catalogue that it was made for is the tenant's."""

    binding: Binding | None = None

    def of(self, files: tuple[ToolFile, ...], catalogue: Catalogue) -> Binding:
        """The binding of `files` to `catalogue`, made anew only for another catalogue."""
        if self.binding is None or self.binding.catalogue is not catalogue:
            self.binding = bound(files, catalogue)
        return self.binding
