"""One business object on one tenant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from atlas_odoo.objects.bound import TO_MANY, BoundField, BoundObject, Left
from atlas_odoo.objects.conditions import condition
from atlas_odoo.objects.definition import FieldDefinition, ObjectDefinition
from atlas_odoo.objects.seeking import Lack, barred, first, steps, unreadable
from atlas_odoo.objects.worth import COLUMNS, DETAILS, NO_DETAIL
from atlas_odoo.schema.catalogue import Catalogue, Model, Origin

_KEY_TYPES: Final = frozenset({"char", "text"})
_ID: Final = "id"


@dataclass(frozen=True, slots=True)
class Report:
    """What was left out so far, of one object or file."""

    toolset: str
    left: list[Left] = field(default_factory=list)

    def leave(self, name: str, reason: str) -> None:
        """Tell that `name` is left out."""
        self.left.append(Left(self.toolset, name, reason))

    def reason(self, name: str) -> str:
        """Why `name` was left out."""
        return next((item.reason for item in self.left if item.name == name), "it is not defined")


def bind_object(name: str, definition: ObjectDefinition, catalogue: Catalogue, report: Report) -> BoundObject | None:
    """The object on this tenant; None with the one reason reported when it cannot be had."""
    inner = Report(report.toolset)
    bound = _bound(name, definition, catalogue, inner)
    if isinstance(bound, Lack):
        report.leave(name, bound.reason)
        return None
    report.left.extend(inner.left)
    return bound


def _bound(name: str, definition: ObjectDefinition, catalogue: Catalogue, report: Report) -> BoundObject | Lack:
    model = next((catalogue[candidate] for candidate in definition.model if candidate in catalogue), None)
    if model is None:
        return Lack(unreadable(catalogue, definition.model))
    fields = _fields(name, model, definition.fields, catalogue, report)
    if not fields:
        return Lack(f"{model.name} has none of its fields here")
    lacking = [item for item in dict.fromkeys((*definition.keys, *definition.needs)) if item not in fields]
    if lacking:
        reasons = "; ".join(report.reason(f"{name}.{item}") for item in lacking)
        return Lack(f"without {' and '.join(lacking)} it makes no sense: {reasons}")
    keys = tuple(_keys(name, definition, fields, report))
    if definition.keys and not keys:
        return Lack(f"its records cannot be looked up: {report.reason(f'{name} (keys)')}")
    where = condition(catalogue, model, definition.where)
    if isinstance(where, Lack) and definition.where_otherwise:
        where = condition(catalogue, model, definition.where_otherwise)
    if isinstance(where, Lack):
        return Lack(f"its condition cannot hold: {where.reason}")
    for reason in where.dropped:
        report.leave(f"{name} (where)", reason)
    order = tuple(_order(name, definition, fields, report))
    own = _custom(model, fields, catalogue)
    bound = BoundObject(
        name=name,
        toolset=report.toolset,
        title=definition.title,
        model=model,
        where=where.domain,
        fields={**fields, **own},
        keys=keys,
        columns=(),
        details=(),
        order=", ".join(order) or None,
        says=definition.says,
    )
    columns = tuple(_shown(bound, "columns", definition.columns, catalogue, report))
    details = tuple(_shown(bound, "details", definition.details or fields, catalogue, report))
    told = [item.name for item in own.values() if item.field.type not in NO_DETAIL]
    return replace(
        bound,
        columns=columns or tuple(fields)[:COLUMNS],
        details=(*details, *told[: max(0, DETAILS - len(details))]),
    )


def _shown(bound: BoundObject, key: str, paths: Iterable[str], catalogue: Catalogue, report: Report) -> Iterator[str]:
    """Those of `paths` that lead to a field. One that begins with a field that is left out has its reason already."""
    reasons: list[str] = []
    for path in bound.present(paths):
        found = steps(catalogue, bound.model, bound.path(path)) if "." in path else ()
        reason = found.reason if isinstance(found, Lack) else barred(catalogue, found[-1]) if found else None
        if reason is None:
            yield path
        else:
            reasons.append(f"{path}: {reason}")
    if reasons:
        report.leave(f"{bound.name} ({key})", "; ".join(reasons))


def _fields(
    owner: str, model: Model, definitions: Mapping[str, FieldDefinition], catalogue: Catalogue, report: Report
) -> dict[str, BoundField]:
    """The fields that this tenant has, by business name; those of lists bring the custom ones of their model along."""
    fields: dict[str, BoundField] = {}
    for name, definition in definitions.items():
        found = first(catalogue, model, definition.field)
        if isinstance(found, Lack):
            report.leave(f"{owner}.{name}", found.reason)
            continue
        path, item = found
        below: dict[str, BoundField] = {}
        columns: tuple[str, ...] = ()
        if definition.fields:
            if item.relation is None or item.relation not in catalogue:
                reason = unreadable(catalogue, (item.relation,)) if item.relation else f"{path} holds no records"
                report.leave(f"{owner}.{name}", reason)
                continue
            listed = catalogue[item.relation]
            below = _fields(f"{owner}.{name}", listed, definition.fields, catalogue, report)
            columns = tuple(column for column in definition.columns or below if column in below)
            below |= _custom(listed, below, catalogue)
        fields[name] = BoundField(name, path, item, below, columns, definition.says)
    return fields


def _custom(model: Model, taken: Mapping[str, BoundField], catalogue: Catalogue) -> dict[str, BoundField]:
    """The tenant's own fields of `model` under their own names, by name; without those that are `taken`."""
    paths = {item.path for item in taken.values()}
    custom = sorted(name for name, item in model.fields.items() if item.origin is Origin.CUSTOM)
    return {
        name: BoundField(name, name, model.fields[name])
        for name in custom
        if name not in taken and name not in paths and barred(catalogue, model.fields[name]) is None
    }


def _keys(name: str, definition: ObjectDefinition, fields: Mapping[str, BoundField], report: Report) -> Iterator[str]:
    """The technical fields by which records are looked up.

    Fields per company are none: on 14 searching by one needs rights on ir.property that only administrators have.
    """
    reasons: list[str] = []
    for key in definition.keys:
        bound = fields[key]
        if "." in bound.path:
            reasons.append(f"{key} is a field of another model")
        elif bound.field.type not in _KEY_TYPES:
            reasons.append(f"{key} is no text")
        elif not bound.field.searchable:
            reasons.append(f"{key} cannot be searched by")
        elif bound.field.company_dependent:
            reasons.append(f"{key} is kept per company")
        else:
            yield bound.path
    if reasons:
        report.leave(f"{name} (keys)", "; ".join(reasons))


def _order(name: str, definition: ObjectDefinition, fields: Mapping[str, BoundField], report: Report) -> Iterator[str]:
    """The terms of the order that hold here, in technical names. A field that is left out has its reason already."""
    reasons: list[str] = []
    for term in (definition.order or "").split(","):
        key, _, way = term.strip().partition(" ")
        if key == _ID:
            yield f"{_ID} {way}".strip()
            continue
        bound = fields.get(key)
        if bound is None:
            continue
        if "." in bound.path or bound.field.type in TO_MANY or not bound.field.sortable:
            reasons.append(f"{key} cannot be sorted by")
        else:
            yield f"{bound.path} {way}".strip()
    if reasons:
        report.leave(f"{name} (order)", "; ".join(reasons))
