"""Records that a name may mean: what tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atlas_odoo.errors import AccessDenied
from atlas_odoo.objects.bound import Binding, BoundObject
from atlas_odoo.objects.worth import default_columns
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.odoo.plan import ReadIds, Reference, Spec
from atlas_odoo.schema.catalogue import Field, Model

if TYPE_CHECKING:
    from atlas_odoo.gateway import Gateway

_TELLING: Final = frozenset({"char", "many2one", "selection", "date", "monetary"})
_NAMES: Final = frozenset({"id", "name", "x_name", "display_name", "complete_name"})
_READ: Final = 6
_SHOWN: Final = 2
PARTNER: Final = "res.partner"
COMPANY: Final = "commercial_partner_id"
"""The company that a contact or an address belongs to, or the partner itself."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is known of several records of one model, read in one call."""

    told: Mapping[int, str]
    """What tells them apart, such as `email a@b.example, city Ghent`; empty where nothing does."""
    company: Mapping[int, int]
    """For partners: the company that each belongs to, which is itself one of them."""

    def head(self, records: Sequence[Reference]) -> Reference | None:
        """The company that all of `records` belong to, when it is one of them."""
        owners = {self.company.get(record.id) for record in records}
        return next((record for record in records if owners == {record.id}), None)


def covering(binding: Binding, model: str) -> list[BoundObject]:
    """The business objects of a model, those first that every record of it belongs to."""
    found = [item for item in binding.objects.values() if item.model.name == model]
    return sorted(found, key=lambda item: bool(item.where))


async def looked_at(
    gateway: Gateway, model: Model, objects: Sequence[BoundObject], records: Iterable[Reference]
) -> Candidates:
    """What tells `records` apart, in the words of the first of `objects` that are of this model."""
    records = tuple(records)
    ids = tuple(dict.fromkeys(record.id for record in records))
    words = _words(model, objects)
    owner = [model.fields[COMPANY]] if model.name == PARTNER and COMPANY in model.fields else []
    specs = {item.name: Spec(item.name, item.type, item.relation) for item in (*words.values(), *owner)}
    try:
        found = (await gateway.read_ids(ReadIds(model.name, ids, tuple(specs.values())))).records
    except AccessDenied:  # one of the columns leads to what this user may not see
        return Candidates({}, {})
    shown: dict[int, list[str]] = {record["id"]: [] for record in found}
    names = {record.id: record.name for record in records}
    for word, field in words.items():
        values = {record["id"]: plain(record.get(field.name)) for record in found}
        if len(set(values.values())) > 1:
            for number, value in values.items():
                if value and value not in names[number] and len(shown[number]) < _SHOWN:
                    shown[number].append(f"{word} {value}")
    company = {record["id"]: value.id for record in found if isinstance(value := record.get(COMPANY), Reference)}
    return Candidates({number: ", ".join(parts) for number, parts in shown.items()}, company)


def _words(model: Model, objects: Sequence[BoundObject]) -> dict[str, Field]:
    """Short columns of the object, or of the model, by the word for each."""
    found: dict[str, Field] = {}
    if objects:
        pairs = [(name, objects[0].path(name)) for name in objects[0].columns if objects[0].has(name)]
    else:
        pairs = [(name, name) for name in default_columns(model)]
    for word, path in pairs:
        field = model.fields.get(path)
        if field is not None and field.type in _TELLING and field.name not in _NAMES:
            found[word] = field
    return dict(list(found.items())[:_READ])


def plain(value: Json) -> str | None:
    """A short value as part of a sentence of ours, which it cannot break out of; None for what is empty."""
    if isinstance(value, Reference):
        return one_line(value.name)
    return one_line(str(value)) if value not in (None, "", False) else None
