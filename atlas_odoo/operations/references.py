"""Records by what people call them: ids, names, codes, numbers, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from atlas_odoo.errors import AtlasError, RecordMissing, ReferenceAmbiguous
from atlas_odoo.gateway import Gateway
from atlas_odoo.objects.worth import naming
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.odoo.plan import Read, Reference, Spec
from atlas_odoo.operations.plain_text import cut
from atlas_odoo.schema.catalogue import Model

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
    """Ids in the order asked for; `unknown` names with records that come close, `ambiguous` ones with all they mean."""

    ids: tuple[int, ...]
    ambiguous: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    unknown: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)

    def notes(self) -> list[str]:
        """What the caller should know."""
        return [
            *(f"{name!r} is ambiguous: {_choices(found)}" for name, found in self.ambiguous.items()),
            *(f"{name!r} not found{_said(found)}" for name, found in self.unknown.items()),
        ]

    def failure(self, model: str) -> AtlasError:
        """The error when there is nothing to read at all."""
        message = f"{model}: {'; '.join(self.notes())}."
        return ReferenceAmbiguous(message) if self.ambiguous else RecordMissing(message, advice="Try find_records.")

    def absent(self, model: str, ids: Sequence[int]) -> AtlasError:
        """The error when ids lead to no record."""
        listed = ", ".join(map(str, ids[:_CHOICES]))
        return RecordMissing(f"{model} {listed}: no such record, or not visible to this user.")


def keys(model: Model) -> tuple[str, ...]:
    """The fields of `model` by which its records are found.

    Fields per company are left out: on 14 searching by one needs rights on ir.property that only administrators have.
    """
    return tuple(
        name
        for name in KEYS
        if (item := model.fields.get(name)) is not None
        and item.type in {"char", "text"}
        and item.searchable
        and not item.company_dependent
    )


async def resolve(gateway: Gateway, model: Model, wanted: Sequence[int | str]) -> Resolved:
    """The ids that `wanted` means. A short text of digits is an id, a long one a number such as a barcode."""
    wanted = [int(item) if isinstance(item, str) and _ID.fullmatch(item.strip()) else item for item in wanted]
    names = tuple(dict.fromkeys(item.strip() for item in wanted if isinstance(item, str)))
    found = await gateway.ids_by_name(model.name, names, keys(model)) if names else {}
    ids: list[int] = []
    ambiguous: dict[str, tuple[Reference, ...]] = {}
    unknown: dict[str, tuple[Reference, ...]] = {}
    for item in wanted:
        if isinstance(item, int):
            ids.append(item)
            continue
        name = item.strip()
        records = found.get(name, ())
        if len(records) == 1:
            ids.append(records[0].id)
        elif records:
            ambiguous[name] = records
        else:
            unknown[name] = ()
    for name in list(unknown)[:_MOST_NEAR]:
        unknown[name] = await _close(gateway, model, name)
    return Resolved(tuple(dict.fromkeys(ids)), ambiguous, unknown)


async def _close(gateway: Gateway, model: Model, name: str) -> tuple[Reference, ...]:
    """Records whose name has a word of `name` in it, the most alike first."""
    words = sorted({word for word in re.findall(r"\w+", name) if len(word) >= _SHORTEST}, key=len)[-_WORDS:]
    by = naming(model)
    if not words or not model.field(by).searchable:
        return ()
    domain = (*("|" for _ in words[1:]), *((by, "ilike", word) for word in words))
    read = Read(model.name, domain, (Spec("display_name", "char"),), limit=_CANDIDATES, total=False)
    found = [Reference(record["id"], record["display_name"] or "") for record in (await gateway.read(read)).records]
    found.sort(key=lambda record: -SequenceMatcher(None, name.lower(), record.name.lower()).ratio())
    return tuple(found[:_NEAR])


def _choices(records: Sequence[Reference]) -> str:
    shown = ", ".join(f"{record.id} {_name(record)}" for record in records[:_CHOICES])
    return f"{shown} and {len(records) - _CHOICES} more" if len(records) > _CHOICES else shown


def _name(record: Reference) -> str:
    """A name as part of a sentence of ours, which it cannot break out of."""
    return cut(one_line(record.name), _LONGEST)


def _said(records: Sequence[Reference]) -> str:
    return f"; close: {_choices(records)}" if records else ""
