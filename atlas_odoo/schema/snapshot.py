"""One discovery as it is cached: encoded models by name, and what is known about the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from atlas_odoo.schema.catalogue import Catalogue
from atlas_odoo.schema.codec import catalogue, fingerprint
from atlas_odoo.schema.drift import Drift

FORMAT: Final = 2
"""Raise it when a table of the cache, `codec` or the meaning of anything in the file changes."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a snapshot says about itself. Times are seconds since 1970."""

    version: int
    """Odoo's major version."""
    strategy: str
    token: str | None
    """What the strategy compares to learn whether anything changed."""
    unseen: tuple[str, ...]
    discovered_at: float
    drift: Drift | None = None
    """The last change of the schema; None when there was none since the first discovery."""
    drift_from: float | None = None
    """When the discovery before that change was made."""
    drift_at: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        plain = replace(self, drift=None)
        return {**asdict(plain), "drift": None if self.drift is None else self.drift.as_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """What `as_json` gave. Raises KeyError or TypeError when it is something else."""
        drift = data["drift"]
        rest = {key: value for key, value in data.items() if key not in {"drift", "unseen"}}
        return cls(**rest, unseen=tuple(data["unseen"]), drift=None if drift is None else Drift.from_json(drift))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The models as `codec` encodes them, by name; the facts; and the fingerprint of the models."""

    facts: Facts
    bodies: Mapping[str, str]
    fingerprint: str

    @classmethod
    def of(cls, bodies: Mapping[str, str], facts: Facts) -> Snapshot:
        """A snapshot with its fingerprint worked out."""
        return cls(facts, dict(bodies), fingerprint(bodies))

    def catalogue(self) -> Catalogue:
        """The models, decoded when they are looked at."""
        return catalogue(self.bodies, self.fingerprint, self.facts.version)
