"""Words to models and fields: how a query is put to the full-text index, and how what it finds is ranked.

Pure: the rows come from `cache`. The index only narrows 8,000 rows down to some hundred; the order is made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atlas_odoo.schema.catalogue import Origin

_WORD: Final = re.compile(r"[^\W_]+")
_MOST_WORDS: Final = 8
_SHORT: Final = 3
_ENDINGS: Final = (("ss", "ss"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("ies", "i"), ("ie", "i"), ("s", ""))
"""English endings and what is left of them: access, addresses, taxes, batches, categories, cookie, invoices."""
_CONSONANT_Y: Final = re.compile(r"(?<=[^\Waeiou\d])y$")
"""The `y` that a plural turns into `ies`; days and surveys keep theirs."""

EXACT_NAME: Final = 100.0
END_OF_MODEL: Final = 90.0
"""`partner` is res.partner rather than one of the many fields that point to it."""
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
_SHARED_BONUS: Final = 30.0
"""For rows of a model whose name and fields share out all the words of the query among them."""
_TOGETHER_BONUS: Final = 12.0
"""For a field that with the name of its model says all the words: `phone contact`."""
_WORTHWHILE: Final = 0.6
"""Part of the best find's score below which a find is noise."""
_BOOKKEEPING: Final = frozenset({"id", "display_name", "create_uid", "create_date", "write_uid", "write_date"})
"""Every model has them; they are finds only when asked for by name."""


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
    """The words of a query or of what is searched: letters and digits in lower case, accents and plurals off.

    What the index holds and what is looked for in it both come from here, so that they are cut alike.
    """
    return tuple(map(_stem, _WORD.findall(fold(text))))[:most]


def _stem(word: str) -> str:
    """The same for one and for many: `invoice` for `invoices`, `compani` for `company` and `companies`."""
    if len(word) <= _SHORT:
        return word
    for ending, left in _ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + left
    return _CONSONANT_Y.sub("i", word)


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
    """The best of `rows` for a query: exact name, then exact label, beginnings, and what only the help says.

    A register is often described by words of several of its fields ("equipment serial number"): rows of a model gain
    by the share of the words that the model and its fields cover together.
    """
    query = words(text)
    name = "_".join(query)
    seen = [(row, _own(query, row)) for row in rows]
    covered: dict[str, set[str]] = {}
    for row, own in seen:
        if row.field not in _BOOKKEEPING:
            fitting = (word for word, score in zip(query, own, strict=True) if score > ELSEWHERE)
            covered.setdefault(row.model, set()).update(fitting)
    share = {model: len(fitting) / len(query) for model, fitting in covered.items()}
    hits = [
        Hit(row.model, row.field, row.label, row.type, row.origin, round(score, 3))
        for row, own in seen
        if (score := _score(name, query, row, own, share.get(row.model, 0.0))) > 0
    ]
    hits.sort(key=lambda hit: (-hit.score, len(hit.model), hit.model, hit.field or ""))
    return tuple(_worthwhile(hits, share))[:limit]


def _worthwhile(hits: list[Hit], share: Mapping[str, float]) -> Iterator[Hit]:
    """What is not far behind the best find; all finds of a custom model that is the best: it is small."""
    for hit in hits:
        best = hits[0]
        near = hit.score >= best.score * _WORTHWHILE
        near = near and share.get(hit.model, 0.0) >= share.get(best.model, 0.0) / 2
        if near or (hit.model == best.model and best.field is None and best.origin is Origin.CUSTOM):
            yield hit


def _own(query: tuple[str, ...], row: Row) -> tuple[float, ...]:
    """How well each word of the query fits the row's own name and label."""
    parts, said = words(row.field or row.model), words(row.label)
    return tuple(_one(word, parts, said) for word in query)


def _model_own(query: tuple[str, ...], row: Row) -> tuple[float, ...]:
    """The same for the model that the row belongs to."""
    parts, said = words(row.model), words(row.model_label)
    return tuple(_one(word, parts, said) for word in query)


def _score(name: str, query: tuple[str, ...], row: Row, own: tuple[float, ...], share: float) -> float:
    if row.field in _BOOKKEEPING and name != "_".join(words(row.field)):
        return ELSEWHERE / 2 - _MIXIN_MALUS * row.common
    score = _fit(name, query, row, own)
    if len(query) > 1 and max(own) > ELSEWHERE:
        score += _SHARED_BONUS * share * share
        if row.field is not None and min(map(max, own, _model_own(query, row))) > ELSEWHERE:
            score += _TOGETHER_BONUS
    if row.origin is Origin.CUSTOM:
        score += _CUSTOM_BONUS
    if row.field is None:
        score += _MODEL_BONUS
    elif row.common:
        score -= _MIXIN_MALUS
    return score + 4 * row.weight


def _fit(name: str, query: tuple[str, ...], row: Row, own: tuple[float, ...]) -> float:
    """How well the row itself fits, apart from where it stands."""
    parts = words(row.field or row.model)
    if name == "_".join(parts):
        return EXACT_NAME
    if row.field is None and parts[-len(query) :] == query:
        return END_OF_MODEL
    if query == words(row.label):
        return EXACT_LABEL
    if parts[:1] == ("x",) and name == "_".join(parts[1:]):
        return EXACT_LABEL + 1
    return sum(own) / len(query) + (2 if len(query) == len(parts) else 0) - min(len(parts), 8) / 4


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
