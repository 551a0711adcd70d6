"""The methods that compute and save nothing, which may therefore be called like a read. Nothing else is ever called so.

A row is the model, the method, and the fields whose values its answer tells. They are judged like the fields of a read:
where rules hide one of them, the method is refused. `onchange` tells the fields that its arguments name, and those are
judged at every call. Each row was seen to work on the versions of its comment, in a database that takes no changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ONCHANGE: Final = "onchange"
"""The method whose answer holds what its arguments ask for."""

_BILL = (
    "mrp.bom.code",
    "mrp.bom.product_qty",
    "mrp.bom.produce_delay",
    "mrp.bom.byproduct.cost_share",
    "mrp.bom.byproduct.product_qty",
    "mrp.bom.line.product_qty",
    "mrp.routing.workcenter.name",
    "mrp.routing.workcenter.time_cycle",
    "mrp.workcenter.costs_hour",
    "product.product.default_code",
    "product.product.name",
    "product.product.route_ids",
    "product.product.standard_price",
    "product.product.qty_available",
    "product.product.free_qty",
    "product.product.virtual_available",
    "product.supplierinfo.delay",
    "product.supplierinfo.partner_id",
    "uom.uom.name",
)

COMPUTING: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("report.mrp.report_bom_structure", "get_html"): _BILL,  # 14 (lines are HTML), 19
    ("sale.order", ONCHANGE): (),  # 14, 19
}

CONTEXT_KEYS: Final = frozenset(
    {
        "date",
        "from_date",
        "location",
        "lot_id",
        "owner_id",
        "package_id",
        "partner",
        "pricelist",
        "quantity",
        "to_date",
        "uom",
        "warehouse",
        "warehouse_id",
    }
)
"""What a plan may add to the context: Odoo computes stock figures and prices by these."""
