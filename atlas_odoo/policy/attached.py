"""Attachments hold the content of other models' fields: whoever may read attachments must not read those by it."""

from __future__ import annotations

from typing import Final

from atlas_odoo.policy.decide import Deny, Ground
from atlas_odoo.policy.rules import Rules
from atlas_odoo.schema.catalogue import Catalogue, Model

OWNER: Final = ("res_model", "res_field")
"""Where an attachment, or a model that is one (`product.document`), says to what it belongs."""


def is_attachment(model: Model) -> bool:
    """Whether records of `model` may hold what belongs to another."""
    return all(name in model.fields for name in OWNER)


def judge_attached(rules: Rules, catalogue: Catalogue, model: str | None, field: str | None) -> Deny | None:
    """None when what an attachment belongs to is visible: a record of `model`, or the content of its `field`."""
    if not model:
        return None
    if rules.hides_model(model):
        return Deny(Ground.MODEL_HIDDEN, f"It belongs to {model}, which is hidden by atlas-odoo: it holds secrets.")
    if not field:
        return None
    known = catalogue[model].fields.get(field) if model in catalogue else None
    if rules.hides_name(model, field) if known is None else rules.hides_field(model, known):
        return Deny(Ground.FIELD_HIDDEN, f"It is what {model}.{field} holds, which is hidden by atlas-odoo.")
    return None
