"""Small schemas made up for tests."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_odoo.schema.catalogue import Field, Model, Origin
from atlas_odoo.schema.codec import encode
from atlas_odoo.schema.snapshot import Facts, Snapshot


def model(name: str, *fields: Field, label: str = "", origin: Origin = Origin.STANDARD) -> Model:
    """A model with these fields."""
    return Model(name=name, label=label or name, fields={field.name: field for field in fields}, origin=origin)


def models(*each: Model) -> dict[str, Model]:
    """Models by name."""
    return {one.name: one for one in each}


def snapshot(some: Iterable[Model], strategy: str = "doc_index") -> Snapshot:
    """What a discovery of these models would cache."""
    facts = Facts(version=19, strategy=strategy, token='"a"', unseen=("something",), discovered_at=1_700_000_000.0)
    return Snapshot.of({one.name: encode(one) for one in some}, facts)


PARTNER = model(
    "res.partner",
    Field("name", "char", "Name", required=True),
    Field("phone", "char", "Phone", help="Also the number of the reception."),
    Field("country_id", "many2one", "Country", relation="res.country"),
    Field(
        "x_customer_tier",
        "selection",
        "Customer Tier",
        selection=(("gold", "Gold"), ("silver", "Silver")),
        origin=Origin.CUSTOM,
    ),
    label="Contact",
)
ORDER = model(
    "sale.order",
    Field("name", "char", "Order Reference", required=True),
    Field("partner_id", "many2one", "Customer", relation="res.partner", required=True),
    Field("order_line", "one2many", "Order Lines", relation="sale.order.line", relation_field="order_id"),
    Field("commitment_date", "datetime", "Delivery Date", help="The delivery window that was promised."),
    Field("amount_total", "monetary", "Total", currency_field="currency_id", readonly=True),
    Field("x_delivery_window", "char", "Delivery Window", origin=Origin.CUSTOM),
    label="Sales Order",
)
LINE = model(
    "sale.order.line",
    Field("order_id", "many2one", "Order Reference", relation="sale.order", required=True),
    Field("order_partner_id", "many2one", "Customer", relation="res.partner"),
    Field("name", "text", "Description"),
    label="Sales Order Line",
)
EQUIPMENT = model(
    "x_equipment", Field("x_name", "char", "Name", origin=Origin.CUSTOM), label="Equipment", origin=Origin.CUSTOM
)
TENANT = models(PARTNER, ORDER, LINE, EQUIPMENT)
