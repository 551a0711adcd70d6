"""Records by what people call them: ids, names, codes, numbers, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import chain
from typing import Final

from atlas_odoo.errors import AtlasError, RecordMissing, ReferenceAmbiguous
from atlas_odoo.gateway import Gateway
from atlas_odoo.objects.bound import Binding, BoundObject
from atlas_odoo.objects.worth import naming
from atlas_odoo.odoo.call import Context, Json
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.odoo.execute_calls import side_by_side
from atlas_odoo.odoo.key_fields import MOST_PER_NAME
from atlas_odoo.odoo.plan import Domain, Read, Reference, Spec
from atlas_odoo.operations.at_once import Among, Held
from atlas_odoo.operations.candidates import Candidates, covering, looked_at
from atlas_odoo.operations.membership import instead
from atlas_odoo.operations.plain_text import cut
from atlas_odoo.schema.catalogue import Catalogue, Field, Model

KEYS: Final = (
    "name", "x_name", "complete_name", "default_code", "barcode", "code", "ref", "reference", "number",
    "email", "login", "vat", "client_order_ref", "payment_reference",
)  # fmt: skip
"""Fields by which people tell records apart, as far as a model has them."""
_ID: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_CHOICES: Final = 8
_MOST_NEAR: Final = 3
"""Names for which near ones are looked up; each costs a request."""
_NEAR: Final = 5
_CANDIDATES: Final = 40
_WORDS: Final = 3
_SHORTEST: Final = 3
_LONGEST: Final = 100
"""Characters of a name in a sentence."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Ids in the order asked for; `unknown` names with records that come close, `ambiguous` ones with all they mean.

    `others` are unknown names that mean a record which is something else, in words; `meant` is the record by name, also
    by its id where that came as a text. `said` is about digits that are one record's key and another's id. `records`
    are those found by id or by a whole name, with what was to be read of them.
    """

    ids: tuple[int, ...]
    ambiguous: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    unknown: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    meant: Mapping[str, Reference] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    records: Mapping[int, dict[str, Json]] = field(default_factory=dict)

    def notes(self) -> list[str]:
        """What the caller should know."""
        return [
            *(f"{name!r} is ambiguous: {_several(found)}" for name, found in self.ambiguous.items()),
            *(f"{name!r} not found{_said(found)}" for name, found in self.unknown.items() if name not in self.others),
            *self.others.values(),
            *self.said,
        ]

    def failure(self, model: str) -> AtlasError:
        """The error when there is nothing to read at all."""
        message = f"{model}: {'; '.join(self.notes())}."
        return ReferenceAmbiguous(message) if self.ambiguous else RecordMissing(message, advice="Try find_records.")

    def absent(self, model: str, ids: Sequence[int], instead: Mapping[int, str] | None = None) -> AtlasError:
        """The error when ids lead to no record of the object; `instead` says what those are that are something else."""
        instead = instead or {}
        nowhere = [str(number) for number in ids if number not in instead][:_CHOICES]
        none = [f"{model} {', '.join(nowhere)}: no such record, or not visible to this user."] if nowhere else []
        return RecordMissing(" ".join([*(f"{word}." for word in instead.values()), *none]))


def keys(catalogue: Catalogue, model: Model, objects: Sequence[BoundObject] = ()) -> tuple[str, ...]:
    """The fields of `model` by which its records are found: those that its business objects name come first.

    Fields per company are left out: on 14 searching by one needs rights on ir.property that only administrators have.
    """
    named = (path for item in objects for path in item.keys)
    return tuple(
        name
        for name in dict.fromkeys((*named, *KEYS))
        if (item := model.fields.get(name)) is not None
        and item.type in {"char", "text"}
        and item.searchable
        and not _per_company(catalogue, model, item)
    )


def _per_company(catalogue: Catalogue, model: Model, item: Field) -> bool:
    """Whether a field is kept per company, also by the record that it is of: a user's barcode is the partner's."""
    if item.stored or item.company_dependent:
        return item.company_dependent
    parents = (field.relation for field in model.fields.values() if field.type == "many2one" and field.required)
    held = (catalogue[name].fields.get(item.name) for name in parents if name is not None and name in catalogue)
    return any(field is not None and field.company_dependent for field in held)


async def resolve(
    gateway: Gateway,
    binding: Binding,
    about: Model | BoundObject,
    wanted: Sequence[int | str],
    *,
    heads: bool = False,
    specs: Sequence[Spec] | None = None,
    context: Context = Context(),
) -> Resolved:
    """What `wanted` means among the records of a model or of a business object.

    A number is an id. A text of digits is one when no key field holds it, as codes of accounts and barcodes do. With
    `heads` a name that means a company and its contacts means the company. With `specs` these fields are read of all
    that is found by id or by a whole name.
    """
    model, own = (about, None) if isinstance(about, Model) else (about.model, about)
    objects = [own] if own is not None else covering(binding, model.name)
    where = own.where if own is not None else ()
    among = Among(model, where, keys(binding.catalogue, model, objects))
    names = tuple(dict.fromkeys(item.strip() for item in wanted if isinstance(item, str)))
    digits = {name: int(name) for name in names if _ID.fullmatch(name)}
    numbers = tuple(item for item in wanted if isinstance(item, int)) if where or specs is not None else ()
    known = await among.held(gateway, names, (*numbers, *digits.values()), specs or (), context)
    found = {**dict.fromkeys(names, ()), **known.meant}
    said = _both(found, digits, known)
    for name, number in digits.items():
        if not found[name] and number in known.records:
            found[name] = (Reference(number, known.records[number]["display_name"] or ""),)
    rest = tuple(name for name in names if name not in digits and not found[name])
    if rest:
        found |= await gateway.ids_by_name(model.name, rest, where)
    several = {name: records for name, records in found.items() if len(records) > 1}
    if several:
        told = await looked_at(gateway, model, objects, chain(*several.values()))
        for name, records in several.items():
            head = told.head(records) if heads and len(records) < MOST_PER_NAME else None
            found[name] = (head,) if head is not None else tuple(_told(record, told) for record in records)
    unknown = [name for name in rest if not found[name]]
    close: dict[str, tuple[Reference, ...]] = dict.fromkeys(unknown, ())
    others: dict[str, str] = {}
    if unknown and own is not None and where:
        others = await _others(gateway, binding, own, tuple(unknown), among)
    nowhere = [name for name in unknown if name not in others][:_MOST_NEAR]
    near = await side_by_side(_close(gateway, model, where, name) for name in nowhere)
    close |= dict(zip(nowhere, near, strict=True))
    ambiguous = {name: records for name, records in found.items() if len(records) > 1}
    meant = {name: records[0] for name, records in found.items() if len(records) == 1}
    numbered = {name: number for name, number in digits.items() if name not in ambiguous}
    ids = {**numbered, **{name: record.id for name, record in meant.items()}}
    given = (item if isinstance(item, int) else ids.get(item.strip()) for item in wanted)
    listed = tuple(dict.fromkeys(number for number in given if number is not None))
    return Resolved(listed, ambiguous, close, others, meant, said, known.records)


def _both(found: Mapping[str, tuple[Reference, ...]], digits: Mapping[str, int], known: Held) -> tuple[str, ...]:
    """A word about each text of digits that stands in a key field and is another record's id as well."""
    return tuple(
        f"{name!r} is taken for the key of {_choices(found[name])}, not for id {_choices([other])}: "
        "send a number for the id"
        for name, number in digits.items()
        if found[name] and number in known.records and all(record.id != number for record in found[name])
        for other in [Reference(number, known.records[number]["display_name"] or "")]
    )


