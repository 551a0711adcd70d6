"""What any record may be asked, and the search over everything."""

from __future__ import annotations

from typing import Final

from bench.by_hand.rpc import Answers, Question, Rpc, read, spec, web
from bench.data import ORDER

_ORDER: Final = read("sale.order", [["client_order_ref", "=", ORDER]], ["name"])
_OF_ORDER: Final = {"object": "sales_order", "record": ORDER}
_TEXT: Final = "Azure"
_SEARCHED: Final = {
    "account.move": "name ref",
    "account.payment": "name",
    "account.payment.term": "name",
    "crm.lead": "name email_from phone",
    "ir.attachment": "name",
    "mrp.bom": "code",
    "mrp.production": "name",
    "mrp.workcenter": "name code",
    "pos.config": "name",
    "pos.order": "name pos_reference",
    "pos.session": "name",
    "product.category": "name",
    "product.pricelist": "name",
    "product.product": "default_code barcode name",
    "product.template": "default_code barcode name",
    "purchase.order": "name partner_ref",
    "res.currency": "name",
    "res.partner": "name email phone vat ref",
    "sale.order": "name client_order_ref",
    "stock.location": "name barcode",
    "stock.lot": "name ref",
    "stock.picking": "name",
    "stock.scrap": "name",
    "stock.warehouse": "name code",
    "stock.warehouse.orderpoint": "name",
    "uom.uom": "name",
}
"""The fields by which people tell records apart."""


def _either(fields: list[str]) -> list[object]:
    return [*("|" for _ in fields[1:]), *([name, "ilike", _TEXT] for name in fields)]


def _said(found: Answers) -> list[Rpc]:
    mine = [["res_id", "=", found[0][0]["id"]]]
    return [
        web(
            "mail.message",
            [["model", "=", "sale.order"], *mine, ["message_type", "!=", "user_notification"]],
            spec(
                "date email_from message_type subject body account_audit_log_preview",
                "author_id subtype_id",
                attachment_ids=spec("name"),
            ),
            order="date desc, id desc",
            limit=20,
        ),
        read(
            "mail.activity",
            [["res_model", "=", "sale.order"], *mine],
            ["date_deadline", "activity_type_id", "summary", "note", "user_id"],
        ),
    ]


def _files(found: Answers) -> list[Rpc]:
    mine = [["res_model", "=", "sale.order"], ["res_id", "=", found[0][0]["id"]]]
    return [read("ir.attachment", mine, ["name", "mimetype", "file_size", "create_date", "create_uid", "type", "url"])]


def _link(found: Answers) -> list[Rpc]:
    body = {"ids": [found[0][0]["id"]], "report_type": "pdf", "download": True}
    return [Rpc("sale.order", "get_portal_url", body)]


QUESTIONS: Final = (
    Question("record_history", _OF_ORDER, [[_ORDER], _said]),
    Question("attachments", _OF_ORDER, [[_ORDER], _files]),
    Question("get_document", _OF_ORDER, [[_ORDER], _link, lambda found: [Rpc(found[1])]]),
    Question(
        "search_everything",
        {"text": _TEXT},
        [
            [
                read(model, _either(fields.split()), ["display_name", *fields.split()], limit=10)
                for model, fields in _SEARCHED.items()
            ]
        ],
    ),
)
