"""Every field that a plan touches, wherever it stands. What a decision judges is this list and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.plan import Aggregate, Compute, Content, Measure, Read, ReadIds, Spec
from atlas_odoo.policy.computing import ONCHANGE
from atlas_odoo.policy.use import Use
from atlas_odoo.policy.uses_of_onchange import of_onchange

Plan = Read | ReadIds | Aggregate | Compute | Content
"""What can be decided on."""

_ORDER_TERM: Final = re.compile(
    r"\s*(?P<path>[a-z_]\w*(?:\.\w+)*)(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*",
    re.IGNORECASE | re.ASCII,
)


def uses(plan: Plan) -> Iterator[Use]:
    """All uses of a plan, in reading order."""
    if isinstance(plan, Aggregate):
        yield from _of_aggregate(plan)
    elif isinstance(plan, Content):
        yield Use(plan.field, "field")
    elif isinstance(plan, Compute):
        yield from of_onchange(plan.arguments) if plan.method == ONCHANGE else ()
    else:
        yield from _of_reading(plan)


def _of_reading(plan: Read | ReadIds) -> Iterator[Use]:
    yield from _of_specs(plan.fields, "")
    if isinstance(plan, Read):
        for path, position in domains.paths(plan.domain):
            yield Use(path, f"domain{position}")
        yield from _of_order(plan.order)


def _of_specs(specs: tuple[Spec, ...], leading: str) -> Iterator[Use]:
    for spec in specs:
        path = f"{leading}{spec.name}"
        yield Use(path, "fields", spec)
        yield from _of_specs(spec.fields, f"{path}.")


def _of_order(order: str | None) -> Iterator[Use]:
    for term in order.split(",") if order else ():
        match = _ORDER_TERM.fullmatch(term)
        yield Use(match["path"] if match else None, "order")


def _of_aggregate(plan: Aggregate) -> Iterator[Use]:
    for path, position in domains.paths(plan.domain):
        yield Use(path, f"domain{position}")
    for grouping in plan.group_by:
        yield Use(grouping.field, "group_by")
    for measure in plan.measures:
        yield Use(measure.field, "measures")
    for having in plan.having:
        yield Use(having.measure.field, "having")
    for key, _ in plan.order:
        yield Use(key.field, "measures" if isinstance(key, Measure) else "order")
