"""Odoo domains from JSON: parsed, validated, combined. Pure; nothing is ever evaluated or guessed.

A domain is a list of terms `[field, operator, value]` in prefix notation: `"&"` and `"|"` take the two
expressions after them, `"!"` the one after it, and expressions that no operator takes are all required.
`parse` gives a plan's `Domain`: the same in tuples, operators in their usual spelling, null as False.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.domain_terms import (
    FALSE_TERM,
    OPERATORS,
    SUBDOMAIN,
    SYNONYMS,
    TRUE_TERM,
    fault,
    field_of,
    operator_of,
    show,
    triple,
    value_of,
)
from atlas_odoo.odoo.plan import Domain

__all__ = ["MAX_DEPTH", "MAX_TERMS", "parse", "paths", "terms", "to_odoo"]

ARITY = {"!": 1, "&": 2, "|": 2}
MAX_DEPTH = 100
"""Levels of nesting: changes between & | !, and subdomains. A chain of one operator is one level."""
MAX_TERMS = 1_000
"""Terms and operators in one domain, subdomains included."""
MAX_CHARACTERS = 2_000_000
"""A domain given as JSON text."""

_EXAMPLE = '[["state", "=", "sale"], "|", ["amount_total", ">", 100], ["partner_id.name", "ilike", "azure"]]'
_SHAPE = f"A domain is a list of terms, such as {_EXAMPLE}; [] means all records."
_WORDS = {"and": "&", "or": "|", "not": "!", "&&": "&", "||": "|", "~": "!", "AND": "&", "OR": "|", "NOT": "!"}


def parse(value: Json, major: int | None = None) -> Domain:
    """The validated domain of a decoded JSON value, or of a text that holds JSON (agents send it so).

    `major` is Odoo's version: operators that it does not have are refused. Raises DomainInvalid with the position
    of the fault, a path into the value such as `[2][1]`; nothing else, whatever the value is.
    """
    if isinstance(value, str):
        value = _decoded(value)
    return _Parser(major).domain(value, "", MAX_DEPTH)


def paths(domain: Domain) -> Iterator[tuple[str, str]]:
    """Every (field path, position) that a validated domain compares.

    A term inside `any` counts with the path that leads there: `["order_line", "any", [["product_id", "=", 5]]]`
    gives `order_line` and `order_line.product_id`.
    """
    for path, _, _, position in terms(domain):
        yield path, f"{position}[0]"


def terms(domain: Domain, leading: str = "", position: str = "") -> Iterator[tuple[str, str, Json, str]]:
    """Every (field path, operator, value, position of the term) of a validated domain; as for `paths` inside `any`."""
    for index, item in enumerate(domain):
        if isinstance(item, str) or item in (TRUE_TERM, FALSE_TERM):
            continue
        field, operator, value = item
        path = f"{leading}.{field}" if leading else field
        here = f"{position}[{index}]"
        yield path, operator, value, here
        if operator in SUBDOMAIN:
            yield from terms(value, path, f"{here}[2]")


def to_odoo(domain: Domain) -> list[Json]:
    """The domain as JSON lists, for a call."""
    return [item if isinstance(item, str) else _term_to_odoo(item) for item in domain]


def _term_to_odoo(term: Json) -> list[Json]:
    field, operator, value = term
    if operator in SUBDOMAIN:
        return [field, operator, to_odoo(value)]
    return [field, operator, list(value) if isinstance(value, tuple) else value]


def _decoded(text: str) -> Json:
    if len(text) > MAX_CHARACTERS:
        raise fault(f"a text of {len(text)} characters.", "", f"{MAX_CHARACTERS} characters are the most.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        # No cause: it would repeat the text, and Python's message says nothing that the advice does not.
        raise DomainInvalid(
            f"Malformed domain: the text {show(text)} is not JSON.",
            position="",
            advice=f"{_SHAPE} JSON has double quotes, square brackets, and true, false, null instead of Python's "
            "True, False, None.",
        ) from None
    if isinstance(value, str):
        raise fault("JSON inside JSON.", "", "Send the list itself, quoted once at most.")
    return value


class _Parser:
    """One parse; counts the terms over all subdomains."""

    def __init__(self, major: int | None) -> None:
        self._major = major
        self._left = MAX_TERMS

    def domain(self, value: Json, position: str, depth: int) -> Domain:
        """The domain that stands at `position` and may be `depth` levels deep."""
        if not isinstance(value, list | tuple):
            raise fault(f"{show(value)} is not a list.", position, _SHAPE)
        self._left -= len(value)
        if self._left < 0:
            raise fault(
                f"more than {MAX_TERMS} terms.", position, 'Use "in" with a list of values instead of many terms.'
            )
        if depth <= 0:
            raise fault(f"more than {MAX_DEPTH} levels.", position, "Write the condition with fewer levels.")
        _forgotten_list(value, position)
        items = tuple(self._item(item, f"{position}[{index}]", depth) for index, item in enumerate(value))
        _check_operands(items, position, depth)
        return items

    def _item(self, item: Json, position: str, depth: int) -> Json:
        if isinstance(item, list | tuple):
            return self._term(item, position, depth)
        if isinstance(item, str) and item in ARITY:
            return item
        if isinstance(item, str) and item.strip() in _WORDS:
            sign = _WORDS[item.strip()]
            raise fault(
                f"{show(item)} is not an operator here.",
                position,
                f'Write "{sign}" before its {"term" if sign == "!" else "two terms"}, such as '
                + ('["!", ["a", "=", 1]].' if sign == "!" else f'["{sign}", ["a", "=", 1], ["b", "=", 2]].'),
            )
        if isinstance(item, dict):
            parts = [item.get(key) for key in ("field", "operator", "value")]
            advice = f"Write {show(parts)}." if set(item) == {"field", "operator", "value"} else _SHAPE
            raise fault("an object where a term is expected.", position, advice)
        raise fault(f"{show(item)} is neither a term nor one of & | !.", position, _SHAPE)

    def _term(self, item: Json, position: str, depth: int) -> Json:
        if item and isinstance(item[0], str) and item[0] in ARITY:
            raise fault(
                f'the operator "{item[0]}" in a list of its own.',
                position,
                "Do not nest lists: operators stand beside their terms in the one outer list, such as "
                '["|", ["state", "=", "draft"], ["state", "=", "sent"]].',
            )
        field, operator, value = triple(item, position)
        if type(field) is int or isinstance(field, bool):
            return _constant(item, position)
        path = field_of(field, f"{position}[0]")
        name = operator_of(operator, f"{position}[1]", self._major)
        if name in SUBDOMAIN:
            return path, name, self.domain(value, f"{position}[2]", depth - 1)
        return path, name, value_of(name, value, f"{position}[2]")


def _constant(item: Json, position: str) -> Json:
    """Odoo's two constant terms; 1 and true are the same to Python but not to us."""
    for constant in (TRUE_TERM, FALSE_TERM):
        if tuple(item) == constant and all(
            type(part) is type(other) for part, other in zip(item, constant, strict=True)
        ):
            return constant
    raise fault(
        f"{show(item)} compares no field.",
        position,
        'The only terms without a field are [1, "=", 1] for all records and [0, "=", 1] for none.',
    )


