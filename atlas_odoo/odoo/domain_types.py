"""A parsed domain against the types of its fields: values in the one form that every version reads alike. Pure.

Odoo takes many a value that does not fit its field, and answers something else than was asked: with a text for an
image every record (14 and 19), with `"maybe"` for a flag whatever that is false, with `"01/11/2026"` the 11th of
January (14), with a time zone's offset the time without it (14), with a day for a time the records of midnight. Such
terms are refused here, or written as Odoo understands them where their meaning is plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.domain_terms import COMPARISON, EQUALITY, HIERARCHY, MEMBERSHIP, SUBDOMAIN, fault, show
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.odoo.versions import dialect

RELATIONS: Final = frozenset({"many2one", "one2many", "many2many"})
NUMBERS: Final = frozenset({"integer", "float", "monetary"})
TEXTS: Final = frozenset({"char", "text", "html", "selection"})
TIMES: Final = frozenset({"date", "datetime"})
_COMPARING: Final = EQUALITY | COMPARISON | MEMBERSHIP
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]+)?", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?", re.ASCII
)
_DAY: Final = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|week_start"
_RELATIVE: Final = re.compile(rf"(today|now|[+=-]([0-9]+[dwmyHMS]|{_DAY}))( +[+=-]([0-9]+[dwmyHMS]|{_DAY}))*")


def fitted(domain: Domain, type_of: Callable[[str], str | None], major: int, where: ZoneInfo | None = None) -> Domain:
    """The domain with values that fit their fields. Raises DomainInvalid, with the position, for one that cannot.

    `type_of` gives the Odoo type of a dotted path, None where it is not known: such terms stay as they are. A day
    compared with a time means the day in the zone `where` (UTC), on every version.
    """
    return _Fitting(type_of, major, where).domain(domain, "", "")


@dataclass(frozen=True, slots=True)
class _Fitting:
    type_of: Callable[[str], str | None]
    major: int
    where: ZoneInfo | None

    def domain(self, domain: Domain, leading: str, position: str) -> Domain:
        """The fitted domain at `position`, on the model that the path `leading` leads to."""
        return tuple(
            item
            if isinstance(item, str) or not isinstance(item[0], str)
            else self._term(item, leading, f"{position}[{index}]")
            for index, item in enumerate(domain)
        )

    def _term(self, term: Json, leading: str, position: str) -> Json:
        field, operator, value = term
        path = f"{leading}.{field}" if leading else field
        kind = self.type_of(path)
        if kind is None:
            self._check_part(path, position)
            return field, operator, value
        if operator in SUBDOMAIN:
            _require(kind in RELATIONS, operator, path, kind, position)
            return field, operator, self.domain(value, path, f"{position}[2]")
        if operator in HIERARCHY:
            _require(kind in RELATIONS or path.rpartition(".")[2] == "id", operator, path, kind, position)
            return field, operator, value
        if kind == "binary" and not (operator in ("=", "!=") and value is False):
            raise fault(
                f"{path} is a file; Odoo would ignore the term and give every record.",
                position,
                f'Only ["{field}", "=", false] (none) and ["{field}", "!=", false] (some) can be asked.',
            )
        if operator not in _COMPARING:
            return field, operator, value
        if kind in RELATIONS and operator in COMPARISON:
            raise fault(
                f"{path} leads to records, which are not greater or less than each other.",
                position,
                f'Compare a field of theirs, such as "{field}.create_date".',
            )
        if kind == "datetime":
            return self._moment(field, operator, value, position)
        return field, operator, self._each(kind, path, value, f"{position}[2]")

    def _check_part(self, path: str, position: str) -> None:
        """Parts of dates, such as `date_order.month_number`."""
        before, _, part = path.rpartition(".")
        if before and self.type_of(before) in TIMES and not dialect(self.major).date_parts:
            raise fault(
                f"Odoo {self.major} cannot compare {part} of a date.",
                f"{position}[0]",
                "Compare the date itself with a first and a last day.",
            )

    def _each(self, kind: str, path: str, value: Json, position: str) -> Json:
        """Every value of a term; false is "not set" for all types."""
        if isinstance(value, tuple):
            return tuple(self._each(kind, path, item, f"{position}[{at}]") for at, item in enumerate(value))
        if kind == "boolean":
            if not isinstance(value, bool):
                raise fault(f"{path} is true or false, not {show(value)}.", position, "Write true or false.")
            return value
        if value is False:
            return value
        if kind in NUMBERS:
            return _number(kind, path, value, position)
        if kind in TEXTS and not isinstance(value, str):
            form = "a text" if isinstance(value, bool) else show(str(value))
            raise fault(f"{path} is a text, not {show(value)}.", position, f"Write {form}.")
        if kind in RELATIONS and (isinstance(value, bool) or not isinstance(value, int | str)):
            raise fault(
                f"{path} is compared with an id or a name, not {show(value)}.",
                position,
                'For "is set" use "!=" with false.',
            )
        if kind == "date" and not self._is_date(value):
            raise fault(
                f"{path} is a date, not {show(value)}.", position, f'Write a date as "2026-03-14".{self._words()}'
            )
        return value

    def _is_date(self, value: Json) -> bool:
        return isinstance(value, str) and (_date(value) is not None or self._relative(value))

    def _relative(self, value: Json) -> bool:
        return isinstance(value, str) and dialect(self.major).relative_dates and bool(_RELATIVE.fullmatch(value))

    def _words(self) -> str:
        return ' "today -7d" works too.' if dialect(self.major).relative_dates else ""

    def _moment(self, field: str, operator: str, value: Json, position: str) -> Json:
        """A term on a time: times in UTC, days as the first moment of the day or of the one after it."""
        if isinstance(value, tuple):
            return (
                field,
                operator,
                tuple(self._utc(field, item, f"{position}[2][{at}]") for at, item in enumerate(value)),
            )
        day = _date(value)
        if day is None:
            return field, operator, self._utc(field, value, f"{position}[2]")
        if operator not in COMPARISON:
            after = day + timedelta(days=1) if day < date.max else day
            raise fault(
                f"{field} holds times: no record has {show(value)} itself.",
                f"{position}[2]",
                f'Write ["{field}", ">=", "{day}"], ["{field}", "<", "{after}"] for that day.',
            )
        if operator in (">", "<=") and day < date.max:
            operator, day = {">": ">=", "<=": "<"}[operator], day + timedelta(days=1)
        return field, operator, _as_odoo(datetime.combine(day, time(), self.where or UTC))

    def _utc(self, field: str, value: Json, position: str) -> Json:
        if value is False or self._relative(value):
            return value
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                pass  # such as the 31st of April
            else:
                return _as_odoo(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        raise fault(
            f"{field} is a time, not {show(value)}.",
            position,
            'Write a time in UTC as "2026-03-14 08:00:00", or with its zone as "2026-03-14T09:00:00+01:00".'
            + self._words(),
        )


def _require(fits: bool, operator: str, path: str, kind: str, position: str) -> None:  # noqa: FBT001 -- its subject
    if not fits:
        raise fault(
            f'"{operator}" is for fields that lead to records; {path} is a {kind} field.',
            f"{position}[1]",
            "Use another operator.",
        )


def _number(kind: str, path: str, value: Json, position: str) -> Json:
    number = value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        number = float(value) if "." in value else int(value)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise fault(f"{path} is a number, not {show(value)}.", position, "Write a number.")
    if kind == "integer" and isinstance(number, float):
        if not number.is_integer():
            raise fault(f"{path} is a whole number, not {show(value)}.", position, "Write a whole number.")
        return int(number)
    return number


def _date(value: Json) -> date | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _as_odoo(moment: datetime) -> str:
    """A time as Odoo stores and compares it: UTC, whole seconds."""
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    except OverflowError:  # the first or last day there is, in a zone away from UTC
        return moment.strftime("%Y-%m-%d %H:%M:%S")
