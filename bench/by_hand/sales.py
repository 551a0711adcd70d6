"""Sales, purchases, products and partners."""

from __future__ import annotations

from typing import Final

from bench.by_hand.rpc import Answers, Question, Rpc, groups, read, spec, web
from bench.data import ORDER, PARTNER

_INVOICES: Final = spec(
    "name move_type state invoice_date invoice_date_due amount_total amount_residual payment_state", "currency_id"
)
_PURCHASE: Final = spec(
    "name date_order date_approve date_planned state invoice_status receipt_status amount_total partner_ref",
    "partner_id currency_id",
    order_line=spec("name product_qty qty_received qty_invoiced qty_to_invoice date_planned display_type",
                    "product_id product_uom_id"),
    picking_ids=spec("name state scheduled_date date_done"),
)  # fmt: skip
_UNSETTLED: Final = ["done", "cancel"]


def _of_partner(found: Answers) -> list[Rpc]:
    """What is open with the partner, once it is known who that is."""
    company = found[0]["records"][0]["commercial_partner_id"]["id"]
    mine = ["partner_id.commercial_partner_id", "=", company]
    moving = ["draft", "waiting", "confirmed", "assigned"]
    order = spec("name date_order validity_date commitment_date amount_total state delivery_status invoice_status",
                 "currency_id")  # fmt: skip
    bought = spec("name date_order date_planned amount_total receipt_status invoice_status", "currency_id")
    confirmed = [mine, ["state", "in", ["sale", "done"]]]
    ordered = [mine, ["state", "in", ["purchase", "done"]]]
    undone = ["invoice_status", "in", ["no", "to invoice"]]
    return [
        web("sale.order", [mine, ["state", "in", ["draft", "sent"]]], order, limit=5),
        web("sale.order", [*confirmed, "|", undone, ["picking_ids.state", "in", moving]], order, limit=5),
        web("sale.order", confirmed, spec("name date_order"), order="date_order desc", limit=1),
        web("purchase.order", [*ordered, "|", undone, ["picking_ids.state", "in", moving]], bought, limit=5),
        web("purchase.order", ordered, spec("name date_order"), order="date_order desc", limit=1),
        web(
            "account.move",
            [["commercial_partner_id", "=", company], ["state", "=", "posted"], ["amount_residual", "!=", 0]],
            spec("name move_type invoice_date invoice_date_due amount_total amount_residual", "currency_id"),
            order="invoice_date_due",
        ),
        groups(
            "account.move.line",
            [
                ["partner_id.commercial_partner_id", "=", company],
                ["account_type", "in", ["asset_receivable", "liability_payable"]],
                ["parent_state", "=", "posted"],
                ["reconciled", "=", False],
                ["date_maturity", "<", "today"],
            ],
            ["account_type"],
            ["amount_residual:sum"],
        ),
    ]


def _priced(found: Answers) -> list[Rpc]:
    """A quotation that is computed and not saved."""
    products, [partner] = found
    lines = [[0, str(item["id"]), {"product_id": item["id"], "product_uom_qty": 5}] for item in products]
    shown = {"fields": spec("price_unit discount price_subtotal price_total", "product_id tax_ids currency_id")}
    values = {"partner_id": partner["id"], "order_line": lines}
    return [Rpc("sale.order", "onchange", {
        "ids": [], "values": values, "field_names": [], "fields_spec": {"order_line": shown}})]  # fmt: skip


