"""The terms of a domain: which operators there are, since which Odoo, and what each may be compared with.

A term is taken only when Odoo 14 to 19 agree on what it means. What Odoo quietly reads as "every record"
(`["name", "ilike", false]`), as "not set" (`["id", "=", []]`) or as record 1 (`["id", "child_of", true]`) is
refused here: a slip of the caller must never become a wider question than the one that was asked.
"""

from __future__ import annotations

import json
import math
import re

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.versions import OPERATORS_SINCE

EQUALITY = frozenset({"=", "!=", "=?"})
COMPARISON = frozenset({"<", ">", "<=", ">="})
PATTERN = frozenset({"like", "not like", "ilike", "not ilike", "=like", "=ilike", "not =like", "not =ilike"})
MEMBERSHIP = frozenset({"in", "not in"})
HIERARCHY = frozenset({"child_of", "parent_of"})
SUBDOMAIN = frozenset({"any", "not any"})
OPERATORS = EQUALITY | COMPARISON | PATTERN | MEMBERSHIP | HIERARCHY | SUBDOMAIN

SYNONYMS = {"<>": "!=", "==": "="}
"""Spellings that Odoo takes with the very same meaning; 19 warns about them."""

BYPASSING = frozenset({"any!", "not any!"})
"""Operators of 19 that search the related model without its access rules."""

TRUE_TERM = (1, "=", 1)
FALSE_TERM = (0, "=", 1)

MAX_VALUES = 100_000
"""Values in one `in` list."""
MAX_TEXT = 10_000
"""Characters in one text."""
_LARGEST = 2**63 - 1
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z0-9_$]+){0,15}", re.ASCII)
_MAX_PATH = 300
_TRIPLE = 3
_FORM = 'A term is a list of three: [field, operator, value], such as ["state", "=", "sale"].'


def fault(message: str, position: str, advice: str) -> DomainInvalid:
    """The error to raise; `position` is put into the message too, since that is what an agent reads."""
    where = f" at {position}" if position else ""
    return DomainInvalid(f"Malformed domain{where}: {message}", position=position, advice=advice)


def show(value: Json) -> str:
    """A value as JSON, short enough for a message."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=repr)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - about one line


def field_of(value: Json, position: str) -> str:
    """The checked field or dotted path of a term."""
    if not isinstance(value, str):
        raise fault(f"the field must be a text, not {show(value)}.", position, _FORM)
    if len(value) > _MAX_PATH or not _PATH.fullmatch(value):
        raise fault(
            f"{show(value)} is not a field name or a dotted path.",
            position,
            'Write a technical field name such as "partner_id" or a path such as "partner_id.country_id.code".',
        )
    return value


def operator_of(value: Json, position: str, major: int | None) -> str:
    """The checked operator of a term in its usual spelling; `major` is Odoo's version when known."""
    if not isinstance(value, str):
        raise fault(f"the operator must be a text, not {show(value)}.", position, _FORM)
    name = SYNONYMS.get(value, value.lower())
    if name in BYPASSING:
        raise fault(
            f"{show(value)} searches without the access rules of the related model and is never sent.",
            position,
            f'Use "{name[:-1]}", which keeps them.',
        )
    if name not in OPERATORS:
        raise fault(
            f"{show(value)} is not an operator.", position, f"The operators are: {', '.join(sorted(known(major)))}."
        )
    since = OPERATORS_SINCE.get(name, 0)
    if major is not None and major < since:
        instead = (
            'Use a dotted path instead, such as ["order_line.product_id", "=", 5].'
            if name in SUBDOMAIN
            else f'Put "!" before the term and use "{name.removeprefix("not ")}".'
        )
        raise fault(f'the operator "{name}" exists since Odoo {since}; this is Odoo {major}.', position, instead)
    return name


def known(major: int | None) -> frozenset[str]:
    """The operators of a version; all of them when it is not known."""
    return (
        OPERATORS if major is None else frozenset(name for name in OPERATORS if OPERATORS_SINCE.get(name, 0) <= major)
    )


def value_of(operator: str, value: Json, position: str) -> Json:
    """The checked value of a term whose operator does not take a subdomain; lists become tuples, null becomes False.

    Odoo writes "not set" as False; None in an `in` list would be compared with NULL, which is never true.
    """
    if operator in EQUALITY:
        return _equal(operator, value, position)
    if operator in COMPARISON:
        return _compared(operator, value, position)
    if operator in PATTERN:
        return _pattern(operator, value, position)
    if operator in MEMBERSHIP:
        return _members(operator, value, position)
    return _relatives(operator, value, position)


