"""A small tenant, made by hand: what the pure parts of the tools are tested on."""

from __future__ import annotations

from functools import partial
from typing import Any

from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Access, Catalogue, Field, Model, Origin

STATES = (("draft", "Quotation"), ("sent", "Quotation Sent"), ("sale", "Sales Order"), ("cancel", "Cancelled"))


def field(name: str, kind: str, label: str | None = None, **more: Any) -> Field:
    return Field(name, kind, label or name.replace("_", " ").title(), **more)


def computed(name: str, kind: str, **more: Any) -> Field:
    return field(name, kind, stored=False, searchable=False, sortable=False, readonly=True, **more)


def model(name: str, *fields: Field, **more: Any) -> Model:
    base = (field("id", "integer", "ID"), field("display_name", "char", stored=False, sortable=False))
    return Model(name, name.replace(".", " ").title(), {item.name: item for item in (*base, *fields)}, **more)


ORDER = model(
    "sale.order",
    field("name", "char", "Order Reference", required=True),
    field("partner_id", "many2one", "Customer", relation="res.partner", required=True),
    field("user_id", "many2one", "Salesperson", relation="res.users"),
    field("date_order", "datetime", "Order Date", required=True),
    field("validity_date", "date", "Expiration"),
    field("state", "selection", "Status", selection=STATES, readonly=True),
    field("amount_total", "monetary", "Total", currency_field="currency_id"),
    field("amount_company", "monetary", "Total in Company Currency", currency_field="company_currency_id"),
    field("amount_foreign", "monetary", "Total Abroad", currency_field="foreign_currency_id"),
    computed("foreign_currency_id", "many2one", relation="res.currency"),
    computed("company_currency_id", "many2one", relation="res.currency"),
    field("currency_id", "many2one", "Currency", relation="res.currency"),
    field("order_line", "one2many", "Order Lines", relation="sale.order.line", relation_field="order_id"),
    field("tag_ids", "many2many", "Tags", relation="crm.tag"),
    field("note", "html", "Terms"),
    field("access_token", "char", "Security Token"),
    computed("expected_date", "datetime"),
    field("message_ids", "one2many", "Messages", relation="mail.message"),
    field("x_delivery_window", "char", "Delivery Window", origin=Origin.CUSTOM),
    field("x_studio_sel_1", "selection", "Grade", selection=(("a", "A"), ("b", "B")), origin=Origin.CUSTOM),
    access=Access(read=True, write=True, create=True, unlink=False),
)
LINE = model(
    "sale.order.line",
    field("order_id", "many2one", relation="sale.order", required=True),
    field("name", "text", "Description"),
    field("product_id", "many2one", relation="product.product"),
    field("product_uom_qty", "float", "Quantity"),
    field("price_subtotal", "monetary", currency_field="currency_id"),
    field("currency_id", "many2one", relation="res.currency"),
)
PARTNER = model(
    "res.partner",
    field("name", "char"),
    field("email", "char"),
    field("ref", "char", "Reference"),
    field("barcode", "char", company_dependent=True),
    field("comment", "html", "Notes"),
    field("image_1920", "binary", "Image"),
    field("signup_token", "char"),
    field("signup_expiration", "datetime"),
    field("country_id", "many2one", relation="res.country"),
    field("commercial_partner_id", "many2one", "Commercial Entity", relation="res.partner", readonly=True),
    field("user_ids", "one2many", relation="res.users", relation_field="partner_id"),
    field("credit", "monetary", "Total Receivable", currency_field="currency_id"),
    field("currency_id", "many2one", relation="res.currency"),
    field("properties", "properties"),
)
USERS = model(
    "res.users",
    field("name", "char"),
    field("login", "char", required=True),
    field("password", "char"),
    computed("new_password", "char"),
    field("totp_secret", "char"),
    field("password_write_date", "datetime"),
    field("partner_id", "many2one", relation="res.partner"),
    field("api_key_ids", "one2many", relation="res.users.apikeys", relation_field="user_id"),
)
KEYS = model("res.users.apikeys", field("name", "char"), field("user_id", "many2one", relation="res.users"))
MODELS = {
    item.name: item
    for item in (
        ORDER,
        LINE,
        PARTNER,
        USERS,
        KEYS,
        model("crm.tag", field("name", "char")),
        model("product.product", field("name", "char"), field("default_code", "char")),
        model("res.country", field("name", "char"), field("code", "char")),
        model("res.currency", field("name", "char")),
        model(
            "x_equipment",
            field("x_name", "char", origin=Origin.CUSTOM),
            field("x_value", "float", origin=Origin.CUSTOM),
            origin=Origin.CUSTOM,
        ),
    )
}


OWN = ToolFile.model_validate(
    {
        "toolset": "own",
        "title": "Own",
        "objects": {
            "order": {
                "model": "sale.order",
                "title": "Orders",
                "where": [["state", "in", ["draft", "sent"]]],
                "fields": {"number": "name", "customer": "partner_id", "state": "state",
                           "customer_company": "partner_id.commercial_partner_id", "lines": {
                    "field": "order_line", "fields": {"product": "product_id"}}},
                "columns": ["number", "customer", "state"],
            },
            "equipment": {"model": "x_equipment", "title": "Equipment", "columns": ["name"],
                          "fields": {"name": "x_name", "value": "x_value"}},
        },
        "questions": {"riddle": {"operation": "own.riddle", "title": "Riddle", "says": "No such operation."}},
    }
)  # fmt: skip
"""A tool file of this tenant's own: an object with a condition, one of a custom model, a question without answer."""


def whole(version: int = 19) -> Catalogue:
    """Everything, as discovered. `mail.message` is not in it: the user may not read it."""
    return Catalogue({name: partial(MODELS.__getitem__, name) for name in MODELS}, fingerprint="hand", version=version)


def visible(version: int = 19) -> VisibleCatalogue:
    """What tools see."""
    return VisibleCatalogue(BUILT_IN, whole(version))


def bound(version: int = 19) -> Binding:
    """The same without any tool file: models and fields by their technical names."""
    return Binding(visible(version), {}, ())


def spoken(version: int = 19) -> Binding:
    """The tenant with the business objects of OWN."""
    return bind((OWN,), visible(version), {})
