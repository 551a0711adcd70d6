"""What is owed, and what is to be invoiced."""

from __future__ import annotations

from typing import Final

from bench.by_hand.rpc import Answers, Question, Rpc, groups, read, spec, web

_OPEN: Final = [["parent_state", "=", "posted"], ["reconciled", "=", False]]
_KINDS: Final = ["account_type", "in", ["asset_receivable", "liability_payable"]]


def _statement(found: Answers) -> list[Rpc]:
    """The items of ninety days, what was before them, and what is open."""
    since = "-90d"  # as Odoo 19 understands it
    mine = [_KINDS, ["partner_id.commercial_partner_id", "=", found[0][0]["commercial_partner_id"][0]]]
    return [
        read(
            "account.move.line",
            [*mine, ["parent_state", "=", "posted"], ["date", ">=", since]],
            ["move_id", "date", "move_name", "move_type", "payment_id", "statement_line_id", "date_maturity", "balance",
             "amount_residual", "amount_currency", "currency_id"],
            order="date desc, id desc",
            limit=100,
        ),
        groups("account.move.line", [*mine, ["parent_state", "=", "posted"], ["date", "<", since]], [],
               ["balance:sum"]),
        groups("account.move.line", [*mine, *_OPEN], ["date_maturity:day"], ["amount_residual:sum"]),
    ]  # fmt: skip


QUESTIONS: Final = (
    Question(
        "aging",
        {},
        [
            [
                groups(
                    "account.move.line",
                    [["account_type", "=", "asset_receivable"], *_OPEN, ["amount_residual", sign, 0]],
                    ["partner_id", "currency_id", "date_maturity:day"],
                    ["amount_residual:sum", "amount_residual_currency:sum"],
                )
                for sign in (">", "<")  # debts, and credits not set off
            ]
        ],
    ),
    Question(
        "partner_statement",
        {"partner": "Aging Alpha"},
        [[read("res.partner", [["name", "=", "Aging Alpha"]], ["commercial_partner_id"])], _statement],
    ),
    Question(
        "to_invoice",
        {},
        [
            [
                web(
                    "sale.order",
                    [["state", "in", ["sale", "done"]], ["invoice_status", "=", "to invoice"]],
                    spec(
                        "name date_order",
                        "partner_id currency_id",
                        order_line=spec("untaxed_amount_to_invoice invoice_status"),
                    ),
                ),
                web(
                    "purchase.order",
                    [["state", "in", ["purchase", "done"]], ["invoice_status", "=", "to invoice"]],
                    spec(
                        "name date_order",
                        "partner_id currency_id",
                        order_line=spec("qty_to_invoice product_qty price_subtotal price_unit"),
                    ),
                ),
            ]
        ],
    ),
)
