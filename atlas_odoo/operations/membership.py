"""Whether records are of a business object: a sale order that is confirmed is no quotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from atlas_odoo.objects.bound import Binding, BoundObject
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.execute_calls import both, side_by_side
from atlas_odoo.odoo.execute_values import TO_MANY
from atlas_odoo.odoo.plan import Domain, Read, ReadIds, Spec
from atlas_odoo.operations.candidates import covering, plain
from atlas_odoo.schema.catalogue import Field

if TYPE_CHECKING:
    from atlas_odoo.gateway import Gateway

_NAME: Final = Spec("display_name", "char")


async def members(gateway: Gateway, bound: BoundObject, ids: Sequence[int]) -> frozenset[int]:
    """Those of `ids` that are records of the object, archived ones included."""
    domain: Domain = (*bound.where, ("id", "in", tuple(ids)))
    if "active" in bound.model.fields:
        domain = (*domain, ("active", "in", (True, False)))
    page = await gateway.read(Read(bound.model.name, domain, (_NAME,), limit=len(ids), total=False))
    return frozenset(record["id"] for record in page.records)


async def instead(gateway: Gateway, binding: Binding, bound: BoundObject, ids: Iterable[int]) -> dict[int, str]:
    """What records are that are not of the object, in words; those that cannot be read are left out.

    Such as `7 S00007 is no quotation: ask for object=sales_order`, or `...: its state is cancel`.
    """
    wanted = tuple(dict.fromkeys(ids))
    telling = _telling(bound)
    specs = (_NAME, *(Spec(item.name, item.type, item.relation) for item in telling.values()))
    page, kinds = await both(
        gateway.read_ids(ReadIds(bound.model.name, wanted, specs)), _kinds(gateway, binding, bound, wanted)
    )
    said: dict[int, str] = {}
    for record in page.records:
        values = (f"{word} is {plain(record[field.name]) or 'empty'}" for word, field in telling.items())
        kind = kinds.get(record["id"])
        more = f"ask for object={kind}" if kind else f"its {', its '.join(values)}"
        said[record["id"]] = f"{record['id']} {plain(record['display_name']) or ''} is no {bound.name}: {more}"
    return said


async def _kinds(gateway: Gateway, binding: Binding, bound: BoundObject, ids: Sequence[int]) -> dict[int, str]:
    """The other objects of the same model that records are, such as `sales_order`; one call per object."""
    objects = [item for item in covering(binding, bound.model.name) if item.where and item.name != bound.name]
    pages = await side_by_side(members(gateway, item, ids) for item in objects)
    named: dict[int, list[str]] = {}
    for item, found in zip(objects, pages, strict=True):
        for number in found:
            named.setdefault(number, []).append(item.name)
    return {number: " or ".join(names) for number, names in named.items()}


def _telling(bound: BoundObject) -> dict[str, Field]:
    """The fields that the object's condition is about, by the words for them."""
    words = {item.path: word for word, item in bound.fields.items()}
    paths = dict.fromkeys(path for path, _, _, _ in domains.terms(bound.where))
    fields = {words.get(path, path): bound.model.fields[path] for path in paths if path in bound.model.fields}
    return {word: item for word, item in fields.items() if item.type not in TO_MANY}
