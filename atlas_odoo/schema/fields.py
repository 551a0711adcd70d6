"""From what `fields_get` answers to `Field` values, and the attributes that are worth asking for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.schema.catalogue import Field, Origin

ATTRIBUTES: Final = (
    "type",
    "string",
    "help",
    "required",
    "readonly",
    "store",
    "searchable",
    "sortable",
    "relation",
    "relation_field",
    "selection",
    "company_dependent",
    "currency_field",
    "manual",
)
"""Only what a `Field` holds: unrestricted, `res.partner` alone is 111 kB on 19."""

MAGIC: Final = frozenset(
    {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date", "__last_update"}
)
"""Fields that Odoo itself puts on every model (`__last_update` up to 16)."""


_GROUP: Final = re.compile(r"in_group_\d+|sel_groups_[\d_]+")


def is_checkbox(model: str, field: str) -> bool:
    """Whether a field of `res.users` is the checkbox of one group, with that group's database id in its name.

    Up to 18 Odoo describes one or two for each group; what they say is in the field that holds the groups.
    """
    return model == "res.users" and _GROUP.fullmatch(field) is not None


def parse_fields(model: str, answer: Mapping[str, Json], known: Collection[str] | None) -> dict[str, Field]:
    """The fields of one model. `known` are the standard ones of its baseline, None when the model is in none."""
    standard = MAGIC if known is None else MAGIC.union(known)
    fields = {}
    for name, facts in answer.items():
        if is_checkbox(model, name):
            continue
        if facts.get("manual") or name.startswith("x_"):
            origin = Origin.CUSTOM
        elif name not in standard:
            origin = Origin.ADDON
        else:
            origin = Origin.STANDARD
        fields[name] = Field(
            name=name,
            type=facts.get("type") or "char",
            label=facts.get("string") or name,
            help=facts.get("help") or None,
            required=bool(facts.get("required")),
            readonly=bool(facts.get("readonly")),
            stored=bool(facts.get("store", True)),
            searchable=bool(facts.get("searchable", True)),
            sortable=bool(facts.get("sortable", True)),
            relation=facts.get("relation") or None,
            relation_field=facts.get("relation_field") or None,
            selection=_selection(facts.get("selection")),
            company_dependent=bool(facts.get("company_dependent")),
            currency_field=facts.get("currency_field") or None,
            origin=origin,
        )
    return fields


def _selection(pairs: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(pairs, list):
        return ()
    return tuple((str(value), str(label)) for value, label in pairs)
