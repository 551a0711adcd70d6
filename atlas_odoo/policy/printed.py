"""The models whose records are given as a PDF, and the fields that Odoo prints in it (from the layouts of 14 and 19).

They are judged like the fields of a read: where rules hide one of them, there is no document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _of(model: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{model}.{name}" for name in names)


_PARTIES: Final = (
    *_of("res.partner", "name", "street", "street2", "zip", "city", "state_id", "country_id", "vat", "phone", "email"),
    *_of("res.company", "name", "vat", "phone", "email", "report_header", "report_footer", "company_details"),
    *_of("res.users", "name"),
)

DOCUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sale.order": (
        *_of("sale.order", "name", "client_order_ref", "date_order", "validity_date", "commitment_date", "note"),
        *_of("sale.order", "partner_id", "partner_invoice_id", "partner_shipping_id", "user_id", "payment_term_id"),
        *_of("sale.order", "amount_untaxed", "amount_tax", "amount_total", "signature", "signed_by"),
        *_of("sale.order.line", "name", "product_uom_qty", "price_unit", "discount", "price_subtotal", "price_total"),
        *_PARTIES,
    ),
    "account.move": (
        *_of("account.move", "name", "ref", "invoice_date", "invoice_date_due", "invoice_origin", "narration"),
        *_of(
            "account.move",
            "partner_id",
            "payment_reference",
            "invoice_payment_term_id",
            "fiscal_position_id",
            "invoice_user_id",
        ),
        *_of("account.move", "amount_untaxed", "amount_tax", "amount_total", "amount_residual"),
        *_of("account.move.line", "name", "quantity", "price_unit", "discount", "price_subtotal", "price_total"),
        *_of("res.partner.bank", "acc_number"),
        *_PARTIES,
    ),
    "purchase.order": (
        *_of("purchase.order", "name", "partner_ref", "date_order", "date_approve", "date_planned", "user_id"),
        *_of("purchase.order", "partner_id", "dest_address_id", "payment_term_id", "note", "notes"),
        *_of("purchase.order", "amount_untaxed", "amount_tax", "amount_total"),
        *_of("purchase.order.line", "name", "date_planned", "product_qty", "price_unit", "price_subtotal"),
        *_PARTIES,
    ),
}
