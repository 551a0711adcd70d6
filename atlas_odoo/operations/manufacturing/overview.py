"""A bill gone through by Odoo's own report, where that gives data (seen on 17 and 19)."""

from __future__ import annotations

from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Compute, Reference
from atlas_odoo.operations.manufacturing.bills import Bill
from atlas_odoo.operations.manufacturing.parts import Byproduct, Part, Step
from atlas_odoo.operations.work import Work

_REPORT: Final = "report.mrp.report_bom_structure"


async def by_overview(work: Work, bill: Bill, quantity: float) -> Part:
    """The tree of a bill for `quantity` in its unit, in one call. Raises FieldHidden where rules hide costs."""
    arguments = {"bom_id": bill.id, "searchQty": quantity, "searchVariant": bill.product.id}
    answer = await work.gateway.compute(Compute(_REPORT, "get_html", arguments=arguments))
    return _part(answer["lines"])


def _part(line: dict[str, Json]) -> Part:
    return Part(
        product=Reference(line["product_id"] or 0, line["name"]),
        quantity=line["quantity"],
        unit=line["uom_name"],
        cost=line["bom_cost"],
        bill=Reference(line["bom_id"], line["code"]) if line["bom_id"] else None,
        kit=bool(line.get("phantom_bom")),
        parts=tuple(_part(item) for item in line.get("components") or ()),
        steps=tuple(Step(item["name"], item["quantity"], item["bom_cost"]) for item in line.get("operations") or ()),
        byproducts=tuple(
            Byproduct(item["name"], item["quantity"], item["uom_name"]) for item in line.get("byproducts") or ()
        ),
    )
