"""From names to records, for many names at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.domain import to_odoo
from atlas_odoo.odoo.execute_calls import Caller, side_by_side
from atlas_odoo.odoo.key_fields import MOST_PER_NAME, NAMES_PER_CALL, holding, matching
from atlas_odoo.odoo.plan import Domain, Reference
from atlas_odoo.odoo.versions import dialect


@dataclass(frozen=True, slots=True)
class _Within:
    """The records among which names are looked up."""

    model: str
    domain: Domain
    context: Context


async def find_ids_by_name(
    client: Caller,
    model: str,
    names: Sequence[str],
    keys: Sequence[str],
    *,
    domain: Domain = (),
    context: Context = Context(),
) -> dict[str, tuple[Reference, ...]]:
    """The records of `domain` that each of `names` may mean, best first; an empty tuple where there is none.

    A record whose `keys` (searchable text fields, such as `name` or `default_code`) hold the very name counts first;
    else those that hold it in other case; else what Odoo's own `name_search` finds, which also takes parts of names.
    """
    within = _Within(model, domain, context)
    wanted = tuple(dict.fromkeys(name for name in names if name.strip()))
    parts = [wanted[start : start + NAMES_PER_CALL] for start in range(0, len(wanted), NAMES_PER_CALL)]
    found: dict[str, tuple[Reference, ...]] = dict.fromkeys(names, ())
    if keys:
        for matched in await side_by_side(_by_keys(client, part, keys, within) for part in parts):
            found |= matched
    missing = [name for name in wanted if not found[name]]
    for name, references in zip(
        missing, await side_by_side(_by_search(client, name, within) for name in missing), strict=True
    ):
        found[name] = references
    return found


async def _by_keys(
    client: Caller, names: Sequence[str], keys: Sequence[str], within: _Within
) -> dict[str, tuple[Reference, ...]]:
    """The names of one part that stand in the key fields, by one search."""
    arguments: dict[str, Json] = {
        "domain": to_odoo((*within.domain, *holding(names, keys))),
        "fields": ["display_name", *keys],
        "limit": len(names) * MOST_PER_NAME,
    }
    rows: list[dict[str, Json]] = await client.call(
        Call(within.model, "search_read", arguments, context=within.context)
    )
    return {name: matching(name.strip(), rows, keys) for name in names}


async def _by_search(client: Caller, name: str, within: _Within) -> tuple[Reference, ...]:
    # Odoo takes a percent sign for "anything". An underscore stands for one character, itself included: part codes
    # such as FURN_6666 are also compared as they are, so it stays.
    text = name.strip().replace("\\", r"\\").replace("%", r"\%")
    arguments: dict[str, Json] = {"name": text, "limit": MOST_PER_NAME}
    if within.domain:
        arguments[dialect(client.info.major).name_search_domain] = to_odoo(within.domain)
    pairs: list[list[Json]] = await client.call(Call(within.model, "name_search", arguments, context=within.context))
    return tuple(Reference(number, label) for number, label in pairs)
