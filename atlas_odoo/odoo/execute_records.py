"""Reading records, in a number of calls that does not depend on the number of records.

17 and later: one call, nested records and total included. 14 to 16, and wherever a related record is hidden from this
user: one call for records and total, and one more for each relation whose fields are asked for. Ids are read a thousand
at a time.
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

Record = dict[str, Json]
Rows = list[Record]
FEW_IDS = 50
"""Ids of the caller that are read without being looked up first."""


async def read(client: Caller, plan: Read) -> Page:
    """The records of a plan. A limit of 0 reads none and only counts (Odoo itself takes 0 for "no limit")."""
    if plan.limit < 0 or plan.offset < 0:
        raise ArgumentInvalid("limit and offset cannot be negative.")
    if plan.limit == 0:
        return Page((), await _count(client, plan) if plan.total else None)
    nested = _nests(client)
    try:
        answer = await _search(client, plan)
    except (AccessDenied, RecordMissing):
        if not (nested and _leads_on(plan.fields)):
            raise
        nested = False
        answer = await _search(client, replace(plan, fields=_flat(plan.fields)))
    rows: Rows = answer["records"]
    total = answer["length"] if plan.total else None
    if plan.total and not rows and plan.offset:
        total = await _count(client, plan)  # beyond the end Odoo says 0, however many there are before
    return Page(tuple(await _records(client, rows, plan.fields, plan.context, nested=nested)), total)


async def read_ids(client: Caller, plan: ReadIds) -> Page:
    """The records of the given ids, in their order, each once; those that cannot be read are left out."""
    ids = tuple(dict.fromkeys(plan.ids))
    found = await _found(client, plan, ids, doubtful=len(ids) > FEW_IDS)
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


async def _found(client: Caller, plan: ReadIds, ids: tuple[int, ...], *, doubtful: bool) -> dict[int, Record]:
    """The records of `ids` that this user may read, by id."""
    parts = await side_by_side(_readable(client, plan, part, doubtful=doubtful) for part in chunks(ids))
    return {record["id"]: record for part in parts for record in part}


async def _readable(client: Caller, plan: ReadIds, ids: tuple[int, ...], *, doubtful: bool) -> Rows:
    """The records of `ids`, without those that are gone or that record rules hide.

    Ids are simply read where nearly always all are there; one that is not makes Odoo refuse them all. Many `doubtful`
    ones are looked up first: Odoo takes 4 ms for every id of a `read` that is not there (seen on 19).
    """
    refusal: OdooError | None = None
    if not doubtful:
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
    nested = _nests(client)
    call = Call(model, "read", {"fields": _names(fields)}, ids=ids, context=without_content(context))
    if not nested:
        rows: Rows = await client.call(call)
        return await _records(client, rows, fields, context, nested=False)
    call = replace(call, method="web_read", arguments={"specification": specification(fields)})
    try:
        rows = await client.call(call)
    except (AccessDenied, RecordMissing):
        if not _leads_on(fields):
            raise
        nested = False
        rows = await client.call(replace(call, arguments={"specification": specification(_flat(fields))}))
    return await _records(client, rows, fields, context, nested=nested)


def _nests(client: Caller) -> bool:
    """Whether Odoo reads related records in the same call.

    It refuses the whole call when one of them is hidden from this user (seen on 19); then relation by relation is
    read, as before 17, so that one hidden partner costs its own columns and not the page.
    """
    return dialect(client.info.major).web_search_specification


def _leads_on(fields: Sequence[Spec]) -> bool:
    return any(spec.fields for spec in fields)


def _flat(fields: Sequence[Spec]) -> tuple[Spec, ...]:
    """The same fields, without what they lead to."""
    return tuple(replace(spec, fields=()) for spec in fields)


async def _records(client: Caller, rows: Rows, fields: Sequence[Spec], context: Context, *, nested: bool) -> Rows:
    """Odoo's rows as records; what they lead to is in them (`nested`) or is read now."""
    if nested:
        return [from_web(row, fields) for row in rows]
    flat, shape = _flat(fields), from_web if _nests(client) else from_read
    records = [shape(row, flat) for row in rows]
    await side_by_side(_fill(client, records, spec, context) for spec in fields if spec.fields)
    return records


async def _fill(client: Caller, records: Rows, spec: Spec, context: Context) -> None:
    """Read the records that `spec` leads to, for all of `records` at once, and put them in."""
    if spec.relation is None:
        raise ArgumentInvalid(f"{spec.name} is a {spec.type} field: it leads to no fields of another model.")
    ids = tuple(dict.fromkeys(number for record in records for number in related_ids(record[spec.name])))
    related = await _found(client, ReadIds(spec.relation, ids, spec.fields, context), ids, doubtful=False)
    for record in records:
        record[spec.name] = filled(record[spec.name], related, spec.fields)
