"""Reading records, in a number of calls that does not depend on the number of records.

17 and later: one call, nested records and total included. 14 to 16: one call for records and total, and one more for
each relation whose fields are asked for. Ids are read a thousand at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atlas_odoo.errors import AccessDenied, ArgumentInvalid, OdooError, RecordMissing
from atlas_odoo.odoo.call import Call, Context, Json
from atlas_odoo.odoo.domain import to_odoo
from atlas_odoo.odoo.execute_calls import Caller, chunks, side_by_side, without_content
from atlas_odoo.odoo.execute_values import filled, from_read, from_web, related_ids, specification
from atlas_odoo.odoo.plan import Page, Read, ReadIds, Spec
from atlas_odoo.odoo.versions import dialect

Rows = list[dict[str, Json]]
FEW_IDS = 50
"""Ids that are read without being looked up first."""


async def read(client: Caller, plan: Read) -> Page:
    """The records of a plan. A limit of 0 reads none and only counts (Odoo itself takes 0 for "no limit")."""
    if plan.limit < 0 or plan.offset < 0:
        raise ArgumentInvalid("limit and offset cannot be negative.")
    if plan.limit == 0:
        return Page((), await _count(client, plan) if plan.total else None)
    answer = await _search(client, plan)
    rows: Rows = answer["records"]
    total = answer["length"] if plan.total else None
    if plan.total and not rows and plan.offset:
        total = await _count(client, plan)  # beyond the end Odoo says 0, however many there are before
    return Page(tuple(await _records(client, rows, plan.fields, plan.context)), total)


async def read_ids(client: Caller, plan: ReadIds) -> Page:
    """The records of the given ids, in their order, each once; those that cannot be read are left out."""
    ids = tuple(dict.fromkeys(plan.ids))
    parts = await side_by_side(_readable(client, plan, part) for part in chunks(ids))
    found = {record["id"]: record for part in parts for record in part}
    return Page(tuple(found[number] for number in ids if number in found))


async def _search(client: Caller, plan: Read) -> dict[str, Json]:
    version = dialect(client.info.major)
    arguments: dict[str, Json] = {"domain": to_odoo(plan.domain), "offset": plan.offset, "limit": plan.limit}
    if plan.order:
        arguments["order"] = _steady(plan.order)
    context = without_content(plan.context)
    if version.web_search_specification:
        arguments["specification"] = specification(plan.fields)
        if not plan.total:
            arguments["count_limit"] = 1  # spares the count
        return await _call(client, Call(plan.model, "web_search_read", arguments, context=context))
    arguments["fields"] = _names(plan.fields)
    if plan.total and version.web_search_read:
        return await _call(client, Call(plan.model, "web_search_read", arguments, context=context))
    rows = client.call(Call(plan.model, "search_read", arguments, context=context))
    if not plan.total:
        return {"records": await rows, "length": None}
    records, length = await side_by_side([rows, _count(client, plan)])
    return {"records": records, "length": length}


async def _count(client: Caller, plan: Read) -> int:
    """How many records match. `search_count` is only called where nothing else counts: its argument changed name."""
    if not dialect(client.info.major).web_search_read:
        counted: int = await client.call(
            Call(plan.model, "search_count", {"args": to_odoo(plan.domain)}, context=plan.context)
        )
        return counted
    answer = await _search(client, replace(plan, fields=(), order=None, limit=1, offset=0, total=True))
    length: int = answer["length"]
    return length


async def _call(client: Caller, call: Call) -> dict[str, Json]:
    answer: dict[str, Json] = await client.call(call)
    return answer


def _steady(order: str) -> str:
    """The order with the id at its end, so that pages of equal records neither overlap nor leave one out."""
    by_id = any(term.split()[:1] == ["id"] for term in order.split(","))
    return order if by_id else f"{order}, id"


def _names(fields: Sequence[Spec]) -> list[str]:
    return list(dict.fromkeys(["id", *(spec.name for spec in fields)]))


async def _readable(client: Caller, plan: ReadIds, ids: tuple[int, ...]) -> Rows:
    """The records of `ids`, without those that are gone or that record rules hide.

    A few ids are simply read, since nearly always all are there; one that is not makes Odoo refuse them all. Many are
    looked up first: Odoo takes 4 ms for every id of a `read` that is not there (seen on 19).
    """
    refusal: OdooError | None = None
    if len(ids) <= FEW_IDS:
        try:
            return await _by_id(client, plan.model, ids, plan.fields, plan.context)
        except (RecordMissing, AccessDenied) as error:
            refusal = error
    seen: Rows = await client.call(
        Call(
            plan.model,
            "search_read",
            {"domain": [["id", "in", list(ids)]], "fields": ["id"]},
            context=replace(plan.context, archived=True),
        )
    )
    visible = {row["id"] for row in seen}
    if refusal is not None and len(visible) == len(ids):
        raise refusal
    left = tuple(number for number in ids if number in visible)
    return await _by_id(client, plan.model, left, plan.fields, plan.context) if left else []


async def _by_id(client: Caller, model: str, ids: tuple[int, ...], fields: Sequence[Spec], context: Context) -> Rows:
    by_specification = dialect(client.info.major).web_search_specification
    method = "web_read" if by_specification else "read"
    arguments: dict[str, Json] = (
        {"specification": specification(fields)} if by_specification else {"fields": _names(fields)}
    )
    rows: Rows = await client.call(Call(model, method, arguments, ids=ids, context=without_content(context)))
    return await _records(client, rows, fields, context)


async def _records(client: Caller, rows: Rows, fields: Sequence[Spec], context: Context) -> Rows:
    if dialect(client.info.major).web_search_specification:
        return [from_web(row, fields) for row in rows]
    records = [from_read(row, fields) for row in rows]
    nested = [spec for spec in fields if spec.fields]
    await side_by_side(_fill(client, records, spec, context) for spec in nested)
    return records


async def _fill(client: Caller, records: Rows, spec: Spec, context: Context) -> None:
    """Read the records that `spec` leads to, for all of `records` at once, and put them in."""
    if spec.relation is None:
        raise ArgumentInvalid(f"{spec.name} is a {spec.type} field: it leads to no fields of another model.")
    ids = tuple(dict.fromkeys(number for record in records for number in related_ids(record[spec.name])))
    parts = await side_by_side(_by_id(client, spec.relation, part, spec.fields, context) for part in chunks(ids))
    related = {record["id"]: record for part in parts for record in part}
    for record in records:
        record[spec.name] = filled(record[spec.name], related)
