"""Every field that a plan touches, wherever it stands. What a decision judges is this list and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.plan import Aggregate, Measure, Read, ReadIds, Spec

Plan = Read | ReadIds | Aggregate
"""What can be decided on."""

_ORDER_TERM: Final = re.compile(
    r"\s*(?P<path>[a-z_]\w*(?:\.\w+)*)(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Use:
    """One field path and where it stands. `spec` says what a nested read believes about the field.

    `path` is None for a text that cannot be read as a path; it can only be refused.
    """

    path: str | None
    where: str
    spec: Spec | None = None


def uses(plan: Plan) -> Iterator[Use]:
    """All uses of a plan, in reading order."""
    if isinstance(plan, Aggregate):
        yield from _of_aggregate(plan)
        return
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
