"""One field that a plan touches."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_odoo.odoo.plan import Spec


@dataclass(frozen=True, slots=True)
class Use:
    """One field path and where it stands. `spec` says what a nested read believes about the field.

    `path` is None for a text that cannot be read as a path; it can only be refused.
    """

    path: str | None
    where: str
    spec: Spec | None = None
