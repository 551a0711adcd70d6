"""A YAML text as plain values that know where they stand. Imports PyYAML: import it where a file is read, not before.

Values are read as YAML 1.2 and JSON read them, because YAML 1.1 bites: a state `no` or `on` would become a boolean,
an account `0400` the number 256, `12:30` the number 750 and `2026-03-14` a date. Here only `true`, `false`, `null`
(also `~` and nothing at all) and the numbers of JSON are more than text; keys are always text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import yaml

from atlas_odoo.objects.fault import Fault, Step
from atlas_odoo.odoo.call import Json

_TAG: Final = "tag:yaml.org,2002:"
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: Final[dict[str, Json]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_MERGE: Final = "<<"
_DEEPEST: Final = 40
_MOST: Final = 50_000
_PLAIN: Final = "plain"
"""The tag that stands for: neither quoted nor tagged."""
_INDENTED: Final = "this does not go on from the line before: look at its indentation"
_OPEN: Final = "this list or mapping in brackets is not closed, or lacks a comma"
_UNENDED: Final = "this quoted text does not end"
_SECOND: Final = "a second document (`---`) begins here: one file holds one"
_PROBLEMS: Final = (
    ("mapping values are not allowed", "a colon where none is expected: look at the indentation, or put quotes around"),
    ("could not find expected ':'", "a colon after the key is missing"),
    ("scanning a quoted scalar", _UNENDED),
    ("parsing a flow", _OPEN),
    ("did not find expected key", _INDENTED),
    ("did not find expected '-'", _INDENTED),
    ("expected <block end>", _INDENTED),
    ("expected a single document", _SECOND),
    ("undefined alias", "an alias (`*name`) of which there is no anchor (`&name`) above"),
)
"""Words of the two parsers (in C and in Python), and ours for them."""


def _kind(_: yaml.SafeLoader, node: type[yaml.Node], _value: str | None, implicit: tuple[bool, bool]) -> str:
    """The tag of what has none: what a text without quotes means is decided here and not by YAML 1.1."""
    if node is yaml.ScalarNode:
        return _PLAIN if implicit[0] else f"{_TAG}str"
    return f"{_TAG}map" if node is yaml.MappingNode else f"{_TAG}seq"


def _nothing(*_: object) -> None:
    """In the place of what only serves the loader's own way to tags."""


_Loader: Final[type[yaml.SafeLoader]] = type(
    "_Loader",
    (getattr(yaml, "CSafeLoader", yaml.SafeLoader),),
    {"resolve": _kind, "descend_resolver": _nothing, "ascend_resolver": _nothing},
)
"""Composes nodes, in C where PyYAML has it."""


