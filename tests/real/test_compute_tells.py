"""What computing methods tell is what their rows say: each key of a real answer is a field that is judged, or harmless.

A key that a new version adds fails here until somebody says which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.policy.computing import COMPUTING
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.test_compute_saves_nothing import IDS, plans

BILL: Final = ("report.mrp.report_bom_structure", "get_html")
ORDER: Final = ("sale.order", "onchange")
STOCK: Final = ("product.product.qty_available", "product.product.free_qty", "product.product.virtual_available")
DELAYS: Final = ("mrp.bom.produce_delay", "product.supplierinfo.delay")
COSTS: Final = ("product.product.standard_price", "mrp.workcenter.costs_hour", "mrp.routing.workcenter.time_cycle")
MADE: Final = ("mrp.bom.byproduct.cost_share", "mrp.bom.byproduct.product_qty")
NAMED: Final = ("product.product.name", "product.product.default_code")
ROUTED: Final = ("product.product.route_ids", "product.supplierinfo.partner_id", "mrp.bom.code", *NAMED)

BILL_TELLS: Final[dict[str, tuple[str, ...]]] = {
    # names
    "name": (*NAMED, "mrp.routing.workcenter.name"),
    "variants": NAMED,
    "code": ("mrp.bom.code", *NAMED),
    "bom_code": ("mrp.bom.code",),
    "uom_name": ("uom.uom.name",),
    "bom_uom_name": ("uom.uom.name",),
    # quantities
    "quantity": ("mrp.bom.line.product_qty", "mrp.routing.workcenter.time_cycle", *MADE),
    "bom_qty": ("mrp.bom.product_qty",),
    "base_bom_line_qty": ("mrp.bom.line.product_qty",),
    "operations_time": ("mrp.routing.workcenter.time_cycle",),
    "byproducts_total": MADE,
    "cost_share": MADE,
    # costs
    "bom_cost": COSTS,
    "operations_cost": COSTS,
    "byproducts_cost": (*COSTS, *MADE),
    # stock
    "quantity_available": STOCK,
    "quantity_on_hand": STOCK,
    "quantity_forecasted": STOCK,
    "free_to_manufacture_qty": STOCK,
    "producible_qty": STOCK,
    "components_available": STOCK,
    "stock_avail_state": STOCK,
    # days
    "lead_time": DELAYS,
    "manufacture_delay": DELAYS,
    "max_component_delay": DELAYS,
    "operations_delay": DELAYS,
    "resupply_avail_delay": (*DELAYS, *STOCK),
    "availability_delay": (*DELAYS, *STOCK),
    "availability_display": (*DELAYS, *STOCK),
    "availability_state": (*DELAYS, *STOCK),
    "status": (*DELAYS, *STOCK),
    # where it comes from: the bill, or the vendor
    "route_name": ROUTED,
    "route_detail": ROUTED,
    "route_type": ROUTED,
    "route_alert": ROUTED,
}
"""Keys of a bill's report, and the fields of its row that each holds or is computed from."""
BILL_HARMLESS: Final[dict[str, tuple[str, ...]]] = {
    "the tree itself": ("lines", "components", "operations", "byproducts", "index", "level", "type", "foldable"),
    "ids and names of models": (
        *("bom", "bom_id", "currency", "currency_id", "link_id", "link_model", "model", "operation", "parent_id"),
        *("product", "product_id", "product_template_id", "uom"),
    ),
    "what kind of thing it is, and how the screen shows it": (
        *("has_attachments", "is_storable", "is_uom_applied", "is_variant_applied", "phantom_bom", "precision"),
        "simulated",
    ),
}
"""Keys, by why nothing can be hidden in them."""
ASKED: Final = ("value", "warning", "domain", "order_line", "amount_total", "price_unit")
"""What an onchange tells: its own words, and the fields that its arguments name, which are judged at every call."""
KNOWN: Final[dict[tuple[str, str], frozenset[str]]] = {
    BILL: frozenset(BILL_TELLS).union(*BILL_HARMLESS.values()),
    ORDER: frozenset(ASKED),
}


def keys(answer: Json) -> Iterator[str]:
    """Every key at every depth; numbers as keys are ids."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if not name.lstrip("-").isdecimal():
                yield name
            yield from keys(value)
    elif isinstance(answer, list):
        for item in answer:
            yield from keys(item)


def test_the_table_names_fields_that_are_judged() -> None:
    assert KNOWN.keys() == COMPUTING.keys()
    assert {field for fields in BILL_TELLS.values() for field in fields} == set(COMPUTING[BILL])


async def test_every_key_of_an_answer_is_judged_or_harmless(tenant: Tenant, bed: Bed, tmp_path: Path) -> None:
    def first(query: str) -> Any:
        return bed.sql(tenant.version, tenant.database, query)[0]["id"]

    ids = {name: first(query) for name, query in IDS.items()}
    async with open_desk(tenant, tmp_path) as desk:
        for method, plan in plans(tenant.version, ids).items():
            answer = await desk.gateway.compute(plan)
            assert set(keys(answer)) - KNOWN[method] == set()
        bills = bed.sql(tenant.version, tenant.database, "SELECT id FROM mrp_bom WHERE active ORDER BY id")
        for bill in bills:  # with operations, kits and bills within bills
            answer = await desk.gateway.compute(plans(tenant.version, {**ids, "bill": bill["id"]})[BILL])
            assert set(keys(answer)) - KNOWN[BILL] == set()
