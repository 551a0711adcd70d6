"""Stock and the point of sale."""

from __future__ import annotations

from typing import Any, Final

from bench.by_hand.rpc import Answers, Question, Rpc, groups, read, spec, web

_FIGURES: Final = "qty_available free_qty incoming_qty outgoing_qty virtual_available"
_PLANNED: Final = ["state", "in", ["waiting", "confirmed", "partially_available", "assigned"]]
_SOLD: Final[list[list[Any]]] = [
    ["state", "in", ["paid", "done", "invoiced"]],
    ["date_order", ">=", "2026-03-01 00:00:00"],
    ["date_order", "<=", "2026-04-30 23:59:59"],
    ["session_id.config_id.name", "=", "Zebra counter"],
]
_SOLD_LINES: Final = [[f"order_id.{field}", operator, value] for field, operator, value in _SOLD]


def _short(found: Answers) -> list[Rpc]:
    """What runs short in each warehouse."""
    return [
        web(
            "product.product",
            [["is_storable", "=", True], ["virtual_available", "<", 0]],
            spec(
                "display_name qty_available virtual_available",
                "uom_id",
                seller_ids=spec("min_qty delay date_start date_end", "partner_id product_id"),
            ),
            context={"warehouse_id": warehouse["id"]},
        )
        for warehouse in found[1]
    ]


QUESTIONS: Final = (
    Question(
        "stock_levels",
        {"products": ["INV-LAMP", "INV-ROPE"]},
        [
            [
                read(
                    "product.product",
                    [["default_code", "in", ["INV-LAMP", "INV-ROPE"]]],
                    ["display_name", "type", "is_storable", "uom_id", *_FIGURES.split()],
                )
            ]
        ],
    ),
    Question(
        "stock_forecast",
        {"product": "INV-LAMP"},
        [
            [
                web(
                    "product.product",
                    [["default_code", "=", "INV-LAMP"]],
                    spec(
                        f"display_name type is_storable {_FIGURES}",
                        "uom_id",
                        orderpoint_ids=spec("product_min_qty", "warehouse_id"),
                    ),
                ),
                read(
                    "stock.move",
                    [["product_id.default_code", "=", "INV-LAMP"], _PLANNED],
                    ["date", "product_qty", "reference", "origin", "state", "location_usage", "location_dest_usage"],
                    order="date, id",
                ),
            ]
        ],
    ),
    Question(
        "reorder_needs",
        {},
        [
            [
                web(
                    "stock.warehouse.orderpoint",
                    [],
                    {
                        **spec(
                            "product_min_qty qty_on_hand qty_forecast qty_to_order lead_days snoozed_until",
                            "location_id warehouse_id product_uom effective_vendor_id",
                            rule_ids=spec("action"),
                        ),
                        "product_id": {
                            "fields": spec(
                                "display_name",
                                seller_ids=spec("min_qty delay date_start date_end", "partner_id product_id"),
                            )
                        },
                    },
                ),
                read("stock.warehouse", [], ["name"]),
            ],
            _short,
        ],
    ),
    Question(
        "pos_sales",
        {"by": "product", "since": "2026-03-01", "until": "2026-04-30", "config": "Zebra counter"},
        [
            [
                groups(
                    "pos.order.line",
                    _SOLD_LINES,
                    ["product_id"],
                    ["qty:sum", "price_subtotal:sum", "price_subtotal_incl:sum"],
                    order="price_subtotal_incl:sum desc",
                    limit=21,
                ),
                groups(
                    "pos.order.line",
                    [*_SOLD_LINES, ["qty", "<", 0]],
                    ["product_id"],
                    ["qty:sum", "price_subtotal_incl:sum"],
                ),
                groups("pos.order", _SOLD, [], ["__count", "amount_total:sum", "amount_tax:sum"]),
                read(
                    "pos.order",
                    [*_SOLD, ["amount_total", "<", 0]],
                    ["name", "date_order", "partner_id", "amount_total", "refunded_order_id"],
                    order="date_order desc",
                ),
            ]
        ],
    ),
)
