"""A domain against the tenant's schema: every path exists, can be searched, and selection values are real."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from atlas_odoo.business.subject import Place, Subject
from atlas_odoo.errors import ArgumentInvalid, DomainInvalid, FieldMissing
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.characters import one_line
from atlas_odoo.odoo.domain_terms import SUBDOMAIN
from atlas_odoo.odoo.domain_types import fitted
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.schema.catalogue import Catalogue, Field, Origin

_COMPARING: Final = frozenset({"=", "!=", "in", "not in"})
_MOST_VALUES: Final = 12
_DATE_PARTS: Final = frozenset(
    f"{part}_number" for part in ("year", "quarter", "month", "iso_week", "hour", "minute", "second")
) | {"day_of_year", "day_of_month", "day_of_week"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """A domain that can be sent, and what the caller should know about it."""

    domain: Domain
    notes: tuple[str, ...] = ()


def conditions(about: Subject, value: Json, zone: ZoneInfo | None = None) -> Conditions:
    """The conditions that a JSON value states, besides the subject's own, in technical names.

    A day compared with a time is that day in `zone` (UTC). Raises DomainInvalid, FieldMissing, ModelMissing,
    FieldHidden, ModelHidden or ArgumentInvalid: nothing that is doubtful is sent, because a term that Odoo ignores
    would widen the answer.
    """
    catalogue, model = about.binding.catalogue, about.model.name
    domain = _technical(domains.parse(value, catalogue.version), about.place, "")
    notes: list[str] = []
    types: dict[str, str] = {}
    for path, operator, compared, position in domains.terms(domain):
        field = _searchable(catalogue, model, path, position)
        if field is None:
            before = path.rpartition(".")[0]
            types[before] = catalogue.path(model, before)[-1].type
            continue
        types[path] = field.type
        if field.selection and operator in _COMPARING:
            notes += _selection(field, path, compared, position)
    return Conditions(fitted(domain, types.get, catalogue.version, zone), tuple(notes))


def _technical(domain: Domain, place: Place | None, position: str) -> Domain:
    """The domain with technical paths; what cannot be followed stays as it is, and is judged later."""
    if place is None:
        return domain
    items: list[Json] = []
    for index, item in enumerate(domain):
        if isinstance(item, str) or not isinstance(item[0], str):
            items.append(item)
            continue
        path, operator, compared = item
        here = f"{position}[{index}]"
        try:
            walked = place.walk(path)
        except FieldMissing as error:
            raise FieldMissing(f"domain{here}: {error.message}", near=error.near, advice=error.advice) from None
        value = _technical(compared, walked.there, f"{here}[2]") if operator in SUBDOMAIN else compared
        if walked.field is not None and walked.field.selection and operator in _COMPARING:
            value = _chosen(walked.field, compared)
        items.append((walked.path, operator, value))
    return tuple(items)


def _chosen(field: Field, compared: Json) -> Json:
    """What is compared with a selection, with its values for their labels: people say `Gold` where `gold` is kept."""
    if isinstance(compared, tuple):
        return tuple(_value(field, item) for item in compared)
    return _value(field, compared)


def _value(field: Field, said: Json) -> Json:
    """The one value that is called so, by itself or by its label in whatever case; anything else stays as it is."""
    if not isinstance(said, str) or any(said == value for value, _ in field.selection):
        return said
    called = _folded(said)
    meant = {value for value, label in field.selection if called in {_folded(value), _folded(label)}}
    return meant.pop() if called and len(meant) == 1 else said


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _searchable(catalogue: Catalogue, model: str, path: str, position: str) -> Field | None:
    """The field at the end of `path`; None for a part of a date, which has none."""
    *before, last = path.split(".")
    if before and last in _DATE_PARTS and dialect(catalogue.version).date_parts:
        step = catalogue.path(model, ".".join(before))[-1]
        if step.type in {"date", "datetime"}:
            return None
    try:
        field = catalogue.path(model, path)[-1]
    except FieldMissing as error:
        raise FieldMissing(f"domain{position}: {error.message}", near=error.near, advice=error.advice) from None
    if not field.searchable:
        raise ArgumentInvalid(
            f"domain{position}: {path} is computed and Odoo cannot search by it.",
            advice="Leave the term out and look at the values, or use a stored field (describe_model marks them).",
        )
    return field


def _selection(field: Field, path: str, compared: Json, position: str) -> list[str]:
    """Notes about values that the selection does not have; for standard fields they are refused."""
    values = [value for value, _ in field.selection]
    asked = compared if isinstance(compared, list | tuple) else [compared]
    wrong = [item for item in asked if isinstance(item, str) and item and item not in values]
    if not wrong:
        return []
    near = next(iter(get_close_matches(_folded(wrong[0]), values, n=1)), None)
    message = f"domain{position}: {path} has no value {wrong[0]!r}."
    some = ", ".join(f"{value} ({one_line(label)})" for value, label in field.selection[:_MOST_VALUES])
    advice = f"{f'Did you mean {near!r}? ' if near else ''}Values: {some}."
    if field.origin is Origin.STANDARD:
        raise DomainInvalid(message, position=position, advice=advice)
    # Studio adds values any day: the schema that we know may be older.
    return [f"{message} {advice}"]
