"""Random domains, and a reading of them that shares no code with the product."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Record = dict[str, Any]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def matches(domain: Any, record: Record) -> bool:
    """Whether `record` matches `domain`: plain recursive descent from the left."""
    items = list(domain)
    outcome = True
    while items:
        value, items = _expression(items, record)
        outcome = outcome and value
    return outcome


def _expression(items: list[Any], record: Record) -> tuple[bool, list[Any]]:
    head, rest = items[0], items[1:]
    if head == "!":
        value, rest = _expression(rest, record)
        return not value, rest
    if head in ("&", "|"):
        left, rest = _expression(rest, record)
        right, rest = _expression(rest, record)
        return (left and right if head == "&" else left or right), rest
    field, name, value = head
    return _term(field, name, value, record), rest


def _term(field: Any, name: str, value: Any, record: Record) -> bool:
    if isinstance(field, int):
        return bool(field == value)
    found = record[field]
    if name == "any":
        return any(matches(value, line) for line in found)
    if name == "not any":
        return not any(matches(value, line) for line in found)
    if name in ("in", "not in"):
        wanted = [False if item is None else item for item in value]
        held = any(type(found) is type(item) and found == item for item in wanted)
        return held if name == "in" else not held
    if name in _COMPARE:
        return found is not False and type(found) is type(value) and _COMPARE[name](found, value)
    same = found is (value or False) if value in (None, False) else found == value
    return {"=": same, "!=": not same, "=?": value in (None, False) or same}[name]


numbers = st.integers(-2, 2).filter(lambda number: number != 0)
texts = st.sampled_from(["azure", "Deco", "ünï", "مكتب", "🪑"])
unset = st.sampled_from([False])
empty = st.sampled_from([None, False])
_number_terms = st.one_of(
    st.tuples(st.just("size"), st.sampled_from(["=", "!=", "=?"]), st.one_of(numbers, empty)),
    st.tuples(st.just("size"), st.sampled_from(list(_COMPARE)), numbers),
    st.tuples(st.just("size"), st.sampled_from(["in", "not in"]), st.lists(st.one_of(numbers, empty), max_size=3)),
)
_text_terms = st.one_of(
    st.tuples(st.just("name"), st.sampled_from(["=", "!="]), st.one_of(texts, empty)),
    st.tuples(st.just("name"), st.sampled_from(["in", "not in"]), st.lists(texts, max_size=3)),
)
_constants = st.sampled_from([(1, "=", 1), (0, "=", 1)])
_flat = st.one_of(_number_terms, _text_terms, _constants).map(list)


def _joined(expressions: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[list[Any]]:
    return st.one_of(
        expressions.map(lambda one: ["!", *one]),
        st.tuples(st.sampled_from("&|"), expressions, expressions).map(lambda parts: [parts[0], *parts[1], *parts[2]]),
        st.tuples(st.sampled_from(["any", "not any"]), expressions).map(lambda parts: [["lines", *parts]]),
    )


expressions = st.recursive(_flat.map(lambda term: [term]), _joined, max_leaves=8)
domains = st.lists(expressions, max_size=4).map(lambda parts: [item for part in parts for item in part])
"""Well-formed domains as JSON, over records of `records`."""

_scalars: dict[str, st.SearchStrategy[Any]] = {
    "size": st.one_of(numbers, unset),
    "name": st.one_of(texts, unset),
}
_leaf_records = st.fixed_dictionaries({**_scalars, "lines": st.just([])})
records = st.recursive(
    _leaf_records,
    lambda inner: st.fixed_dictionaries({**_scalars, "lines": st.lists(inner, max_size=2)}),
    max_leaves=5,
)

garbage = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=4),
        st.sampled_from(["&", "|", "!", "=", "in", "any", "any!", "child_of", "name", "a.b", "ilike", "\0", "\ud800"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=2), st.tuples(inner, inner)
    ),
    max_leaves=25,
)
"""Anything that JSON can carry, with a leaning towards what domains are made of."""
