"""Which of the saved connections a process serves: decided once, then kept, whatever else becomes active."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_odoo.connections.names import folded
from atlas_odoo.store.glance import Glimpse


class ConnectionChoice:
    """The connection called `name`, else the one that is active when somebody first asks; after that the same one.

    A connection that was removed is followed by a new one of its name.
    """

    def __init__(self, name: str | None) -> None:
        self.name = name
        """What it was called last; None as long as nothing was found."""
        self._id: str | None = None

    @property
    def found(self) -> bool:
        """Whether it was decided."""
        return self._id is not None

    def choose(self, saved: Iterable[Glimpse]) -> Glimpse | None:
        """The one that is served, if it is among the `saved`."""
        saved = tuple(saved)
        chosen = next((one for one in saved if self._id is not None and one.id == self._id), None)
        if chosen is None:
            chosen = next((one for one in saved if self._fits(one)), None)
        if chosen is not None:
            self._id, self.name = chosen.id, chosen.name
        return chosen

    def _fits(self, one: Glimpse) -> bool:
        return one.active if self.name is None else folded(one.name) == folded(self.name)
