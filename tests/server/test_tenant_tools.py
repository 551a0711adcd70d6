"""The tools of one connection: calls that come at once after a change of the schema make them once."""

from __future__ import annotations

import asyncio
from typing import cast

from atlas_odoo.business.desk import Desk
from atlas_odoo.connections.connection import Connection
from atlas_odoo.objects.bound import Binding
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_making import Offer, SurfaceMaker
from atlas_odoo.server.tenant_tools import TenantTools
from tests.business.tenants import spoken
from tests.connections.samples import PRODUCTION


class Drifting:
    """A desk of a tenant whose schema changes; it also makes the offers, and counts them."""

    def __init__(self) -> None:
        self.now = spoken()
        self.made: list[Binding] = []

    async def binding(self) -> Binding:
        return self.now

    async def learnt(self, _connection: Connection, _facts: Facts, binding: Binding) -> Offer:
        self.made.append(binding)
        await asyncio.sleep(0.02 / len(self.made))  # one that was begun sooner would be ready later
        return Offer((), (), Surface(str(len(self.made)), ()))


async def test_calls_at_once_after_a_change_share_the_tools_that_are_made_once() -> None:
    tenant = Drifting()
    station = TenantTools(cast("Desk", tenant), PRODUCTION, Facts(), cast("SurfaceMaker", tenant))
    first, *others = await asyncio.gather(*(station.kit() for _ in range(4)))
    assert all(kit is first for kit in others)
    before = asyncio.create_task(station.kit())
    tenant.now = spoken()
    await asyncio.gather(before, *(station.kit() for _ in range(4)))
    assert len(tenant.made) == 2
    assert tenant.made[-1] is tenant.now
