"""One text, searched for in the names, numbers and codes of everything that the company keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.errors import AccessDenied, ArgumentInvalid
from atlas_odoo.objects.bound import BoundObject
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Domain, Read, Reference, Spec
from atlas_odoo.operations.inputs import Arguments, Names
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.result import Result
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Work

_SHORTEST: Final = 2
_WORDS: Final = 4
_HITS: Final = 3
_MOST_HITS: Final = 20
"""Hits of each object; the most where the objects are named."""
_READ: Final = 10
"""Records read of each object at least, of which the best are shown."""
_WILD: Final = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
_EXACT, _START, _PHRASE, _WORD, _NOT = range(5)
_NOWHERE: Final = (_NOT, 0, "")


class SearchEverything(Arguments):
    """A text, and where to look."""

    text: Annotated[str, Field(description="or part of it")]
    objects: Annotated[Names, Field(description="only these")] = []  # noqa: RUF012 -- pydantic copies it


@dataclass(frozen=True, slots=True)
class _Hit:
    """A record that holds the text: how well (the lower the better), and in which words."""

    found: BoundObject
    record: Reference
    rank: int
    matched: str


async def run(work: Work, arguments: SearchEverything) -> Result:
    """One call for each object that has names, all side by side. Raises ArgumentInvalid for less than two letters."""
    text = " ".join(arguments.text.split())
    if len(text) < _SHORTEST:
        raise ArgumentInvalid(f"{text!r} is too short to search for.", advice="Give two letters or digits at least.")
    limit = _MOST_HITS if arguments.objects else _HITS
    notes: list[str] = []
    objects = [work.object(name) for name in arguments.objects] or list(work.binding.objects.values())
    searched = [bound for bound in objects if bound.keys]
    answers = await side_by_side(_hits(work, bound, text, limit) for bound in searched)
    found = _once(answer for answer in answers if answer)
    refused = [bound.name for bound, hits in zip(searched, answers, strict=True) if hits is None]
    if refused:
        notes.append(f"not readable: {', '.join(refused)}")
    more = [hits[0].found.name for hits in found if len(hits) > limit]
    if more:
        notes.append(f"there are more of: {', '.join(more)}; find_records lists them")
    best = sorted((hit for hits in found for hit in hits[:limit]), key=lambda hit: hit.rank)
    rows = [{"object": hit.found.name, "record": hit.record, "found in": _unlike(hit, text)} for hit in best]
    title = f"{text}: {len(rows)} {'hit' if len(rows) == 1 else 'hits'} in names, numbers and codes"
    tables = (tabulate("hits", ("object", "record", "found in"), rows),) if rows else ()
    return Result(f"{title} of {len(searched)} objects", tables=tables, notes=tuple(notes))


def _once(answers: Iterable[list[_Hit]]) -> list[list[_Hit]]:
    """The hits without those of an object that takes in all of a model, where a narrower object has them too."""
    found = list(answers)
    narrow = {(hit.found.model.name, hit.record.id) for hits in found for hit in hits if hit.found.where}
    kept = (
        [hit for hit in hits if hit.found.where or (hit.found.model.name, hit.record.id) not in narrow]
        for hits in found
    )
    return [hits for hits in kept if hits]


async def _hits(work: Work, bound: BoundObject, text: str, limit: int) -> list[_Hit] | None:
    """The records of one object, the best first, one more than `limit` at most; None where this user may not read."""
    fields = [bound.model.field(key) for key in bound.keys]
    read = Read(
        bound.model.name,
        (*bound.where, *_domain(bound.keys, text)),
        (Spec("display_name", "char"), *(Spec(item.name, item.type, item.relation) for item in fields)),
        bound.order,
        max(_READ, limit + 1),
        total=False,
    )
    try:
        page = await work.gateway.read(read)
    except AccessDenied:
        return None
    hits = [_hit(bound, record, text) for record in page.records]
    return sorted(hits, key=lambda hit: hit.rank)[: limit + 1]


def _domain(keys: Iterable[str], text: str) -> Domain:
    """Every word of the text in one of the keys."""
    terms: list[Json] = []
    for word in text.translate(_WILD).split()[:_WORDS]:
        either = [(key, "ilike", word) for key in keys]
        terms += [*("|" for _ in either[1:]), *either]
    return tuple(terms)


def _hit(bound: BoundObject, record: dict[str, Json], text: str) -> _Hit:
    """The hit, with the value that holds the text best; of several alike the shortest."""
    values = [str(record[key]) for key in bound.keys if record.get(key)]
    rank, _, matched = min(((_rank(value, text.casefold()), len(value), value) for value in values), default=_NOWHERE)
    return _Hit(bound, Reference(record["id"], record["display_name"] or ""), rank, matched)


def _rank(value: str, text: str) -> int:
    value = value.casefold()
    if value == text:
        return _EXACT
    if value.startswith(text):
        return _START
    if text in value:
        return _PHRASE
    return _WORD if any(word in value for word in text.split()) else _NOT


def _unlike(hit: _Hit, text: str) -> str | None:
    """What holds the text, where the record's own name does not show it."""
    name = hit.record.name.casefold()
    return None if all(word in name for word in text.casefold().split()) else hit.matched or None


OPERATION: Final = Operation(arguments=SearchEverything, needs=(), run=run)