QUESTIONS: Final = (
    Question(
        "order_progress",
        {"order": [ORDER]},
        [
            [
                web(
                    "sale.order",
                    [["client_order_ref", "=", ORDER], ["state", "in", ["sale", "done"]]],
                    {
                        **spec(
                            "name state date_order amount_total amount_untaxed invoice_status delivery_status"
                            " commitment_date effective_date amount_to_invoice",
                            "partner_id currency_id",
                            order_line=spec(
                                "name product_uom_qty qty_delivered qty_invoiced qty_to_deliver qty_to_invoice"
                                " price_subtotal display_type is_downpayment",
                                "product_id product_uom_id",
                            ),
                            picking_ids=spec("name state scheduled_date date_done", "picking_type_id backorder_id"),
                            invoice_ids=_INVOICES,
                        )
                    },
                )
            ]
        ],
    ),
    Question(
        "top_sales",
        {"by": "customer"},
        [
            [
                groups(
                    "sale.report",
                    [["state", "in", ["sale", "done"]], ["id", ">", 0]],
                    ["commercial_partner_id"],
                    ["price_subtotal:sum", "product_uom_qty:sum", "order_reference:count_distinct"],
                    order="price_subtotal:sum desc",
                    limit=11,
                ),
                groups(
                    "sale.report",
                    [["state", "in", ["sale", "done"]], ["id", ">", 0]],
                    ["currency_id"],
                    ["price_subtotal:sum", "order_reference:count_distinct"],
                ),
            ]
        ],
    ),
    Question(
        "customer_overview",
        {"partner": PARTNER},
        [
            [
                web(
                    "res.partner",
                    [["name", "=", PARTNER]],
                    {
                        **spec(
                            "email phone website vat ref lang street street2 zip city credit credit_limit debit"
                            " credit_to_invoice total_invoiced sale_warn_msg purchase_warn_msg",
                            "commercial_partner_id category_id state_id country_id industry_id user_id"
                            " property_payment_term_id property_supplier_payment_term_id property_product_pricelist"
                            " property_account_position_id property_purchase_currency_id buyer_id",
                            child_ids=spec("name type function email phone street city"),
                        )
                    },
                )
            ],
            _of_partner,
        ],
    ),
    Question(
        "product_overview",
        {"products": ["INV-LAMP"]},
        [
            [
                web(
                    "product.product",
                    [["default_code", "=", "INV-LAMP"]],
                    {
                        **spec(
                            "display_name default_code barcode type is_storable tracking lst_price standard_price"
                            " sale_ok purchase_ok invoice_policy sale_delay bom_count used_in_bom_count active"
                            " qty_available free_qty incoming_qty outgoing_qty virtual_available",
                            "uom_id categ_id currency_id product_template_attribute_value_ids all_product_tag_ids"
                            " taxes_id product_tmpl_id",
                            seller_ids=spec(
                                "min_qty price discount price_discounted delay date_start date_end product_code",
                                "partner_id product_id product_uom_id currency_id",
                            ),
                            product_variant_ids=spec(
                                "default_code lst_price qty_available", "product_template_attribute_value_ids"
                            ),
                        )
                    },
                )
            ]
        ],
    ),
    Question(
        "product_price",
        {"products": ["E-COM11", "FURN_8888"], "customer": PARTNER, "quantity": 5},
        [
            [
                read("product.product", [["default_code", "in", ["E-COM11", "FURN_8888"]]],
                     ["display_name", "lst_price", "uom_id", "currency_id"]),
                read("res.partner", [["name", "=", PARTNER]],
                     ["display_name", "property_product_pricelist", "property_account_position_id"]),
            ],
            _priced,
        ],
    ),
    Question(
        "purchase_progress",
        {},
        [
            [
                web(
                    "purchase.order",
                    [["state", "in", ["purchase", "done"]], "|", ["invoice_status", "!=", "invoiced"],
                     ["picking_ids.state", "not in", _UNSETTLED]],
                    _PURCHASE,
                    order="date_planned",
                    limit=200,
                )
            ]
        ],
    ),
    Question(
        "compare_vendors",
        {"product": ["AT-BOLT"], "quantity": 60},
        [
            [
                web(
                    "product.product",
                    [["default_code", "=", "AT-BOLT"]],
                    {
                        **spec("display_name", "uom_id"),
                        "seller_ids": {
                            "fields": {
                                **spec("price min_qty delay date_start date_end discount",
                                       "partner_id product_id currency_id"),
                                "product_uom_id": {"fields": spec("display_name factor")},
                            }
                        },
                    },
                ),
                read(
                    "purchase.order.line",
                    [["product_id.default_code", "=", "AT-BOLT"], ["state", "in", ["purchase", "done"]]],
                    ["partner_id", "price_unit", "discount", "product_uom_id", "currency_id", "date_approve"],
                    order="id desc",
                    limit=80,
                ),
                read("res.currency", [], ["name", "rate"]),
            ]
        ],
    ),
)  # fmt: skip
