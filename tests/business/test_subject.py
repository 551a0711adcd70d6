"""Fields and objects by the words that people have for them."""

from __future__ import annotations

import pytest

from atlas_odoo.business.find_records import FindRecords, plan_find, show_found
from atlas_odoo.business.subject import subject
from atlas_odoo.errors import FieldHidden, FieldMissing, ModelHidden, ModelMissing
from atlas_odoo.odoo.plan import Page
from tests.business.desks import desk
from tests.business.tenants import spoken

BINDING = spoken()


@pytest.mark.parametrize("name", ["order", "Order", "orders", " order "])
def test_an_object_is_found_however_it_is_written(name: str) -> None:
    assert subject(BINDING, name).bound is BINDING.objects["order"]


def test_a_technical_name_is_the_model_without_any_condition() -> None:
    assert subject(BINDING, "sale.order").where == ()
    assert subject(BINDING, "order").where == (("state", "in", ("draft", "sent")),)
    with pytest.raises(ModelMissing, match="no model"):
        subject(BINDING, "sale.ordre")
    with pytest.raises(ModelHidden):
        subject(BINDING, "res.users.apikeys")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("customer", "partner_id"),
        ("partner_id", "partner_id"),
        ("customer.country_id.code", "partner_id.country_id.code"),
        ("lines.product", "order_line.product_id"),
        ("lines.product_uom_qty", "order_line.product_uom_qty"),
        ("order_line.product_id.default_code", "order_line.product_id.default_code"),
        ("x_delivery_window", "x_delivery_window"),
        ("date_order.month_number", "date_order.month_number"),
        ("id", "id"),
    ],
)
def test_words_and_technical_names_go_together(name: str, path: str) -> None:
    assert subject(BINDING, "order").path(name) == path


def test_words_of_an_object_count_for_its_model_too() -> None:
    assert subject(BINDING, "sale.order").path("customer") == "partner_id"
    assert subject(BINDING, "sale.order.line").path("order_id.customer") == "order_id.partner_id"


def test_wrong_words_are_answered_with_near_ones() -> None:
    with pytest.raises(FieldMissing) as missing:
        subject(BINDING, "order").path("custmer")
    assert missing.value.near == ("customer",)
    with pytest.raises(FieldMissing) as missing:
        subject(BINDING, "order").path("partner")
    assert "partner_id" in missing.value.near
    with pytest.raises(FieldHidden):
        subject(BINDING, "order").path("access_token")


def test_headers_are_in_the_words_of_the_caller() -> None:
    fields = ["number", "partner_id.email", "lines", "order_line.product_uom_qty"]
    layout = plan_find(BINDING, FindRecords(object="order", fields=fields)).layout
    assert [column.name for column in layout.columns] == ["number", "partner_id.email"]
    assert [(lines.name, [column.name for column in lines.layout.columns]) for lines in layout.lines] == [
        ("lines", ["product", "product_uom_qty"])
    ]


def test_the_objects_condition_is_always_there_and_told_when_nothing_is_found() -> None:
    plan = plan_find(BINDING, FindRecords(object="order", domain=[["state", "=", "sale"]]))
    assert plan.read.domain == (("state", "in", ("draft", "sent")), ("state", "=", "sale"))
    assert 'every order meets [["state", "in", ["draft", "sent"]]] besides' in show_found(desk(), plan, Page(())).text
    other = plan_find(BINDING, FindRecords(object="order", domain=[["number", "=", "S1"]]))
    assert "besides" not in show_found(desk(), other, Page(())).text
