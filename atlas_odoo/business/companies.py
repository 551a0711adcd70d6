"""The companies of a user who has several: which one a call is about."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from atlas_odoo.errors import AccessDenied, ArgumentInvalid, NameMissing, Refused
from atlas_odoo.odoo.plan import ReadIds, Reference, Spec

if TYPE_CHECKING:  # as in `desk`
    from atlas_odoo.gateway import Gateway


def chosen(companies: Sequence[Reference], wanted: int | str) -> Reference:
    """The company that an id or a name means. Raises ArgumentInvalid with all there are."""
    text = str(wanted).strip().casefold()
    exact = [item for item in companies if text in {str(item.id), item.name.casefold()}]
    found = exact or [item for item in companies if text and text in item.name.casefold()]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{item.id} {item.name}" for item in companies) or "only the connection's own"
    near = get_close_matches(text, [item.name.casefold() for item in companies], n=1)
    meant = next((f"Did you mean {item.name}? " for item in companies if item.name.casefold() in near), "")
    what = f"{wanted!r} may be {' or '.join(item.name for item in found)}" if found else f"there is no {wanted!r}"
    raise ArgumentInvalid(f"company: {what}.", advice=f"{meant}Companies of this user: {listed}.")


async def currency_of(gateway: Gateway, company: int) -> str | None:
    """The currency that a company counts in; None when this user may not read it."""
    spec = Spec("currency_id", "many2one", "res.currency")
    try:
        page = await gateway.read_ids(ReadIds("res.company", (company,), (spec,)))
    except (AccessDenied, NameMissing, Refused):
        return None
    value = page.records[0].get("currency_id") if page.records else None
    return value.name if isinstance(value, Reference) else None
