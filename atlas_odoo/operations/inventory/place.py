"""Where stock is asked for: everywhere, in a warehouse, or in a location with what is below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas_odoo.errors import RecordMissing
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.inventory.figures import at

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Context, Json
    from atlas_odoo.operations.work import Work


@dataclass(frozen=True, slots=True)
class Place:
    """A warehouse, a location, or neither: all warehouses. `root` is the location that everything of it is below."""

    warehouse: Reference | None = None
    location: Reference | None = None
    root: int | None = None

    @property
    def said(self) -> str:
        """For a title."""
        found = self.warehouse or self.location
        return f" in {found.name}" if found else ""

    def context(self, *, until: str | None = None) -> Context:
        """The context in which Odoo computes the figures of this place."""
        return at(
            warehouse=self.warehouse.id if self.warehouse else None,
            location=self.location.id if self.location else None,
            until=until,
        )

    def holds(self, field: str) -> tuple[Json, ...]:
        """The condition that the location in `field` is in this place."""
        return ((field, "child_of", self.root),) if self.root is not None else ()


async def place(work: Work, reference: int | str | None, *, or_location: bool = False) -> Place:
    """The place that a reference means: a warehouse, else a location where one may be meant; None means all.

    Raises ReferenceAmbiguous with choices, RecordMissing with near matches.
    """
    if reference is None:
        return Place()
    try:
        [found] = await work.named("warehouse", (reference,), ("name", "root_location"))
    except RecordMissing:
        if not or_location:
            raise
        [found] = await work.named("location", (reference,), ("display_name",))
        return Place(location=Reference(found["id"], found["display_name"]), root=found["id"])
    return Place(warehouse=Reference(found["id"], found["name"]), root=found["root_location"].id)