@dataclass(frozen=True, slots=True)
class Document:
    """The values of one text. `data` is None for an empty one."""

    data: Json
    node: yaml.Node | None = field(repr=False)

    def place(self, path: Sequence[Step], *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of what is at a path such as `("objects", "quotation", "keys", 0)`, or of its key.

        Steps that the text does not have are passed over: a short form lacks some, and what is missing lacks its own.
        """
        node = self.node
        if node is None:
            return (1, 1)
        mark = node.start_mark
        for step in path:
            named, below = _below(node, step)
            if below is not None:
                node = below
                mark = named.start_mark if key and named is not None else below.start_mark
        return (mark.line + 1, mark.column + 1)


def read(text: str) -> Document | Fault:
    """The values of `text`, or what is wrong with it as YAML."""
    unreadable = yaml.SafeLoader.NON_PRINTABLE.search(text)
    if unreadable is not None:
        before = text[: unreadable.start()]
        column = len(before) - before.rfind("\n")
        return Fault(f"a control character ({unreadable.group()!r})", before.count("\n") + 1, column)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return _malformed(text, error)
    except RecursionError:
        return Fault(f"values nested more than {_DEEPEST} levels deep")
    values = _Values()
    data = values.of(node) if node is not None else None
    return values.fault or Document(data, node)


class _Values:
    """One reading of nodes; `fault` is the first that was met. What an alias repeats is read once."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self._begun: set[int] = set()
        self._read: dict[int, tuple[Json, int]] = {}

    def of(self, node: yaml.Node, depth: int = 0) -> Json:
        """The value of a node."""
        return self._sized(node, depth)[0]

    def _sized(self, node: yaml.Node, depth: int) -> tuple[Json, int]:
        """The value, and how many values that is with all that aliases repeat."""
        known = self._read.get(id(node))
        if known is not None:
            return known
        if id(node) in self._begun:
            return self._wrong(node, "this contains itself, by an alias (`*name`)")
        if depth > _DEEPEST:
            return self._wrong(node, f"values nested more than {_DEEPEST} levels deep")
        self._begun.add(id(node))
        found = self._read[id(node)] = self._valued(node, depth)
        if found[1] > _MOST:
            return self._wrong(node, f"more than {_MOST:,} values, with all that aliases (`*name`) repeat")
        return found

    def _valued(self, node: yaml.Node, depth: int) -> tuple[Json, int]:
        kind = node.tag.removeprefix(_TAG)
        if isinstance(node, yaml.ScalarNode) and kind in {"str", _PLAIN}:
            return (_scalar(node.value) if kind == _PLAIN else node.value), 1
        if isinstance(node, yaml.SequenceNode) and kind == "seq":
            items = [self._sized(item, depth + 1) for item in node.value]
            return [value for value, _ in items], 1 + sum(size for _, size in items)
        if isinstance(node, yaml.MappingNode) and kind == "map":
            return self._mapping(node, depth)
        return self._wrong(node, f"a tag ({node.tag.replace(_TAG, '!!')}): tool files have none")

    def _mapping(self, node: yaml.MappingNode, depth: int) -> tuple[Json, int]:
        """A mapping. What `<<` takes over stands where it is taken over; own keys go before it."""
        found: dict[str, Json] = {}
        own: set[str] = set()
        total = 1
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                return self._wrong(key, "a key that is a list or mapping: keys are words")
            if key.value in own:
                return self._wrong(key, f"`{key.value}` stands here a second time: a key is given once")
            own.add(key.value)
            item, size = self._sized(value, depth + 1)
            total += size
            if not _merges(key):
                found[key.value] = item
            elif isinstance(item, dict):
                found |= {name: one for name, one in item.items() if name not in found}
            else:
                return self._wrong(value, "`<<` takes over one mapping, such as `*name`")
        return found, total

    def _wrong(self, node: yaml.Node, message: str) -> tuple[None, int]:
        if self.fault is None:
            self.fault = Fault(message, node.start_mark.line + 1, node.start_mark.column + 1)
        return None, 1


def _scalar(text: str) -> Json:
    """What a text without quotes means."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.match(text):
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    return text


def _merges(key: yaml.Node) -> bool:
    """Whether the value of `key` is taken over into the mapping."""
    return bool(key.value == _MERGE and key.tag == _PLAIN)


def _below(node: yaml.Node | None, step: Step) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key (of a mapping) and the value that one step leads to."""
    if isinstance(node, yaml.SequenceNode):
        return None, node.value[step] if isinstance(step, int) and step < len(node.value) else None
    if not isinstance(node, yaml.MappingNode):
        return None, None
    own = next(((key, value) for key, value in node.value if key.value == step), None)
    return own or next((_below(value, step) for key, value in node.value if _merges(key)), (None, None))


def _malformed(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """The parser's fault in our words; what is not closed is pointed at where it begins."""
    said = f"{error.context or ''}: {error.problem or ''}"
    words = next((ours for theirs, ours in _PROBLEMS if theirs in said), f"not YAML: {error.problem or error.context}")
    mark = error.problem_mark or error.context_mark
    if words in {_OPEN, _UNENDED}:
        mark = error.context_mark or mark
    if mark is None:
        return Fault(words)
    if "cannot start any token" in said:
        sign = text.splitlines()[mark.line][mark.column]
        words = (
            "a tab: YAML indents with spaces" if sign == "\t" else f"a text that begins with {sign} stands in quotes"
        )
    return Fault(words, mark.line + 1, mark.column + 1)
