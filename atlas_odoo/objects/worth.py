"""How useful a field is to someone who has not said what they need: for default columns and short descriptions.

A guess from names and types, the same for standard, third-party and custom models.
"""

from __future__ import annotations

from typing import Final

from atlas_odoo.schema.catalogue import Field, Model, Origin

COLUMNS: Final = 8
DETAILS: Final = 40
_OF_RECORD: Final = frozenset(
    {"state", "partner_id", "move_type", "date", "invoice_date", "date_order", "journal_id", "company_id", "user_id"}
)
"""Fields that lines repeat from their record."""
_MOVES: Final = frozenset({"move_ids", "move_lines", "move_raw_ids"})
"""Lines of transfers and manufacturing orders; other lines have the name of their record's model in theirs."""
THRESHOLD: Final = 40
"""Below this a field is not a default column."""

_KNOWN: Final = {
    **dict.fromkeys(("name", "product_id"), 100),
    **dict.fromkeys(("state", "stage_id", "partner_id", "employee_id"), 90),
    **dict.fromkeys(("default_code", "code", "ref", "number", "payment_state", "move_type"), 84),
    **dict.fromkeys(("amount_total", "list_price", "price_unit", "expected_revenue", "qty_available"), 80),
    **dict.fromkeys(("date_order", "invoice_date", "date", "scheduled_date", "date_start", "start"), 78),
    **dict.fromkeys(("product_uom_qty", "product_qty", "quantity", "qty_done", "email", "order_line"), 77),
    **dict.fromkeys(("qty_delivered", "qty_received", "quantity_done"), 76),
    **dict.fromkeys(("qty_invoiced", "product_uom", "product_uom_id"), 69),
    **dict.fromkeys(("phone", "amount", "price_subtotal", "invoice_line_ids", "standard_price", "login"), 74),
    **dict.fromkeys(("move_ids", "move_lines", "line_ids", "bom_line_ids", "move_raw_ids", "lines"), 71),
    **dict.fromkeys(("city", "location_id", "location_dest_id", "product_tmpl_id", "invoice_date_due"), 70),
    **dict.fromkeys(("country_id", "invoice_status", "delivery_status", "amount_residual", "validity_date"), 68),
    **dict.fromkeys(("user_id", "categ_id", "picking_type_id", "lot_id", "journal_id", "account_id"), 64),
    **dict.fromkeys(("origin", "client_order_ref", "barcode", "commitment_date", "uom_id", "is_company"), 62),
    **dict.fromkeys(("amount_untaxed", "amount_tax", "discount", "debit"), 60),
    **dict.fromkeys(("vat", "reference", "street", "zip", "parent_id", "mobile", "team_id", "payment_term_id"), 55),
    **dict.fromkeys(("note", "comment", "description", "narration", "company_id", "pricelist_id", "type"), 50),
    **dict.fromkeys(("active", "currency_id", "company_currency_id", "sequence", "color", "create_date"), 20),
    **dict.fromkeys(("id", "display_name", "write_date", "create_uid", "write_uid", "__last_update"), -10),
}
_TECHNICAL: Final = (
    "message_", "activity_", "my_activity_", "website_", "access_", "rating_", "has_", "show_", "display_", "hide_",
    "is_", "can_", "image_", "avatar_", "campaign_", "medium_", "source_", "duplicated_", "tax_country", "tax_calc",
    "analytic_", "allowed_", "available_", "need_", "calendar_", "json_", "property_", "peppol_", "invoice_edi_",
    "ubl_", "email_", "phone_", "country_", "partner_credit", "terms_", "spreadsheet_", "im_", "ocn_", "same_",
    "l10n_", "restrict_", "suitable_", "sale_warning", "purchase_warning",
)  # fmt: skip
_TECHNICAL_ENDS: Final = (
    "_count", "_warning", "_warn", "_msg", "_json", "_html", "_placeholder", "_domain", "_hidden", "_visible",
    "_tooltip", "_filter", "_editable", "_url", "_widget", "_readonly", "_help", "_info", "_color", "_display",
    "_icon", "_option", "_search", "_normalized", "_sanitized", "_in_progress",
)  # fmt: skip
_TYPES: Final = {
    "selection": 38, "many2one": 36, "date": 36, "datetime": 34, "monetary": 38, "char": 32, "float": 30,
    "integer": 22, "boolean": 18, "text": 20, "html": 12, "one2many": 24, "many2many": 24, "reference": 20,
    "many2one_reference": 5, "properties": 15, "json": -20, "serialized": -30, "binary": -20,
    "properties_definition": -20,
}  # fmt: skip
NO_COLUMN: Final = frozenset(
    {"one2many", "many2many", "text", "html", "binary", "json", "properties", "properties_definition", "serialized"}
)
NO_DETAIL: Final = frozenset({"binary", "json", "properties_definition", "serialized", "one2many"})
"""Types that say nothing about a record when it is shown as a whole."""


