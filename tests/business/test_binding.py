"""The binding of one connection, asked for by many at once while the schema changes under it."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import get_ident

from atlas_odoo.business.binding import Bindings
from atlas_odoo.objects.bound import Binding
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Catalogue, Model
from tests.business.tenants import MODELS, OWN, whole


class Tenant:
    """A tenant whose catalogue is seen through another view each time, as by gateways in several companies."""

    def __init__(self) -> None:
        self.whole = whole()

    async def catalogue(self) -> VisibleCatalogue:
        return VisibleCatalogue(BUILT_IN, self.whole)


async def test_all_who_ask_share_one_binding_whatever_company_they_are_in() -> None:
    bindings, tenant = Bindings((OWN,)), Tenant()
    first, *others = await asyncio.gather(*(bindings.current(tenant.catalogue) for _ in range(5)))
    assert all(other is first for other in others)
    assert "order" in first.objects


async def test_after_a_change_nobody_is_left_with_or_brings_back_the_old_one() -> None:
    bindings, tenant = Bindings((OWN,)), Tenant()
    old = await bindings.current(tenant.catalogue)
    asked: list[asyncio.Task[Binding]] = []
    for _ in range(3):
        tenant.whole = whole()
        asked.append(asyncio.create_task(bindings.current(tenant.catalogue)))
        await asyncio.sleep(0)
    await asyncio.gather(*asked)
    now = await bindings.current(tenant.catalogue)
    assert now is not old
    assert asked[-1].result() is now


async def test_it_is_made_in_a_thread_so_that_others_work_meanwhile() -> None:
    threads: set[int] = set()

    def load(name: str) -> Model:
        threads.add(get_ident())
        return MODELS[name]

    tenant = Tenant()
    tenant.whole = Catalogue({name: partial(load, name) for name in MODELS}, fingerprint="hand", version=19)
    assert (await Bindings((OWN,)).current(tenant.catalogue)).objects
    assert threads
    assert get_ident() not in threads
