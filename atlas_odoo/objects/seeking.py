"""Fields of a tenant by their path, or the reason why there is none: what near matches cost is not spent here. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas_odoo.objects.bound import TO_MANY
from atlas_odoo.schema.catalogue import Catalogue, Field, Model


@dataclass(frozen=True, slots=True)
class Lack:
    """Why something cannot be had; `absent` when that is only because it does not exist."""

    reason: str
    absent: bool = False


def steps(catalogue: Catalogue, model: Model, path: str) -> tuple[Field, ...] | Lack:
    """The fields along `path`, all of which exist and may be read."""
    found: list[Field] = []
    here = model
    for name in path.split("."):
        if found:
            relation = found[-1].relation
            if relation is None:
                return Lack(f"{path} goes on after {found[-1].name}, which leads to no other model")
            if relation not in catalogue:
                return Lack(unreadable(catalogue, (relation,)))
            here = catalogue[relation]
        field = here.fields.get(name)
        if field is None:
            if here.hides(name):
                return Lack(f"{here.name}.{name} is hidden by atlas-odoo: it may hold a secret")
            return Lack(f"{model.name} has no {path} here", absent=True)
        found.append(field)
    return tuple(found)


def first(catalogue: Catalogue, model: Model, candidates: Iterable[str]) -> tuple[str, Field] | Lack:
    """The first of `candidates` that exists and may be read."""
    absent: list[str] = []
    others: list[str] = []
    for path in candidates:
        field = model.fields.get(path)  # most paths are one step
        if field is None:
            fields = steps(catalogue, model, path)
            if isinstance(fields, Lack):
                (absent if fields.absent else others).append(path if fields.absent else fields.reason)
                continue
            if any(item.type in TO_MANY for item in fields[:-1]):
                others.append(f"{path} leads through a list, in which there are several values")
                continue
            field = fields[-1]
        bar = barred(catalogue, field)
        if bar is None:
            return path, field
        others.append(bar)
    if absent:
        others.insert(0, f"{model.name} has no {' or '.join(absent)} here")
    return Lack("; ".join(others))


def barred(catalogue: Catalogue, field: Field) -> str | None:
    """Why the records of a list cannot be read, if they cannot."""
    if field.type not in TO_MANY or field.relation in catalogue:
        return None
    return unreadable(catalogue, (field.relation or field.name,))


def unreadable(catalogue: Catalogue, models: Iterable[str]) -> str:
    """Why none of these models can be had."""
    models = tuple(models)
    hidden = [name for name in models if catalogue.hides(name)]
    if hidden:
        return f"{' and '.join(hidden)} is hidden by atlas-odoo: it holds secrets"
    return f"{' or '.join(models)} is not installed, or the integration user may not read it"
