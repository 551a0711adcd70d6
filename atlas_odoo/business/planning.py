"""From arguments to a plan, against a schema that is fresh enough to say that a name does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import FieldMissing, ModelMissing
from atlas_odoo.schema.catalogue import Catalogue

T = TypeVar("T")


async def planned(desk: Desk, model: str, plan: Callable[[Catalogue], T]) -> T:
    """What the pure function `plan` makes of the tenant's catalogue.

    A field that the cached schema lacks may have been added since: the model is read again, once, before it is called
    missing. A model that a path leads to is asked for as the first one is. Raises what `plan` raises, and ModelMissing,
    ModelHidden, or AccessDenied with the groups that may see a model.
    """
    await desk.gateway.model(model)
    try:
        return plan(await desk.gateway.catalogue())
    except FieldMissing:
        if not await desk.gateway.renew(model):
            raise
    except ModelMissing as missing:
        await desk.gateway.model(missing.model or model)
    return plan(await desk.gateway.catalogue())
