"""A YAML text as plain values that know where they stand. Imports PyYAML: import it where a file is read, not before.

Values are read as YAML 1.2 and JSON read them, because YAML 1.1 bites: a state `no` or `on` would become a boolean,
an account `0400` the number 256, `12:30` the number 750 and `2026-03-14` a date. Here only `true`, `false`, `null`
(also `~` and nothing at all) and the numbers of JSON are more than text; keys are always text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml
from yaml.composer import Composer

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
_DIGITS: Final = 30
"""Of one number: Python itself refuses thousands, and Odoo has none of so many."""
_TOO_DEEP: Final = f"values nested more than {_DEEPEST} levels deep"
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


class _TooDeepError(yaml.MarkedYAMLError):
    """Values nested deeper than any tool file needs."""


class _Composer(Composer):
    """Composes nodes as far down as is allowed: the one in C goes on until the process has no stack left."""

    depth = -1
    peek_event: Callable[[], Any]

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The node that begins here. Raises _TooDeepError."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeepError(problem_mark=self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_PARSER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _begun(loader: Any, stream: str) -> None:
    """A loader of `stream`: what the parser begins with, and the composer."""
    _PARSER.__init__(loader, stream)
    Composer.__init__(loader)


_Loader: Final[type[yaml.SafeLoader]] = type(
    "_Loader",
    (_Composer, _PARSER),
    {
        "__init__": _begun,
        "resolve": _kind,
        "descend_resolver": _nothing,
        "ascend_resolver": _nothing,
        "get_single_node": Composer.get_single_node,
    },
)
"""Scans and parses in C where PyYAML has it."""


class _Read(NamedTuple):
    """A value, how many values that is with all that aliases repeat, and how many levels."""

    value: Json
    size: int = 1
    height: int = 0


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
    except yaml.YAMLError:
        return Fault("not YAML: a character that it cannot have")
    values = _Values()
    data = values.of(node) if node is not None else None
    return values.fault or Document(data, node)


class _Values:
    """One reading of nodes; `fault` is the first that was met. What an alias repeats is read once."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self._begun: set[int] = set()
        self._read: dict[int, _Read] = {}

    def of(self, node: yaml.Node) -> Json:
        """The value of a node."""
        return self._sized(node, 0).value

    def _sized(self, node: yaml.Node, depth: int) -> _Read:
        found = self._read.get(id(node))
        if found is None:
            if id(node) in self._begun:
                return self._wrong(node, "this contains itself, by an alias (`*name`)")
            self._begun.add(id(node))
            found = self._read[id(node)] = self._valued(node, depth)
        if depth + found.height > _DEEPEST:
            return self._wrong(node, f"{_TOO_DEEP}, with all that aliases (`*name`) repeat")
        if found.size > _MOST:
            return self._wrong(node, f"more than {_MOST:,} values, with all that aliases (`*name`) repeat")
        return found

    def _valued(self, node: yaml.Node, depth: int) -> _Read:
        kind = node.tag.removeprefix(_TAG)
        if isinstance(node, yaml.ScalarNode) and kind in {"str", _PLAIN}:
            try:
                return _Read(_scalar(node.value) if kind == _PLAIN else node.value)
            except ValueError as error:
                return self._wrong(node, str(error))
        if isinstance(node, yaml.SequenceNode) and kind == "seq":
            items = [self._sized(item, depth + 1) for item in node.value]
            return _over([item.value for item in items], items)
        if isinstance(node, yaml.MappingNode) and kind == "map":
            return self._mapping(node, depth)
        return self._wrong(node, f"a tag ({node.tag.replace(_TAG, '!!')}): tool files have none")

    def _mapping(self, node: yaml.MappingNode, depth: int) -> _Read:
        """A mapping. What `<<` takes over stands where it is taken over; own keys go before it."""
        found: dict[str, Json] = {}
        own: set[str] = set()
        items: list[_Read] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                return self._wrong(key, "a key that is a list or mapping: keys are words")
            if key.value in own:
                return self._wrong(key, f"`{key.value}` stands here a second time: a key is given once")
            own.add(key.value)
            item = self._sized(value, depth + 1)
            items.append(item)
            if not _merges(key):
                found[key.value] = item.value
            elif isinstance(item.value, dict):
                found |= {name: one for name, one in item.value.items() if name not in found}
            else:
                return self._wrong(value, "`<<` takes over one mapping, such as `*name`")
        return _over(found, items)

    def _wrong(self, node: yaml.Node, message: str) -> _Read:
        if self.fault is None:
            self.fault = Fault(message, node.start_mark.line + 1, node.start_mark.column + 1)
        return _Read(None)


def _over(value: Json, items: Sequence[_Read]) -> _Read:
    """The list or mapping `value` of `items`."""
    height = 1 + max((item.height for item in items), default=-1)
    return _Read(value, 1 + sum(item.size for item in items), height)


def _scalar(text: str) -> Json:
    """What a text without quotes means. Raises ValueError for a number that is none of Odoo's."""
    if text in _WORDS:
        return _WORDS[text]
    if not _NUMBER.match(text):
        return text
    if len(text) > _DIGITS:
        raise ValueError(f"a number of more than {_DIGITS} digits: a text stands in quotes")
    number = int(text) if text.lstrip("-").isdecimal() else float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text} is too large: a text stands in quotes")
    return number


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
    words = (
        _TOO_DEEP
        if isinstance(error, _TooDeepError)
        else next((ours for theirs, ours in _PROBLEMS if theirs in said), f"not YAML: {error.problem or error.context}")
    )
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