def _equal(operator: str, value: Json, position: str) -> Json:
    if isinstance(value, list | tuple):
        listing = "not in" if operator == "!=" else "in"
        raise fault(
            f'"{operator}" compares with one value, not a list.', position, f'Use "{listing}" with a list of values.'
        )
    return _scalar(value, position)


def _compared(operator: str, value: Json, position: str) -> Json:
    checked = _scalar(value, position)
    if isinstance(checked, bool) or checked == "":
        raise fault(
            f'"{operator}" compares with a number or a date, not {show(value)}.',
            position,
            'Give a number, a date "2026-03-14" or a time in UTC "2026-03-14 08:00:00"; '
            'for "is set" use "!=" with false.',
        )
    return checked


def _pattern(operator: str, value: Json, position: str) -> Json:
    if not isinstance(value, str):
        advice = (
            f"Write it as a text: {show(str(value))}."
            if isinstance(value, int | float) and not isinstance(value, bool)
            else 'Give one text; for "is not set" use "=" with false, for one of several put "|" between terms.'
        )
        raise fault(f'"{operator}" compares with a text, not {show(value)}.', position, advice)
    if not value:
        raise fault(
            f'"{operator}" with an empty text would match every record or none.',
            position,
            'Leave the term out for every record; use "=" or "!=" with false for not set or set.',
        )
    return _scalar(value, position)


def _members(operator: str, value: Json, position: str) -> Json:
    if not isinstance(value, list | tuple):
        raise fault(f'"{operator}" compares with a list, not {show(value)}.', position, f"Write [{show(value)}].")
    _bounded(value, position)
    return tuple(_scalar(item, f"{position}[{index}]") for index, item in enumerate(value))


def _relatives(operator: str, value: Json, position: str) -> Json:
    several = isinstance(value, list | tuple)
    if several:
        _bounded(value, position)
    checked = tuple(
        _scalar(item, f"{position}[{index}]" if several else position)
        for index, item in enumerate(value if several else [value])
    )
    whole = all(type(item) is int for item in checked)
    if not whole and not all(isinstance(item, str) and item for item in checked):
        raise fault(
            f'"{operator}" takes an id, a name, or a list of ids or of names, not {show(value)}.',
            position,
            f'Write ["parent_id", "{operator}", 5] or ["parent_id", "{operator}", [5, 7]].',
        )
    return checked if several else checked[0]


def _bounded(values: Json, position: str) -> None:
    if len(values) > MAX_VALUES:
        raise fault(f"a list of {len(values)} values; {MAX_VALUES} is the most.", position, "Ask in several calls.")


def _scalar(value: Json, position: str) -> Json:
    """One comparable value: a text, a number, true, false, or null, which Odoo writes as False."""
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise fault("a number beyond 64 bits.", position, "Give a number that Odoo can store.")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise fault("a number that is not finite.", position, "Give a finite number.")
        return value
    if isinstance(value, str):
        return _text(value, position)
    raise fault(
        f"{show(value)} is not a value that a field can be compared with.",
        position,
        'Values are texts, numbers, true, false or null; dates are texts such as "2026-03-14".',
    )


def _text(value: str, position: str) -> str:
    if len(value) > MAX_TEXT:
        raise fault(
            f"a text of {len(value)} characters; {MAX_TEXT} is the most.", position, "Search for a shorter text."
        )
    # PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair: both would surface as a fault inside the server.
    try:
        value.encode()
    except UnicodeEncodeError:
        broken = True
    else:
        broken = "\0" in value
    if broken:
        raise fault("a text with a character that no database can hold.", position, "Remove NUL and broken characters.")
    return value


def triple(value: Json, position: str) -> tuple[Json, Json, Json]:
    """The three parts of a term, not checked yet."""
    if len(value) == _TRIPLE:
        return value[0], value[1], value[2]
    if value and all(isinstance(item, list | tuple) for item in value):
        raise fault(
            "a list of terms where a term is expected.",
            position,
            "Do not nest lists: the operators & | ! stand beside their terms in the one outer list, such as "
            '["|", ["state", "=", "draft"], ["state", "=", "sent"]].',
        )
    raise fault(f"a term of {len(value)} parts: {show(value)}.", position, _FORM)
