"""Tool files against one tenant's catalogue: what exists is bound, what does not is left out with a reason. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from atlas_odoo.errors import AtlasError, FieldMissing, NameMissing
from atlas_odoo.objects.bound import TO_MANY, Binding, BoundField, BoundObject, BoundQuestion, Left
from atlas_odoo.objects.definition import FieldDefinition, ObjectDefinition, ToolFile
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.schema.catalogue import Catalogue, Field, Model, Origin


@dataclass(slots=True)
class _Report:
    """What was left out so far, of one file."""

    toolset: str
    left: list[Left] = field(default_factory=list)

    def leave(self, name: str, reason: str) -> None:
        self.left.append(Left(self.toolset, name, reason))


def bind(files: Iterable[ToolFile], catalogue: Catalogue, needs: Mapping[str, tuple[str, ...]]) -> Binding:
    """The objects and questions of `files` that this tenant can have.

    `needs` are the objects without which an operation has nothing to say, by its name.
    """
    objects: dict[str, BoundObject] = {}
    questions: list[BoundQuestion] = []
    aliases: dict[str, str] = {}
    reports: list[_Report] = []
    files = tuple(files)
    for file in files:
        report = _Report(file.toolset)
        reports.append(report)
        for name, definition in file.objects.items():
            bound = _object(name, definition, file.toolset, catalogue, report)
            if bound is not None:
                objects[name] = bound
        aliases.update(file.aliases)
    for file, report in zip(files, reports, strict=True):
        for name, question in file.questions.items():
            lacking = [item for item in needs.get(question.operation, ()) if item not in objects]
            if lacking:
                report.leave(name, f"it needs {', '.join(lacking)}, which this tenant lacks")
                continue
            questions.append(BoundQuestion(name, file.toolset, question.operation, question.title, question.says))
    left = tuple(item for report in reports for item in report.left)
    return Binding(catalogue, objects, tuple(questions), left, aliases)


def _object(
    name: str, definition: ObjectDefinition, toolset: str, catalogue: Catalogue, report: _Report
) -> BoundObject | None:
    """The object on this tenant, or None with the reason reported."""
    model = _model(name, definition, catalogue, report)
    if model is None:
        return None
    fields = _fields(name, model.name, definition.fields, catalogue, report)
    lacking = [item for item in dict.fromkeys((*definition.keys, *definition.needs)) if item not in fields]
    if lacking:
        report.leave(name, f"without {', '.join(lacking)} it makes no sense")
        return None
    try:
        where = _where(definition, model.name, catalogue)
    except AtlasError as error:
        report.leave(name, f"its condition does not hold here: {error.message}")
        return None
    custom = [item for item in model.fields.values() if item.origin is Origin.CUSTOM]
    taken = {item.path for item in fields.values()}
    fields.update(
        {
            item.name: BoundField(item.name, item.name, item)
            for item in custom
            if item.name not in fields and item.name not in taken
        }
    )
    bound = BoundObject(
        name=name,
        toolset=toolset,
        title=definition.title,
        model=model,
        where=where,
        fields=fields,
        keys=tuple(fields[item].path for item in definition.keys),
        columns=(),
        details=(),
        can=tuple(definition.can),
        says=definition.says,
    )
    return _shown(bound, definition)


def _model(name: str, definition: ObjectDefinition, catalogue: Catalogue, report: _Report) -> Model | None:
    """The first of the object's models that this tenant has, or None with the reason reported."""
    for candidate in definition.model:
        try:
            return catalogue.model(candidate)
        except NameMissing:
            continue
        except AtlasError as error:
            report.leave(name, error.message)
            return None
    report.leave(name, f"{' or '.join(definition.model)} is not installed, or the integration user may not read it")
    return None


def _shown(bound: BoundObject, definition: ObjectDefinition) -> BoundObject:
    """`bound` with its columns, details and order, as far as their fields exist."""
    terms = []
    for term in (definition.order or "").split(","):
        name, _, way = term.strip().partition(" ")
        if name and bound.has(name) and bound.fields[name].field.sortable and "." not in bound.fields[name].path:
            terms.append(f"{bound.path(name)} {way}".strip())
    details = definition.details or list(definition.fields)
    return replace(
        bound,
        columns=bound.present(definition.columns),
        details=bound.present(details),
        order=", ".join(terms) or None,
    )


def _fields(
    owner: str, model: str, definitions: Mapping[str, FieldDefinition], catalogue: Catalogue, report: _Report
) -> dict[str, BoundField]:
    """The fields that this tenant has, by business name."""
    fields: dict[str, BoundField] = {}
    for name, definition in definitions.items():
        found = _first(model, definition.field, catalogue)
        if found is None:
            report.leave(f"{owner}.{name}", f"{model} has no {' or '.join(definition.field)} here")
            continue
        path, item = found
        below: dict[str, BoundField] = {}
        if definition.fields:
            if item.relation is None or item.relation not in catalogue:
                report.leave(f"{owner}.{name}", f"the integration user may not read {item.relation or 'its records'}")
                continue
            below = _fields(f"{owner}.{name}", item.relation, definition.fields, catalogue, report)
        columns = tuple(column for column in definition.columns or below if column in below)
        fields[name] = BoundField(name, path, item, below, columns, definition.says)
    return fields


def _first(model: str, candidates: Iterable[str], catalogue: Catalogue) -> tuple[str, Field] | None:
    """The first of `candidates` that exists and may be read."""
    for path in candidates:
        try:
            steps = catalogue.path(model, path)
        except AtlasError:
            continue
        if any(step.type in TO_MANY for step in steps[:-1]):
            continue
        return path, steps[-1]
    return None


def _where(definition: ObjectDefinition, model: str, catalogue: Catalogue) -> Domain:
    """The object's own condition. Raises DomainInvalid, FieldMissing, ModelMissing or FieldHidden."""
    where = domains.parse(definition.where, catalogue.version)
    for path, _, _, _ in domains.terms(where):
        if not catalogue.path(model, path)[-1].searchable:
            raise FieldMissing(f"{model}.{path} cannot be searched by.")
    return where
