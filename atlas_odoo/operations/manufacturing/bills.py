"""The bill of materials that Odoo would use for a product."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from atlas_odoo.errors import ArgumentInvalid, RecordMissing
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.work import Work

NEEDS: Final = ("product", "bill_of_materials", "bom_line", "unit_of_measure")
_OF_PRODUCT: Final = tuple(
    f"bom_ids.{name}"
    for name in ("code", "type", "product_id", "product_qty", "product_uom_id", "sequence", "display_name")
)
_OF_BILL: Final = ("code", "type", "product", "variant", "product.product_variant_id", "quantity", "unit")
KIT: Final = "phantom"
_SHORTEST: Final = 3
_NEAR: Final = 5
_BILLS: Final = 20
"""Bills of products called alike that are looked at."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of `product` (a variant); `others` are its further bills, which Odoo does not take by itself."""

    id: int
    product: Reference
    code: str | None
    kit: bool
    quantity: float
    unit: Reference
    others: tuple[Reference, ...] = ()


async def bill_of(work: Work, product: int | str | None, bill: int | str | None) -> Bill:
    """The bill `bill`, or the one that Odoo takes for `product`: the first by its sequence.

    Raises RecordMissing with near products when the product has none, ArgumentInvalid when neither is named.
    """
    if product is not None:
        return await _of_product(work, product, bill)
    if bill is None:
        raise ArgumentInvalid("Neither a product nor a bill was named.", advice="Give product or bom.")
    [record] = await work.named("bill_of_materials", (bill,), _OF_BILL)
    made = record["variant"] or record["product.product_variant_id"] or Reference(0, record["product"].name)
    return Bill(record["id"], made, record["code"], record["type"] == KIT, record["quantity"], record["unit"])


async def _of_product(work: Work, product: int | str, named: int | str | None) -> Bill:
    """Bills are a field of the product: it and they are read at once."""
    [record] = await work.named("product", (product,), ("display_name", *_OF_PRODUCT))
    made = Reference(record["id"], record["display_name"] or "")
    bills = _in_order(
        item for item in record["bom_ids"] if item["product_id"] is None or item["product_id"].id == made.id
    )
    if named is not None:
        text = str(named).strip().casefold()
        bills = [item for item in bills if text in (str(item["id"]), (item["code"] or "").casefold())]
    if not bills:
        raise await _none(work, made, named)
    first, *rest = bills
    return Bill(
        first["id"],
        made,
        first["code"],
        first["type"] == KIT,
        first["product_qty"],
        first["product_uom_id"],
        tuple(Reference(item["id"], item["code"] or item["display_name"]) for item in rest),
    )


def _in_order(bills: Iterable[Record]) -> list[Record]:
    """The bills as Odoo prefers them: by sequence, then those of the variant itself.

    They come by sequence, those without one last; it reads as 0 then, so that it cannot be sorted by here.
    """
    return [
        item
        for _, equal in groupby(bills, key=lambda item: item["sequence"])
        for item in sorted(equal, key=lambda item: item["product_id"] is None)
    ]


async def _none(work: Work, product: Reference, named: int | str | None) -> RecordMissing:
    """Why there is no bill, with products that have one and are called alike."""
    if named is not None:
        return RecordMissing(f"{product.name} has no bill {named!r}.", advice="Leave bom out to see its bills.")
    words = [word for word in re.findall(r"\w+", product.name) if len(word) >= _SHORTEST and not word.isdigit()]
    terms = [("product.name", "ilike", word) for word in words]
    near: list[str] = []
    if terms:
        where = (*("|" for _ in terms[1:]), *terms)
        found = await work.find("bill_of_materials", ("product",), where, limit=_BILLS)
        near = list(dict.fromkeys(record["product"].name for record in found.records))[:_NEAR]
    named_near = f" Products with one, called alike: {', '.join(near)}." if near else ""
    return RecordMissing(
        f"{product.name} has no bill of materials: it is not made or assembled here.{named_near}",
        advice="find_records(object=bill_of_materials) lists the products that have one.",
    )
