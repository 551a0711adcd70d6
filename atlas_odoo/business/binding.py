"""The tool files on one tenant, with the questions whose operations this program has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.operations.registry import needs
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Catalogue


def bound(files: Iterable[ToolFile], catalogue: Catalogue) -> Binding:
    """The objects of `files` that this tenant has, and those of their questions that there is an operation for."""
    files = tuple(files)
    return bind(files, catalogue, needs(files))


class Bindings:
    """The binding of one connection, for its desks in all companies: made once for each schema, in a thread."""

    def __init__(self, files: Sequence[ToolFile] = ()) -> None:
        self.files = tuple(files)
        self._made: tuple[Catalogue, Binding] | None = None
        self._making = asyncio.Lock()

    async def current(self, catalogue: Callable[[], Awaitable[VisibleCatalogue]]) -> Binding:
        """The binding to what `catalogue` gives; it is asked when it is our turn, so that no older one comes last.

        Raises what `catalogue` raises.
        """
        async with self._making:
            seen = await catalogue()
            if self._made is None or self._made[0] is not seen.whole:
                self._made = (seen.whole, await asyncio.to_thread(bound, self.files, seen))
            return self._made[1]
