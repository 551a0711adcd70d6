"""Names of records in a domain: `customer = "Azure Interior"` becomes the one record that it means, or a question.

Odoo would take such a name for a part of names and compare with every record that it finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import AtlasError, RecordMissing, ReferenceAmbiguous
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.odoo.domain_terms import SUBDOMAIN
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.plan import Domain, Reference
from atlas_odoo.operations.candidates import PARTNER
from atlas_odoo.operations.references import Resolved, plain, resolve
from atlas_odoo.schema.catalogue import Catalogue

_EQUAL: Final = frozenset({"=", "in"})
_UNEQUAL: Final = frozenset({"!=", "not in"})
_RELATIONS: Final = frozenset({"many2one", "many2many"})


@dataclass(frozen=True, slots=True)
class Named:
    """A domain without names of records, and what was taken for them."""

    domain: Domain
    notes: tuple[str, ...] = ()


async def with_ids(desk: Desk, model: str, domain: Domain) -> Named:
    """The domain with ids for names: one request per model that they are of, side by side, and none without names.

    Orders are often of a contact: a partner that is equal means those below it too, and a note says so. Raises
    ReferenceAmbiguous with choices, RecordMissing with near matches.
    """
    binding = await desk.binding()
    wanted: dict[str, dict[str, None]] = {}
    for relation, name in _names(binding.catalogue, model, domain):
        wanted.setdefault(relation, {})[name] = None
    if not wanted:
        return Named(domain)
    known = [await desk.gateway.model(relation) for relation in wanted]
    found = dict(
        zip(
            wanted,
            await side_by_side(
                resolve(desk.gateway, binding, about, list(names), heads=True)
                for about, names in zip(known, wanted.values(), strict=True)
            ),
            strict=True,
        )
    )
    if any(item.ambiguous or item.unknown for item in found.values()):
        raise _failure(found)
    notes = [
        _note(relation, name, record)
        for relation, item in found.items()
        for name, record in item.meant.items()
        if relation == PARTNER or name.casefold() != record.name.casefold()
    ]
    meant = {relation: item.meant for relation, item in found.items()}
    return Named(_replaced(binding.catalogue, model, domain, meant), tuple(notes))


def _names(catalogue: Catalogue, model: str, domain: Domain) -> Iterator[tuple[str, str]]:
    """The names in a domain with the model that each is of."""
    for path, operator, value, _ in domains.terms(domain):
        relation = _relation(catalogue, model, path, operator)
        if relation is not None:
            yield from ((relation, item.strip()) for item in _values(value) if _is_name(item))


def _relation(catalogue: Catalogue, model: str, path: str, operator: str) -> str | None:
    """The model whose records a term compares with by name; None for other terms."""
    if operator not in _EQUAL and operator not in _UNEQUAL:
        return None
    here = catalogue.model(model)
    *before, last = path.split(".")
    for name in before:
        step = here.fields.get(name)
        if step is None or step.relation is None:
            return None  # a part of a date
        here = catalogue.model(step.relation)
    field = here.fields.get(last)
    return field.relation if field is not None and field.type in _RELATIONS else None


def _replaced(
    catalogue: Catalogue, model: str, domain: Domain, meant: Mapping[str, Mapping[str, Reference]], leading: str = ""
) -> Domain:
    items: list[Json] = []
    for item in domain:
        if isinstance(item, str) or not isinstance(item[0], str):
            items.append(item)
            continue
        field, operator, value = item
        path = f"{leading}{field}"
        if operator in SUBDOMAIN:
            items.append((field, operator, _replaced(catalogue, model, value, meant, f"{path}.")))
            continue
        relation = _relation(catalogue, model, path, operator)
        if relation is None or not any(isinstance(compared, str) for compared in _values(value)):
            items.append(item)
        else:
            items += _term(field, operator, value, relation, meant[relation])
    return tuple(items)


def _term(field: str, operator: str, value: Json, relation: str, meant: Mapping[str, Reference]) -> list[Json]:
    """The term with ids, as an expression in prefix notation."""
    ids = tuple(meant[item.strip()].id for item in _values(value) if _is_name(item))
    others = tuple(plain(item) for item in _values(value) if not _is_name(item))
    if relation != PARTNER or not ids:
        return [(field, "in" if operator in _EQUAL else "not in", (*ids, *others))]
    terms: list[Json] = [(field, "child_of", ids)]
    if others:
        terms = ["|", *terms, (field, "in", others)]
    return terms if operator in _EQUAL else ["!", *terms]


def _values(value: Json) -> tuple[Json, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_name(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip()) and isinstance(plain(value), str)


def _note(relation: str, name: str, record: Reference) -> str:
    below = " and the contacts below it" if relation == PARTNER else ""
    return f"{name!r} means {record.id} {one_line(record.name)}{below}"


def _failure(found: Mapping[str, Resolved]) -> AtlasError:
    """One error for all names that do not mean one record."""
    doubtful = {relation: item for relation, item in found.items() if item.ambiguous or item.unknown}
    message = " ".join(f"{relation}: {'; '.join(item.notes())}." for relation, item in doubtful.items())
    if any(item.ambiguous for item in doubtful.values()):
        return ReferenceAmbiguous(message, advice="Use one of the ids, or ilike for every name with these words.")
    return RecordMissing(message, advice="Nothing was read. Use ilike for every name with these words.")
