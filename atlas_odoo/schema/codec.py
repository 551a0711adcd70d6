"""A model as one line of JSON and back: what the cache keeps, and what a fingerprint is made of.

Rows are lists in a fixed order rather than dictionaries, so that a tenant's 8,000 fields stay near 1 MB and a
model is decoded in well under a millisecond. Another order or meaning is another `cache.FORMAT`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.schema.catalogue import Catalogue, Field, Model, Origin

_REQUIRED: Final = 1
_READONLY: Final = 2
_STORED: Final = 4
_SEARCHABLE: Final = 8
_SORTABLE: Final = 16
_COMPANY: Final = 32
_ORIGINS: Final = tuple(Origin)


def encode(model: Model) -> str:
    """The model's facts, without access, which is asked for when it is needed; the same facts give the same text."""
    return json.dumps(
        [
            model.name,
            model.label,
            _ORIGINS.index(model.origin),
            model.methods,
            [_row(field) for _, field in sorted(model.fields.items())],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def decode(text: str) -> Model:
    """What `encode` was given. Fields come in the order of their names."""
    name, label, origin, methods, rows = json.loads(text)
    return Model(
        name=name,
        label=label,
        fields={row[0]: _field(row) for row in rows},
        methods=None if methods is None else tuple(methods),
        origin=_ORIGINS[origin],
    )


def fingerprint(bodies: Mapping[str, str]) -> str:
    """A digest of all encoded models; changes whenever one of them does."""
    digest = hashlib.sha256()
    for name in sorted(bodies):
        digest.update(bodies[name].encode())
        digest.update(b"\n")
    return digest.hexdigest()


def catalogue(bodies: Mapping[str, str], mark: str, version: int) -> Catalogue:
    """A catalogue that decodes a model when it is first looked at. `mark` is the fingerprint of `bodies`."""
    return Catalogue({name: partial(decode, body) for name, body in bodies.items()}, fingerprint=mark, version=version)


def _row(field: Field) -> list[Json]:
    flags = (
        _REQUIRED * field.required
        | _READONLY * field.readonly
        | _STORED * field.stored
        | _SEARCHABLE * field.searchable
        | _SORTABLE * field.sortable
        | _COMPANY * field.company_dependent
    )
    return [
        field.name,
        field.type,
        field.label,
        flags,
        _ORIGINS.index(field.origin),
        field.relation,
        field.relation_field,
        field.selection,
        field.currency_field,
        field.help,
    ]


def _field(row: list[Json]) -> Field:
    name, kind, label, flags, origin, relation, relation_field, selection, currency_field, help_text = row
    return Field(
        name=name,
        type=kind,
        label=label,
        help=help_text,
        required=bool(flags & _REQUIRED),
        readonly=bool(flags & _READONLY),
        stored=bool(flags & _STORED),
        searchable=bool(flags & _SEARCHABLE),
        sortable=bool(flags & _SORTABLE),
        relation=relation,
        relation_field=relation_field,
        selection=tuple((value, text) for value, text in selection),
        company_dependent=bool(flags & _COMPANY),
        currency_field=currency_field,
        origin=_ORIGINS[origin],
    )
