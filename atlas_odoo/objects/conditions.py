"""The condition that all records of an object meet, on one tenant. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.objects.seeking import Lack, steps
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.domain_terms import FALSE_TERM, SUBDOMAIN, TRUE_TERM, show
from atlas_odoo.odoo.plan import Domain
from atlas_odoo.schema.catalogue import Catalogue, Field, Model


@dataclass(frozen=True, slots=True)
class Condition:
    """A domain that holds here; `dropped` says which of its values this tenant does not know."""

    domain: Domain
    dropped: tuple[str, ...] = ()


def condition(catalogue: Catalogue, model: Model, where: Json) -> Condition | Lack:
    """The domain `where`, or why it cannot hold: every field has to be there and every selection value to exist.

    Of a list of values (`in`, `not in`) those that do not exist are dropped as long as one does: it means the same.
    """
    try:
        domain = domains.parse(where, catalogue.version)
    except DomainInvalid as error:
        return Lack(error.message.rstrip("."))
    dropped: list[str] = []
    for path, operator, value, _ in domains.terms(domain):
        fields = steps(catalogue, model, path)
        if isinstance(fields, Lack):
            return fields
        if not all(field.searchable for field in fields):
            return Lack(f"{model.name}.{path} cannot be searched by")
        unknown = [show(item) for item in _unknown(fields[-1], value)] if operator not in SUBDOMAIN else []
        if not unknown:
            continue
        reason = f"{model.name}.{path} has no value {' or '.join(unknown)} here"
        if not isinstance(value, tuple) or len(unknown) == len(value):
            return Lack(reason)
        dropped.append(reason)
    return Condition(_narrowed(catalogue, model, domain) if dropped else domain, tuple(dropped))


def _unknown(field: Field, value: Json) -> Iterator[Json]:
    """What of a value, or of a list of them, a field of this kind never has."""
    for item in value if isinstance(value, tuple) else (value,):
        if (field.type == "boolean" and not isinstance(item, bool)) or (
            field.type == "selection"
            and field.selection
            and item is not False
            and item not in {key for key, _ in field.selection}
        ):
            yield item


def _narrowed(catalogue: Catalogue, model: Model, domain: Domain, leading: str = "") -> Domain:
    """`domain` with the known values only in its lists."""
    kept: list[Json] = []
    for item in domain:
        if isinstance(item, str) or item in (TRUE_TERM, FALSE_TERM):
            kept.append(item)
            continue
        name, operator, value = item
        path = f"{leading}.{name}" if leading else name
        if operator in SUBDOMAIN:
            value = _narrowed(catalogue, model, value, path)
        elif isinstance(value, tuple) and not isinstance(fields := steps(catalogue, model, path), Lack):
            unknown = set(_unknown(fields[-1], value))
            value = tuple(one for one in value if one not in unknown)
        kept.append((name, operator, value))
    return tuple(kept)
