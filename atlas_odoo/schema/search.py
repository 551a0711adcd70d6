"""Words to models and fields: how a query is put to the full-text index, and how what it finds is ranked.

Pure: the rows come from `cache`. The index only narrows 8,000 rows down to some hundred; the order is made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from atlas_odoo.schema.catalogue import Origin

_WORD: Final = re.compile(r"[^\W_]+")
_MOST_WORDS: Final = 8

EXACT_NAME: Final = 100.0
EXACT_LABEL: Final = 80.0
ALL_IN_NAME: Final = 60.0
ALL_IN_LABEL: Final = 55.0
PREFIX: Final = 40.0
INSIDE: Final = 25.0
ELSEWHERE: Final = 10.0
"""Found only in the help, the selection labels or the model's name."""
_MODEL_BONUS: Final = 5.0
_CUSTOM_BONUS: Final = 6.0
_MIXIN_MALUS: Final = 8.0
"""For fields that dozens of models carry alike (`message_ids`): what is special comes first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A model or a field as the index holds it. `weight` says how much relations point to the model (0 to 1)."""

    model: str
    model_label: str
    field: str | None
    label: str
    type: str
    origin: Origin
    weight: float
    common: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One find, best first. `field` is None for a model; `origin` marks what is custom."""

    model: str
    field: str | None
    label: str
    type: str
    origin: Origin
    score: float


def words(text: str, most: int | None = _MOST_WORDS) -> tuple[str, ...]:
    """The words of a query or a name: letters and digits in lower case, accents off."""
    return tuple(_WORD.findall(fold(text)))[:most]


def fold(text: str) -> str:
    """Lower case without accents, as the index folds."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def match(query: Iterable[str], *, every: bool) -> str:
    """The full-text expression for words (as `words` gives them), each taken as the beginning of a word."""
    return (" AND " if every else " OR ").join(f'"{word}"*' for word in query)


def rank(text: str, rows: Iterable[Row], limit: int) -> tuple[Hit, ...]:
    """The best of `rows` for a query: exact name, then exact label, beginnings, and what only the help says."""
    query = words(text)
    name = "_".join(query)
    hits = [
        Hit(row.model, row.field, row.label, row.type, row.origin, round(_score(name, query, row), 3)) for row in rows
    ]
    hits.sort(key=lambda hit: (-hit.score, len(hit.model), hit.model, hit.field or ""))
    return tuple(hits[:limit])


def _score(name: str, query: tuple[str, ...], row: Row) -> float:
    own = row.field or row.model
    parts = words(own)
    said = words(row.label)
    plain = "_".join(parts)
    if name == plain:
        score = EXACT_NAME
    elif query == said:
        score = EXACT_LABEL
    elif parts[:1] == ("x",) and name == "_".join(parts[1:]):
        score = EXACT_LABEL + 1
    else:
        score = sum(_one(word, parts, said) for word in query) / len(query)
        if len(query) == len(parts):
            score += 2
        score -= min(len(parts), 8) / 4
    if row.origin is Origin.CUSTOM:
        score += _CUSTOM_BONUS
    if row.field is None:
        score += _MODEL_BONUS
    elif row.common:
        score -= _MIXIN_MALUS
    return score + 4 * row.weight


def _one(word: str, parts: tuple[str, ...], said: tuple[str, ...]) -> float:
    if word in parts:
        return ALL_IN_NAME
    if word in said:
        return ALL_IN_LABEL
    if any(part.startswith(word) for part in (*parts, *said)):
        return PREFIX
    if any(word in part for part in (*parts, *said)):
        return INSIDE
    return ELSEWHERE
