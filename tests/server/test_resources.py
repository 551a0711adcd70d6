"""Completions in the protocol's words, at a desk with as many models as the test wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import pytest
from mcp import Client
from mcp_types import ResourceTemplateReference

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.resources import SCHEMA_URI
from atlas_odoo.business.toolbox import TOOLS
from atlas_odoo.gateway import Gateway
from atlas_odoo.schema.catalogue import Catalogue, Model
from atlas_odoo.server.app import build
from atlas_odoo.server.leases import Desks, Opened
from tests.business.desks import desk


@dataclass
class Known:
    """A gateway, and the connection it belongs to, that knows so many models."""

    number: int

    async def catalogue(self) -> Catalogue:
        names = [f"x_{index:03}" for index in range(self.number)]
        return Catalogue({name: partial(Model, name, "X", {}) for name in names}, fingerprint="hand", version=19)

    async def look(self) -> str:
        return "here"

    async def open(self, _key: str) -> Opened[Desk]:
        return Opened(replace(desk(), gateway=cast("Gateway", self)), self.close)

    async def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize(("number", "shown"), [(3, 3), (100, 100), (150, 100)])
async def test_completions_say_when_there_are_more_than_one_answer_holds(number: int, shown: int) -> None:
    def desks() -> Desks[str, Desk]:
        return Desks(lambda: Known(number))

    async with Client(build(TOOLS, desks)) as client:
        ref = ResourceTemplateReference(uri=SCHEMA_URI)
        found = (await client.complete(ref, {"name": "model", "value": "x_"})).completion
    assert (len(found.values), found.total, found.has_more) == (shown, number, number > shown)
