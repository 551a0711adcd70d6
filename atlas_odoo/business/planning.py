"""From arguments to a plan, against a schema that is fresh enough to say that a name does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import FieldMissing
from atlas_odoo.schema.catalogue import Catalogue

T = TypeVar("T")


async def planned(desk: Desk, model: str, plan: Callable[[Catalogue], T]) -> T:
    """What the pure function `plan` makes of the tenant's catalogue.

    A field that the cached schema lacks may have been added since: the model is read again, once, before it is called
    missing. Raises what `plan` raises, and ModelMissing or ModelHidden.
    """
    await desk.gateway.model(model)
    try:
        return plan(await desk.gateway.catalogue())
    except FieldMissing:
        if not await desk.gateway.renew(model):
            raise
    return plan(await desk.gateway.catalogue())