def _forgotten_list(value: Json, position: str) -> None:
    """A single term without the list around it, the commonest slip of all."""
    if (
        len(value) == 3  # noqa: PLR2004 - a term has three parts
        and isinstance(value[0], str)
        and value[0] not in ARITY
        and isinstance(value[1], str)
        and SYNONYMS.get(value[1], value[1].lower()) in OPERATORS
    ):
        raise fault("one term without the list around it.", position, f"Write [{show(value)}].")


def _check_operands(items: Domain, position: str, depth: int) -> None:
    """Every operator has its operands, and the nesting stays within `depth`. Reads from the right, as Odoo does."""
    stack: list[tuple[str | None, int]] = []
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if not isinstance(item, str):
            stack.append((None, 0))
            continue
        wanted = ARITY[item]
        if len(stack) < wanted:
            found = f"{len(stack)} of its {wanted} operands" if wanted > 1 else "nothing to negate"
            raise fault(
                f'"{item}" has {found} after it.',
                f"{position}[{index}]",
                '"&" and "|" need two terms after them, "!" one: '
                + ('["!", ["a", "=", 1]].' if wanted == 1 else f'["{item}", ["a", "=", 1], ["b", "=", 2]].'),
            )
        operands = [stack.pop() for _ in range(wanted)]
        # Odoo flattens chains such as "|", "|", a, b, c: only a change of operator nests.
        level = max(below + (item == "!" or inner != item) for inner, below in operands)
        if level > depth:
            raise fault(
                f"more than {MAX_DEPTH} levels.", f"{position}[{index}]", "Write the condition with fewer levels."
            )
        stack.append((item, level))
