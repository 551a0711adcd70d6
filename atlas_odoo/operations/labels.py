"""Values of selections as people see them in this tenant: `Nothing to Invoice` instead of `no`. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_odoo.odoo.call import Json

if TYPE_CHECKING:
    from atlas_odoo.operations.work import Work


def label(work: Work, object: str, path: str, value: Json) -> Json:  # noqa: A002 -- the word of this project for it
    """The label of `value` in the selection that a business path such as `transfers.state` leads to.

    The value itself where it has none; None for a field that the tenant lacks.
    """
    bound = work.object(object)
    if value is None or not bound.has(path):
        return None
    field = work.catalogue.path(bound.model.name, bound.path(path))[-1]
    return dict(field.selection).get(value, value) if isinstance(value, str) else value
