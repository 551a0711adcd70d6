"""Bills of materials and manufacturing orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bench.by_hand.rpc import Answers, Question, Rpc, read, spec, web

_BILL: Final = read(
    "mrp.bom",
    [["product_tmpl_id.product_variant_ids.default_code", "=", "VELO-BIKE"]],
    ["code", "type", "product_tmpl_id", "product_qty", "product_uom_id"],
    order="sequence, id",
)
_UNIT: Final = {"fields": spec("display_name factor")}
_LINE: Final = {
    **spec("product_qty", "bom_product_template_attribute_value_ids"),
    "product_id": {"fields": {**spec("display_name", "product_tmpl_id"), "uom_id": _UNIT}},
    "product_uom_id": _UNIT,
    "bom_id": {
        "fields": {
            **spec("code type product_qty", "product_id"),
            "product_tmpl_id": {"fields": {**spec("display_name"), "uom_id": _UNIT}},
            "product_uom_id": _UNIT,
        }
    },
}


def _overview(quantity: float) -> Any:
    """Odoo's own report about a bill."""

    def step(found: Answers) -> list[Rpc]:
        body = {"bom_id": found[0][0]["id"], "searchQty": quantity}
        return [Rpc("report.mrp.report_bom_structure", "get_html", body)]

    return step


def _walk(line: dict[str, Any]) -> Iterator[int]:
    if line["product_id"]:
        yield line["product_id"]
    for below in line.get("components") or ():
        yield from _walk(below)


def _stocks(found: Answers) -> list[Rpc]:
    ids = sorted(set(_walk(found[1]["lines"])))
    fields = ["display_name", "type", "is_storable", "uom_id", "free_qty", "incoming_qty"]
    return [Rpc("product.product", "read", {"ids": ids, "fields": fields})]


def _above(found: Answers) -> list[Rpc]:
    """The bills that use what the bills of the level below make."""
    made = sorted({line["bom_id"]["product_tmpl_id"]["id"] for line in found[-1]["records"]})
    return [web("mrp.bom.line", [["product_id.product_tmpl_id", "in", made]], _LINE)] if made else []


QUESTIONS: Final = (
    Question("explode_bom", {"product": "VELO-BIKE", "quantity": 3}, [[_BILL], _overview(3)]),
    Question("can_build", {"product": "VELO-BIKE", "quantity": 10}, [[_BILL], _overview(10), _stocks]),
    Question(
        "where_used",
        {"product": "VELO-SCREW"},
        [[web("mrp.bom.line", [["product_id.default_code", "=", "VELO-SCREW"]], _LINE)], _above, _above],
    ),
    Question(
        "production_status",
        {},
        [
            [
                web(
                    "mrp.production",
                    [["state", "in", ["draft", "confirmed", "progress", "to_close"]]],
                    {
                        **spec(
                            "name product_qty qty_produced state date_start date_finished date_deadline origin"
                            " components_availability_state reservation_state is_delayed",
                            "product_id product_uom_id",
                            workorder_ids=spec("name state date_start duration_expected duration", "workcenter_id"),
                        ),
                        "move_raw_ids": {
                            "fields": {
                                **spec("product_uom_qty quantity picked state forecast_expected_date"),
                                "product_id": {"fields": spec("display_name free_qty type is_storable", "uom_id")},
                                "product_uom": _UNIT,
                            }
                        },
                    },
                    order="date_start",
                    limit=50,
                )
            ]
        ],
    ),
)
