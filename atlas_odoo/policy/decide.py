"""The decision: rules, a plan and the tenant's catalogue in; allow or deny out. Pure, total, closed on doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Generic, TypeVar

from atlas_odoo.odoo.plan import Compute
from atlas_odoo.policy.computing import ONCHANGE
from atlas_odoo.policy.rules import Rules
from atlas_odoo.policy.use import Use
from atlas_odoo.policy.uses import Plan, uses
from atlas_odoo.schema.catalogue import Catalogue, Field

PARTS: Final = frozenset({"date", "datetime"})
"""Types after which a path may go on by one step that is no field: `date_order.month_number`.

Not so properties: their names are random, what they hold only their records say.
"""


class Ground(Enum):
    """Why a plan is denied."""

    MODEL_HIDDEN = auto()
    FIELD_HIDDEN = auto()
    UNRESOLVED = auto()
    """A name that the catalogue cannot follow: what it is cannot be told, so it is not sent."""
    NOT_COMPUTING = auto()
    """A method that is not known to save nothing."""
    NO_DOCUMENT = auto()
    """A model whose records are not given as a document."""


P = TypeVar("P", bound=Plan)


@dataclass(frozen=True, slots=True)
class Allow(Generic[P]):
    """The plan may be carried out as it stands here; rules may have narrowed it."""

    plan: P


@dataclass(frozen=True, slots=True)
class Deny:
    """The plan is refused as a whole; `reason` is for the person or agent who asked."""

    ground: Ground
    reason: str


def decide(rules: Rules, plan: P, catalogue: Catalogue) -> Allow[P] | Deny:
    """Deny the first use of a hidden or unresolvable name, wherever it stands; else allow the plan."""
    if rules.hides_model(plan.model):
        return Deny(Ground.MODEL_HIDDEN, f"{plan.model} is hidden by atlas-odoo: it holds secrets.")
    for key, _ in plan.context.extra:
        if key not in rules.context_keys:
            return Deny(Ground.UNRESOLVED, f"{key!r} in the context is not something that Odoo computes figures by.")
    if isinstance(plan, Compute):
        denied = _judge_method(rules, plan)
        if denied is not None or plan.method != ONCHANGE:
            return denied or Allow(plan)
    if plan.model not in catalogue:
        return Deny(Ground.UNRESOLVED, f"{plan.model} is not in the schema of this tenant.")
    for use in uses(plan):
        denied = _judge(rules, plan.model, use, catalogue)
        if denied is not None:
            return denied
    return Allow(plan)


def judge_document(rules: Rules, model: str) -> Deny | None:
    """None when records of `model` are given as a PDF, and all that it tells is visible."""
    if rules.hides_model(model):
        return Deny(Ground.MODEL_HIDDEN, f"{model} is hidden by atlas-odoo: it holds secrets.")
    if model not in rules.documents:
        return Deny(
            Ground.NO_DOCUMENT, f"There is no PDF of {model}, only of {', '.join(rules.documents) or 'nothing'}."
        )
    return _judge_told(rules, f"The PDF of {model}", rules.documents[model])


def _judge_method(rules: Rules, plan: Compute) -> Deny | None:
    """None when the method is on the list and all that it tells is visible.

    Reports are in no schema, and what they tell may have another type there: names alone are judged.
    """
    told = rules.computing.get((plan.model, plan.method))
    if told is None:
        return Deny(
            Ground.NOT_COMPUTING,
            f"{plan.model}.{plan.method} is not on the list of methods that compute and save nothing.",
        )
    return _judge_told(rules, f"{plan.model}.{plan.method}", told)


def _judge_told(rules: Rules, what: str, told: Iterable[str]) -> Deny | None:
    """None when none of the fields `told`, as `model.field`, is hidden."""
    for path in told:
        model, _, name = path.rpartition(".")
        if rules.hides_name(model, name):
            return Deny(Ground.FIELD_HIDDEN, f"{what} would tell {path}, which atlas-odoo hides.")
    return None


def _judge(rules: Rules, model: str, use: Use, catalogue: Catalogue) -> Deny | None:
    """Follow one path from `model`; None when every step of it is known and visible."""
    if use.path is None:
        return Deny(Ground.UNRESOLVED, f"{use.where} holds something that is not a list of fields.")
    here: str | None = model
    last: Field | None = None
    for name in use.path.split("."):
        if last is not None and last.type in PARTS and use.spec is None:
            here, last = None, None  # nothing can follow a part of a date
            continue
        last = catalogue[here].fields.get(name) if here is not None and here in catalogue else None
        if here is None or last is None:
            return _unresolved(use, name)
        if rules.hides_field(here, last):
            return Deny(
                Ground.FIELD_HIDDEN,
                f"{here}.{name} is hidden by atlas-odoo: it may hold a secret (asked for in {use.where}).",
            )
        here = last.relation
    if use.spec is not None and (last is None or (use.spec.type, use.spec.relation) != (last.type, last.relation)):
        return _unresolved(use, use.spec.name)
    return None


def _unresolved(use: Use, name: str) -> Deny:
    return Deny(
        Ground.UNRESOLVED,
        f"{name!r} in {use.where} ({use.path}) is not a field that the schema of this tenant can follow.",
    )
