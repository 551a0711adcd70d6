"""One call of one Odoo method, as a value; transports turn it into bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict of such."""


class Effect(Enum):
    """What a call may do; only reads are ever tried again."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Context:
    """What a call is made with; passed per call, never kept.

    `companies` are res.company ids, the first is the current one. `tz` does not change what `read` returns:
    datetimes are UTC (seen on 14 and 19). An uninstalled `lang` is refused by Odoo.
    """

    companies: tuple[int, ...] = ()
    lang: str | None = None
    tz: str | None = None
    archived: bool = False
    """Whether archived records are found too."""
    extra: tuple[tuple[str, Json], ...] = ()

    def as_odoo(self) -> dict[str, Json]:
        """The `context` dictionary that Odoo expects."""
        values: dict[str, Json] = dict(self.extra)
        if self.companies:
            values["allowed_company_ids"] = list(self.companies)
        if self.lang:
            values["lang"] = self.lang
        if self.tz:
            values["tz"] = self.tz
        if self.archived:
            values["active_test"] = False
        return values


@dataclass(frozen=True, slots=True)
class Call:
    """`model.method(**arguments)` on the records `ids`, or on the model itself when `ids` is None."""

    model: str
    method: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    ids: tuple[int, ...] | None = None
    context: Context = Context()
    effect: Effect = Effect.READ
    timeout: float | None = None
    """Seconds for this call's answer; None takes the setting."""
