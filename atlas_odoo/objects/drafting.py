"""A tool file for one model, written from the catalogue: it works as it is, and people go on from there. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from atlas_odoo.objects.seeking import barred
from atlas_odoo.objects.worth import (
    COLUMNS,
    NO_COLUMN,
    NO_DETAIL,
    THRESHOLD,
    default_lines,
    line_columns,
    naming,
    ranked,
    worth,
)
from atlas_odoo.schema.catalogue import Catalogue, Field, Model, Origin

_FIELDS: Final = 20
_KEYS: Final = 3
_LONGEST: Final = 32
"""Characters of a name; longer labels are sentences."""
_TELLING: Final = re.compile(r"(^|_)(code|ref|reference|number|serial|barcode|email|login|vat)($|_)")
"""Fields by which people name a record besides its name."""
_PLAIN: Final = re.compile(r"[^\W\d_][\w/()&-]*( [\w/()&-]+)*\Z")
_WORDS: Final = frozenset({"true", "false", "null"})
_NAMES: Final = frozenset({"name", "x_name"})
_RESERVED: Final = frozenset({"id", "display_name"})


def draft(catalogue: Catalogue, name: str, *, taken: Collection[str] = (), schema: str | None = None) -> str:
    """The text of a tool file with one object, for the model `name`. `taken` are names of objects that exist already.

    `schema` is where editors find the JSON Schema. Raises ModelMissing with near matches, or ModelHidden.
    """
    model = catalogue.model(name)
    lines = _lines(catalogue, model)
    chosen = _chosen(catalogue, model, lines)
    names = _named(chosen, lines)
    title = _title(model)
    own = _free([_slug(title), _slug(model.name)], taken, "object")
    shown = [names[field.name] for field in chosen if field.type not in NO_COLUMN][:COLUMNS] or list(names.values())[:1]
    parts = [
        *([f"# yaml-language-server: $schema={schema}"] if schema else []),
        "toolset: own",
        "title: Own objects",
        "objects:",
        f"  {own}:",
        f"    model: {model.name}",
        f"    title: {_text(title)}",
        *_listed("keys", [names[field.name] for field in _keys(model, chosen)]),
        "    fields:",
        *(f"      {names[field.name]}: {field.name}" for field in chosen if field is not lines),
        *(_below(catalogue, names[lines.name], lines) if lines is not None else ()),
        *_listed("columns", shown),
        *([f"    order: {names[chosen[0].name]}"] if chosen[0].sortable and chosen[0].type in {"char", "date"} else []),
    ]
    return "\n".join(parts) + "\n"


def _chosen(catalogue: Catalogue, model: Model, lines: Field | None) -> list[Field]:
    """The fields worth having, the one that names a record first and its lines last."""
    there = [field for field in ranked(model) if barred(catalogue, field) is None]
    first = model.fields.get(naming(model))
    useful = [
        field
        for field in there
        if field.type not in NO_DETAIL
        and (field.origin is Origin.CUSTOM or worth(field) >= THRESHOLD)
        and field is not first
    ]
    kept = [*([first] if first is not None else []), *useful][:_FIELDS] or there[:1]
    return [*(field for field in kept if field is not lines), *([lines] if lines is not None else [])]


def _lines(catalogue: Catalogue, model: Model) -> Field | None:
    """The field of the model's lines, when they can be read and have something to tell."""
    lines = default_lines(model)
    if lines is None or lines.relation not in catalogue:
        return None
    return lines if _told(catalogue, lines) else None


def _told(catalogue: Catalogue, lines: Field) -> list[Field]:
    model = catalogue[lines.relation or ""]
    return [model.fields[name] for name in line_columns(model, lines) if name in model.fields and name not in _RESERVED]


def _below(catalogue: Catalogue, name: str, lines: Field) -> Iterator[str]:
    told = _told(catalogue, lines)
    names = _named(told)
    yield f"      {name}:"
    yield f"        field: {lines.name}"
    yield "        fields:"
    for field in told:
        yield f"          {names[field.name]}: {field.name}"


def _keys(model: Model, chosen: Iterable[Field]) -> list[Field]:
    found = [
        field
        for field in chosen
        if field.type == "char"
        and field.searchable
        and not field.company_dependent
        and (field.name == naming(model) or _TELLING.search(field.name) or _TELLING.search(_slug(field.label)))
    ]
    return found[:_KEYS]


def _named(fields: Iterable[Field], lines: Field | None = None) -> dict[str, str]:
    """A business name for each technical one: what its label says, else what is left of the technical name."""
    names: dict[str, str] = {}
    for field in fields:
        technical = re.sub(r"^(x_studio_|x_)|_ids?$", "", field.name)
        usual = "lines" if field is lines else "name" if field.name in _NAMES else ""
        names[field.name] = _free([usual, _slug(field.label), _slug(technical)], names.values(), "field")
    return names


def _free(wishes: Iterable[str], taken: Collection[str], otherwise: str) -> str:
    """The first of `wishes` that can be a name and is not taken; else one with a number."""
    good = [wish for wish in wishes if 0 < len(wish) <= _LONGEST and wish not in _RESERVED | _WORDS]
    numbered = (f"{[*good, otherwise][0]}_{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (*good, *numbered) if name not in taken)


def _slug(text: str) -> str:
    """`Serial Number` as `serial_number`; empty when nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")


def _title(model: Model) -> str:
    label = " ".join("".join(sign if sign.isprintable() else " " for sign in model.label).split())
    return label or model.name


def _text(text: str) -> str:
    """A text as YAML has it: in quotes where it could mean something else."""
    return text if _PLAIN.match(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


def _listed(key: str, names: list[str]) -> list[str]:
    return [f"    {key}: [{', '.join(names)}]"] if names else []
