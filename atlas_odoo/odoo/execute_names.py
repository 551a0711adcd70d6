"""From parts of names to records, as Odoo itself looks them up."""

from __future__ import annotations

from collections.abc import Sequence

from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.domain import to_odoo
from atlas_odoo.odoo.execute_calls import Caller, side_by_side
from atlas_odoo.odoo.key_fields import MOST_PER_NAME
from atlas_odoo.odoo.plan import Domain, Reference
from atlas_odoo.odoo.versions import dialect


async def find_ids_by_name(
    client: Caller, model: str, names: Sequence[str], *, domain: Domain = (), context: Context = Context()
) -> dict[str, tuple[Reference, ...]]:
    """The records of `domain` that Odoo's `name_search` finds for each of `names`, best first; it takes parts of names.

    A call per name, side by side; an empty tuple where there is none.
    """
    wanted = tuple(dict.fromkeys(name for name in names if name.strip()))
    answers = await side_by_side(_search(client, model, name, domain, context) for name in wanted)
    return {**dict.fromkeys(names, ()), **dict(zip(wanted, answers, strict=True))}


async def _search(client: Caller, model: str, name: str, domain: Domain, context: Context) -> tuple[Reference, ...]:
    # Odoo takes a percent sign for "anything". An underscore stands for one character, itself included: part codes
    # such as FURN_6666 are also compared as they are, so it stays.
    text = name.strip().replace("\\", r"\\").replace("%", r"\%")
    arguments: dict[str, Json] = {"name": text, "limit": MOST_PER_NAME}
    if domain:
        arguments[dialect(client.info.major).name_search_domain] = to_odoo(domain)
    pairs: list[list[Json]] = await client.call(Call(model, "name_search", arguments, context=context))
    return tuple(Reference(number, label) for number, label in pairs)
