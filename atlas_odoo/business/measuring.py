"""The arguments of `aggregate_records` as groupings, measures, conditions on them, and an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from atlas_odoo.business.subject import Subject
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.group_keys import GRANULARITIES
from atlas_odoo.odoo.group_request import COUNT, FUNCTIONS, name_of
from atlas_odoo.odoo.plan import Grouping, Having, Measure
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.operations.candidates import COMPANY, PARTNER
from atlas_odoo.schema.catalogue import Field, nearest

_NUMBERS: Final = frozenset({"integer", "float", "monetary"})
_DATES: Final = frozenset({"date", "datetime"})
_UNGROUPABLE: Final = frozenset({"one2many", "binary", "html", "json", "serialized", "properties"})
_UNCOUNTABLE: Final = _UNGROUPABLE | {"many2many"}
_SOME: Final = 12
_COUNT_WORDS: Final = frozenset({"count", "__count", "id:count"})
_HAVING: Final = re.compile(r"\s*(?P<measure>[\w:]+)\s*(?P<sign><=|>=|!=|<>|==|=|<|>)\s*(?P<value>-?\d+(?:\.\d+)?)\s*")
_SORT: Final = re.compile(r"(?P<key>[\w.:]+)(?:\s+(?P<way>asc|desc))?", re.IGNORECASE)
_SIGNS: Final = {"<>": "!=", "==": "="}


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure, how it is called in the header, and its field (None for the count)."""

    measure: Measure
    name: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Grouped:
    """A grouping, its field, and how it is called in the header."""

    grouping: Grouping
    field: Field
    name: str


def grouping(about: Subject, text: str) -> Grouped:
    """`customer` or `date:month`. Raises ArgumentInvalid, FieldMissing or FieldHidden."""
    name, _, granularity = text.strip().partition(":")
    path = about.path(name)
    catalogue, model = about.binding.catalogue, about.model
    field = catalogue.path(model.name, path)[-1]
    version = dialect(catalogue.version)
    if "." in path and not version.group_by_path:
        raise ArgumentInvalid(
            f"group_by: Odoo {catalogue.version} cannot group by a field of a related record ({path}).",
            advice=f"Group by {path.partition('.')[0]}, or aggregate the other model.",
        )
    many = field.type == "many2many" and not version.group_by_many2many
    if not field.stored or many or field.type in _UNGROUPABLE:
        why = "is computed" if not field.stored else f"is a {field.type} field"
        near = nearest(path, {name: item for name, item in model.fields.items() if item.stored})
        raise ArgumentInvalid(
            f"group_by: {path} {why} and Odoo cannot group by it.", advice=f"Stored fields: {', '.join(near)}."
        )
    if field.type in _DATES:
        granularity = granularity or "month"
        if granularity not in GRANULARITIES:
            raise ArgumentInvalid(
                f"group_by: {granularity!r} is no granularity.", advice=f"One of {', '.join(GRANULARITIES)}."
            )
    elif granularity:
        raise ArgumentInvalid(
            f"group_by: {path} is a {field.type} field; only dates have a granularity.", advice=f"Write {path}."
        )
    return Grouped(
        Grouping(path, granularity or None, field.type), field, f"{name}:{granularity}" if granularity else name
    )


def companies_behind(about: Subject, groups: Sequence[Grouped]) -> list[str]:
    """A word for groups by partner on orders and invoices, which are often of a contact of the company."""
    model = about.model
    words = {item.path: name for name, item in about.bound.fields.items()} if about.bound is not None else {}
    by_path = dialect(about.binding.catalogue.version).group_by_path
    asked = {group.grouping.field for group in groups}
    for group in groups:
        path = group.grouping.field
        if group.field.relation != PARTNER or path.rpartition(".")[2] == COMPANY:
            continue
        own = model.fields.get(COMPANY)
        behind = f"{path}.{COMPANY}" if path != "partner_id" or own is None or not own.stored else COMPANY
        if behind in asked or (behind not in words and "." in behind):
            continue
        way = f"; group by {words.get(behind, behind)}" if by_path or "." not in behind else ""
        return [f"contacts apart from their companies{way}"]
    return []


def measured(about: Subject, text: str) -> Measured:
    """`total:sum`, or `count`. Raises ArgumentInvalid, FieldMissing or FieldHidden."""
    text = text.strip()
    if text in _COUNT_WORDS:
        return Measured(COUNT, "count")
    name, _, function = text.partition(":")
    function = function or "sum"
    if function not in FUNCTIONS:
        raise ArgumentInvalid(f"measures: {function!r} is no function.", advice=f"One of {', '.join(FUNCTIONS)}.")
    path = about.path(name)
    model = about.model
    if "." in path:
        raise ArgumentInvalid(
            f"measures: {name} is a field of related records ({path}); Odoo measures fields of {about.name} only.",
            advice=f"Aggregate the records that {path.partition('.')[0]} leads to.",
        )
    field = model.field(path)
    numbers = [item.name for item in model.fields.values() if item.type in _NUMBERS and item.stored]
    fits = field.type in _NUMBERS if not function.startswith("count") else field.type not in _UNCOUNTABLE
    if not field.stored or not (fits or (field.type in _DATES and function in {"min", "max"})):
        why = f"is a {field.type} field and has no {function}" if field.stored else "is computed and not aggregated"
        raise ArgumentInvalid(f"measures: {name} {why}.", advice=f"Numbers: {', '.join(sorted(numbers)[:_SOME])}.")
    return Measured(Measure(path, function), f"{name}:{function}", field)


def having(about: Subject, text: str) -> tuple[Having, Measured]:
    """`amount_total:sum > 1000` or `count >= 5`. Raises ArgumentInvalid, FieldMissing or FieldHidden."""
    match = _HAVING.fullmatch(text)
    if match is None:
        raise ArgumentInvalid(
            f"having: {text!r} is not a measure compared with a number.",
            advice='Write "amount_total:sum > 1000" or "count >= 5".',
        )
    measure = measured(about, match["measure"])
    sign = match["sign"]
    return Having(measure.measure, _SIGNS.get(sign, sign), float(match["value"])), measure


def sorting(
    order: str | None, groups: Sequence[Grouped], measures: Iterable[Measured]
) -> tuple[tuple[Grouping | Measure, bool], ...]:
    """`amount_total:sum desc, partner_id`. Raises ArgumentInvalid for what is neither grouped by nor measured."""
    keys: dict[str, Grouping | Measure] = {}
    technical: dict[str, Grouping | Measure] = {}
    for item in measures:
        keys[item.name] = item.measure
        technical[f"{item.measure.field}:{item.measure.function}"] = item.measure
    for group in groups:
        keys[group.name] = group.grouping
        for name in (group.name.partition(":")[0], group.grouping.field, name_of(group.grouping)):
            technical[name] = group.grouping
    terms: list[tuple[Grouping | Measure, bool]] = []
    for text in order.split(",") if order else ():
        match = _SORT.fullmatch(text.strip())
        name = "count" if match and match["key"] in _COUNT_WORDS else match["key"] if match else ""
        key = keys.get(name) or technical.get(name)
        if match is None or key is None:
            raise ArgumentInvalid(
                f"order: {text.strip()!r} is neither a grouping nor a measure of this call.",
                advice=f"Sort by {', '.join(keys)}, each with asc or desc.",
            )
        terms.append((key, (match["way"] or "asc").lower() == "desc"))
    return tuple(terms)
