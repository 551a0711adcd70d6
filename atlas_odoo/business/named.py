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
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.operations.candidates import PARTNER
from atlas_odoo.operations.references import Resolved, resolve
from atlas_odoo.schema.catalogue import Catalogue

_EQUAL: Final = frozenset({"=", "in"})
_UNEQUAL: Final = frozenset({"!=", "not in"})
_RELATIONS: Final = frozenset({"many2one", "many2many"})


@dataclass(frozen=True, slots=True)
class Named:
    """A domain without names of records, and what was taken for them."""

    domain: Domain
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a term compares with by name: records of `relation`; `below` says whether contacts count with a partner."""

    relation: str
    below: bool

    def takes(self, found: Resolved, text: str) -> bool:
        """Whether the partner that a text means stands for the contacts below it too: a name does, an id does not."""
        record = found.meant.get(text)
        return self.below and record is not None and text != str(record.id)


async def with_ids(desk: Desk, model: str, domain: Domain) -> Named:
    """The domain with ids for names: one request per model that they are of, side by side, and none without names.

    Orders are often of a contact: a partner that is equal by name means those below it too, and a note says so; an
    id means itself. Raises ReferenceAmbiguous with choices, RecordMissing with near matches.
    """
    binding = await desk.binding()
    texts = dict.fromkeys(_texts(binding.catalogue, model, domain))
    wanted: dict[str, dict[str, None]] = {}
    for compared, text in texts:
        wanted.setdefault(compared.relation, {})[text] = None
    known = [await desk.gateway.model(relation) for relation in wanted]
    answers = await side_by_side(
        resolve(desk.gateway, binding, about, list(names), heads=True)
        for about, names in zip(known, wanted.values(), strict=True)
    )
    found = dict(zip(wanted, answers, strict=True))
    if any(item.ambiguous or item.unknown for item in found.values()):
        raise _failure(found)
    notes = [note for compared, text in texts if (note := _note(compared, found[compared.relation], text))]
    notes += [word for item in found.values() for word in item.said]
    return Named(_replaced(binding.catalogue, model, domain, found), tuple(dict.fromkeys(notes)))


def _texts(catalogue: Catalogue, model: str, domain: Domain) -> Iterator[tuple[_Compared, str]]:
    """The names, codes and ids in a domain that came as texts, with what each is compared with."""
    for path, operator, value, _ in domains.terms(domain):
        compared = _compared(catalogue, model, path, operator)
        if compared is not None:
            yield from ((compared, item.strip()) for item in _values(value) if isinstance(item, str) and item.strip())


def _compared(catalogue: Catalogue, model: str, path: str, operator: str) -> _Compared | None:
    """What a term compares with by name; None for other terms."""
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
    if field is None or field.type not in _RELATIONS or field.relation is None:
        return None
    # Between partners a field says who belongs to whom: the company itself is not below itself.
    return _Compared(field.relation, field.relation == PARTNER and here.name != PARTNER)


def _replaced(
    catalogue: Catalogue, model: str, domain: Domain, found: Mapping[str, Resolved], leading: str = ""
) -> Domain:
    items: list[Json] = []
    for item in domain:
        if isinstance(item, str) or not isinstance(item[0], str):
            items.append(item)
            continue
        field, operator, value = item
        path = f"{leading}{field}"
        if operator in SUBDOMAIN:
            items.append((field, operator, _replaced(catalogue, model, value, found, f"{path}.")))
            continue
        compared = _compared(catalogue, model, path, operator)
        if compared is None or not any(isinstance(item, str) for item in _values(value)):
            items.append(item)
        else:
            items += _term(field, operator, value, compared, found.get(compared.relation, Resolved(())))
    return tuple(items)


def _term(field: str, operator: str, value: Json, compared: _Compared, found: Resolved) -> list[Json]:
    """The term with ids, as an expression in prefix notation. An empty text means that there is none, as false does."""
    heads: list[int] = []
    others: list[Json] = []
    for item in _values(value):
        text = item.strip() if isinstance(item, str) else None
        if text is None:
            others.append(item)
        elif not text:
            others.append(False)
        elif compared.takes(found, text):
            heads.append(found.meant[text].id)
        else:
            others.append(found.meant[text].id if text in found.meant else int(text))
    equal = operator in _EQUAL
    rest: list[Json] = [(field, "in" if equal else "not in", tuple(others))]
    if not heads:
        return rest
    below: Json = (field, "child_of", tuple(heads))
    # To the database a record without a partner is neither below one nor not below it: 14 would leave it out.
    terms: list[Json] = [below] if equal else ["|", (field, "=", False), "!", below]
    return ["|" if equal else "&", *terms, *rest] if others else terms


def _values(value: Json) -> tuple[Json, ...]:
    return value if isinstance(value, tuple) else (value,)


def _note(compared: _Compared, found: Resolved, text: str) -> str | None:
    """What a text was taken for, where that is not plain."""
    record = found.meant.get(text)
    if record is None:
        return f"{text!r} is no code or name that is known of {compared.relation}: taken for an id"
    if compared.takes(found, text):
        return f"{text!r} means {record.id} {one_line(record.name)} and the contacts below it"
    if compared.below:
        return f"id {record.id} alone; the company with its contacts: child_of"
    if text in (str(record.id), record.name) or text.casefold() == record.name.casefold():
        return None
    return f"{text!r} means {record.id} {one_line(record.name)}"


def _failure(found: Mapping[str, Resolved]) -> AtlasError:
    """One error for all names that do not mean one record."""
    doubtful = {relation: item for relation, item in found.items() if item.ambiguous or item.unknown}
    message = " ".join(f"{relation}: {'; '.join(item.notes())}." for relation, item in doubtful.items())
    if any(item.ambiguous for item in doubtful.values()):
        return ReferenceAmbiguous(message, advice="Use one of the ids, or ilike for every name with these words.")
    return RecordMissing(message, advice="Nothing was read. Use ilike for every name with these words.")
