"""From arguments to a plan, against a schema that is fresh enough to say that a name does not exist."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.subject import Subject, missing, object_called
from atlas_odoo.errors import FieldMissing, ModelMissing
from atlas_odoo.objects.bound import Binding

T = TypeVar("T")


async def planned(desk: Desk, name: str, plan: Callable[[Binding], T]) -> T:
    """What the pure function `plan` makes of the tenant's objects; `name` is the object or model that it is about.

    A field that the cached schema lacks may have been added since: the model is read again, once, before it is called
    missing. A model that a path leads to is asked for as the first one is. Raises what `plan` raises, and ModelMissing,
    ModelHidden, or AccessDenied with the groups that may see a model.
    """
    model = (await subject_at(desk, name)).model.name
    try:
        return plan(await desk.binding())
    except FieldMissing:
        if not await desk.gateway.renew(model):
            raise
    except ModelMissing as unknown:
        await desk.gateway.model(unknown.model or model)
    return plan(await desk.binding())


async def renewed(desk: Desk, ask: Callable[[], Awaitable[T]]) -> T:
    """What `ask` gives; asked once more when Odoo lacks a field and the cached schema turns out to be an old one.

    Raises what `ask` raises.
    """
    try:
        return await ask()
    except FieldMissing as missing:
        if missing.model is None or not await desk.gateway.renew(missing.model):
            raise
    return await ask()


async def subject_at(desk: Desk, name: str) -> Subject:
    """The object or model called `name`; one that the schema lacks is asked for, it may be new or a wizard.

    Raises ModelMissing with near names of both kinds, ModelHidden, or AccessDenied with the groups that may see it.
    """
    binding = await desk.binding()
    bound = object_called(binding, name)
    if bound is not None:
        return Subject(binding, bound.model, bound)
    try:
        model = await desk.gateway.model(name)
    except ModelMissing as unknown:
        raise missing(binding, name, unknown) from None
    return Subject(await desk.binding(), model)
