"""From names to records, for many names at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.domain import to_odoo
from atlas_odoo.odoo.execute_calls import Caller, side_by_side
from atlas_odoo.odoo.plan import Domain, Reference
from atlas_odoo.odoo.versions import dialect

NAMES_PER_CALL = 25
"""Names searched for in one call: without regard to case the database looks at each record for each name."""
MOST_PER_NAME = 8
"""Records found for one name; whoever asks needs one, or a few to choose from."""
_WILD = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


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


def holding(names: Sequence[str], keys: Sequence[str]) -> Domain:
    """The condition that one of the key fields holds one of the names, in whatever case."""
    stripped = [name.strip() for name in names]
    terms: list[Json] = [(key, "in", stripped) for key in keys]
    terms += [(key, "=ilike", name.translate(_WILD)) for key in keys for name in stripped]
    return (*("|" for _ in terms[1:]), *terms)


def matching(name: str, rows: Iterable[dict[str, Json]], keys: Sequence[str]) -> tuple[Reference, ...]:
    """The records that hold the very name, else those that hold it in other case."""
    exact: list[Reference] = []
    alike: list[Reference] = []
    for row in rows:
        held = [value.strip() for value in (row[key] for key in keys) if isinstance(value, str)]
        reference = Reference(row["id"], row["display_name"] or "")
        if name in held:
            exact.append(reference)
        elif name.casefold() in (value.casefold() for value in held):
            alike.append(reference)
    return tuple((exact or alike)[:MOST_PER_NAME])


async def _by_search(client: Caller, name: str, within: _Within) -> tuple[Reference, ...]:
    # Odoo takes a percent sign for "anything". An underscore stands for one character, itself included: part codes
    # such as FURN_6666 are also compared as they are, so it stays.
    text = name.strip().replace("\\", r"\\").replace("%", r"\%")
    arguments: dict[str, Json] = {"name": text, "limit": MOST_PER_NAME}
    if within.domain:
        arguments[dialect(client.info.major).name_search_domain] = to_odoo(within.domain)
    pairs: list[list[Json]] = await client.call(Call(within.model, "name_search", arguments, context=within.context))
    return tuple(Reference(number, label) for number, label in pairs)
