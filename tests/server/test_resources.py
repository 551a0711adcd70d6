"""Completions in the protocol's words, at a desk with as many models as the test wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import pytest
from mcp import Client
from mcp_types import ResourceTemplateReference

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.gateway import Gateway
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Catalogue, Model
from atlas_odoo.server.app import build
from atlas_odoo.server.changes import Changes
from atlas_odoo.server.desk_lending import Desks, Opened
from atlas_odoo.server.reading import TEXTS
from atlas_odoo.server.state import State
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_shown import SurfaceShown
from atlas_odoo.server.tenant_tools import Kit, Station
from tests.business.desks import desk


@dataclass
class Known:
    """A gateway, and the connection it belongs to, that knows so many models."""

    number: int

    async def catalogue(self) -> VisibleCatalogue:
        names = [f"x_{index:03}" for index in range(self.number)]
        models = {name: partial(Model, name, "X", {}) for name in names}
        return VisibleCatalogue(BUILT_IN, Catalogue(models, fingerprint="hand", version=19))

    async def look(self) -> str:
        return "here"

    async def open(self, _key: str) -> Opened[Station[Desk]]:
        return Opened(self, self.close)

    async def kit(self) -> Kit[Desk]:
        return Kit(replace(desk(), gateway=cast("Gateway", self)), Surface("Known.", ()), {})

    async def surface(self, *, anyway: bool = False) -> Surface | None:
        return Surface("Known.", ())

    async def close(self) -> None:
        """Nothing is held."""

    async def ready(self) -> Surface | None:
        return None

    async def standard(self) -> Surface:
        return Surface("Known.", ())


@pytest.mark.parametrize(("number", "shown"), [(3, 3), (100, 100), (150, 100)])
async def test_completions_say_when_there_are_more_than_one_answer_holds(number: int, shown: int) -> None:
    def serving() -> State:
        known, changes = Known(number), Changes()
        desks: Desks[str, Station[Desk]] = Desks(lambda: known)
        return State(desks, SurfaceShown(desks, changes, known.ready, known.standard), changes)

    async with Client(build(serving)) as client:
        ref = ResourceTemplateReference(uri="atlas-odoo://schema/{model}")
        found = (await client.complete(ref, {"name": "model", "value": "x_"})).completion
    assert (len(found.values), found.total, found.has_more) == (shown, number, number > shown)


@pytest.mark.parametrize("number", ["1" * 5000, "12345678901", "٣", "²", "-1", "one", ""])
async def test_a_record_is_named_by_a_number_of_ten_digits_at_most(number: str) -> None:
    """int() of 5,000 digits would be a ValueError, and no error of ours."""
    with pytest.raises(ArgumentInvalid, match="10 digits at most"):
        await TEXTS["record"](desk(), {"model": "res.partner", "id": number})