def worth(field: Field) -> int:
    """How useful a field probably is; about -60 to 130."""
    name = field.name
    score = _KNOWN.get(name)
    if score is None:
        score = _TYPES.get(field.type, 0)
        if name.startswith(_TECHNICAL) or name.endswith(_TECHNICAL_ENDS):
            score -= 50
        elif name.endswith(("_status", "_state")) and field.type == "selection":
            score += 22
        elif name.endswith("_line_ids") or (field.type == "one2many" and "line" in name):
            score += 20
        elif "date" in name and field.type in {"date", "datetime"}:
            score += 14
        score -= 0 if field.stored else 22
    elif not field.stored and field.type == "many2one":
        score -= 40  # computed from lines, mostly: the product of a transfer
    if field.origin is Origin.CUSTOM:
        score += 34
    elif field.origin is Origin.ADDON:
        score += 8
    return score + (12 if field.required else 0)


def ranked(model: Model) -> list[Field]:
    """All fields, the most useful first; equal ones by name, so that answers do not change by chance."""
    return sorted(model.fields.values(), key=lambda field: (-worth(field), field.name))


def naming(model: Model) -> str:
    """The field that says what a record is called."""
    name = model.fields.get("name") or model.fields.get("x_name")
    return name.name if name is not None and name.type in {"char", "text"} else "display_name"


def default_columns(model: Model, most: int = COLUMNS) -> tuple[str, ...]:
    """The fields shown when none were asked for: the name first, then what else tells records apart."""
    first = naming(model)
    others = [
        field.name
        for field in ranked(model)
        if field.type not in NO_COLUMN and field.name != first and worth(field) >= THRESHOLD
    ]
    return (first, *others[: most - 1])


def default_details(model: Model, most: int = DETAILS) -> tuple[str, ...]:
    """The fields of a record that was asked for as a whole; empty ones are left out when it is shown."""
    first = naming(model)
    others = [
        field.name
        for field in ranked(model)
        if field.type not in NO_DETAIL and field.name != first and worth(field) > (0 if field.stored else THRESHOLD)
    ]
    return (first, *others[: most - 1])


def default_lines(model: Model) -> Field | None:
    """The list field that is part of a record, such as the lines of an order."""
    for field in ranked(model):
        if field.type == "one2many" and field.relation is not None and worth(field) >= THRESHOLD:
            own = field.relation.startswith((f"{model.name}.", f"{model.name}_"))
            if own or field.name in _MOVES:
                return field
    return None


def line_columns(model: Model, lines: Field) -> tuple[str, ...]:
    """The columns of lines below their record: nothing that the record says itself, no words besides the product."""
    needless = {lines.relation_field, *_OF_RECORD, *(("name", "display_name") if "product_id" in model.fields else ())}
    return tuple(name for name in default_columns(model, 2 * COLUMNS) if name not in needless)[:COLUMNS]