def _told(record: Reference, known: Candidates) -> Reference:
    """The record with what tells it from others behind its name."""
    more = known.told.get(record.id)
    return Reference(record.id, f"{_name(record)} ({cut(more, _LONGEST)})") if more else record


async def _others(
    gateway: Gateway, binding: Binding, bound: BoundObject, names: tuple[str, ...], among: Among
) -> dict[str, str]:
    """Names that mean records of the same model which are no such object, with what those are."""
    found = dict((await replace(among, where=()).held(gateway, names)).meant)
    rest = tuple(name for name in names if not found.get(name))
    if rest:
        found |= await gateway.ids_by_name(bound.model.name, rest)
    records = {name: items[0] for name, items in found.items() if len(items) == 1}
    if not records:
        return {}
    what = await instead(gateway, binding, bound, (record.id for record in records.values()))
    return {name: what[record.id] for name, record in records.items() if record.id in what}


async def _close(gateway: Gateway, model: Model, where: Domain, name: str) -> tuple[Reference, ...]:
    """Records whose name has a word of `name` in it, the most alike first."""
    words = sorted({word for word in re.findall(r"\w+", name) if len(word) >= _SHORTEST}, key=len)[-_WORDS:]
    by = naming(model)
    if not words or not model.field(by).searchable:
        return ()
    domain = (*where, *("|" for _ in words[1:]), *((by, "ilike", word) for word in words))
    read = Read(model.name, domain, (Spec("display_name", "char"),), limit=_CANDIDATES, total=False)
    found = [Reference(record["id"], record["display_name"] or "") for record in (await gateway.read(read)).records]
    found.sort(key=lambda record: -SequenceMatcher(None, name.lower(), record.name.lower()).ratio())
    return tuple(found[:_NEAR])


def _several(records: Sequence[Reference]) -> str:
    """The choices; so many as are looked up at most may not be all."""
    return f"{_choices(records)}{', and maybe others' if len(records) >= MOST_PER_NAME else ''}"


def _choices(records: Sequence[Reference]) -> str:
    shown = ", ".join(f"{record.id} {cut(one_line(record.name), 2 * _LONGEST)}" for record in records[:_CHOICES])
    return f"{shown} and {len(records) - _CHOICES} more" if len(records) > _CHOICES else shown


def _name(record: Reference) -> str:
    """A name as part of a sentence of ours, which it cannot break out of."""
    return cut(one_line(record.name), _LONGEST)


def _said(records: Sequence[Reference]) -> str:
    return f"; close: {_choices(records)}" if records else ""
