"""What Test & Save takes, tells, asks and gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas_odoo.connections.connection import Connection
from atlas_odoo.odoo.call import Json


class Outcome(StrEnum):
    """How a step ended. Only `failed` keeps a connection from being saved."""

    OK = "ok"
    NOTE = "note"
    """Fine, and worth reading: something was mended, guessed, empty or not installed."""
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """One finished step: its name, how it ended, in words, how long it took, and the same as data in `facts`."""

    name: str
    outcome: Outcome
    text: str
    seconds: float
    facts: Mapping[str, Json] = field(default_factory=dict)

    def as_data(self) -> dict[str, Json]:
        """The step as one flat JSON object."""
        return {
            "step": self.name,
            "outcome": self.outcome.value,
            "text": self.text,
            "seconds": round(self.seconds, 3),
            **self.facts,
        }


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: `label` is what a person reads and may type, `value` what is sent back, `hint` stands behind."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can decide. With `options` the answer is the `value` of one of them."""

    text: str
    options: tuple[Option, ...] = ()
    suggestion: Option | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """What somebody wants to connect with, before any of it is proven. `url` is as it was typed.

    `name` None takes the database's name. `database` None means: look it up. `company` is a name or an id.
    `saved` is the connection that is tested again or replaced.
    """

    url: str
    login: str
    secret: str
    name: str | None = None
    database: str | None = None
    company: str | None = None
    allow_admin: bool = False
    saved: Connection | None = None

    def __repr__(self) -> str:
        return f"Draft(url={self.url!r}, login={self.login!r}, database={self.database!r}, secret=***)"


@dataclass(frozen=True, slots=True)
class Checked:
    """What passed, as a connection that can be saved, and every step that led there."""

    connection: Connection
    steps: tuple[Step, ...]


Event = Step | Question | Checked
