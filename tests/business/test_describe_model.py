"""`describe_model` without I/O."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atlas_odoo.business.describe_model import DescribeModel, describe
from atlas_odoo.business.subject import Subject
from atlas_odoo.business.tool import ToolAnswer
from atlas_odoo.errors import FieldHidden, FieldMissing
from atlas_odoo.schema.catalogue import Access
from tests.business.desks import desk
from tests.business.tenants import bound, computed, field, model, spoken, visible

DESK = desk()
MAY = Access(read=True, write=True, create=False, unlink=False)


def described(name: str, fields: list[str] | None = None, search: str | None = None) -> ToolAnswer:
    return describe(
        DESK,
        Subject(bound(), visible().model(name)),
        MAY,
        DescribeModel(object=name, fields=fields or [], search=search),
    )


def test_a_model_in_short() -> None:
    answer = described("sale.order")
    head, columns, *rows = answer.text.split("\n")
    assert head == "sale.order (Sale Order), standard, 21 fields; the integration user may read, write"
    assert columns == "field | type | label | marks"
    assert rows[0] == "name | char | Order Reference | required"
    assert "partner_id | many2one res.partner | Customer | required" in rows
    assert "amount_total | monetary in currency_id | Total |" in rows
    assert "x_delivery_window | char | Delivery Window | custom" in rows
    assert "expected_date | datetime | Expected Date | not searchable" in rows
    assert (
        "state | selection draft=Quotation, sent=Quotation Sent, sale=Sales Order, cancel=Cancelled | Status |" in rows
    )
    assert "access_token" not in answer.text
    assert answer.structured["rows"][0] == ["name", "char", "Order Reference", "required"]


def test_a_huge_model_stays_below_six_kilobytes() -> None:
    many = model("x.big", *(field(f"x_some_field_{number}", "char", "Label " * 9) for number in range(400)))
    answer = describe(DESK, Subject(bound(), many), MAY, DescribeModel(object="x.big"))
    assert len(answer.text.encode()) <= 6_000
    assert len(str(answer.structured)) <= 6_000
    assert "search=" in answer.text


def test_an_object_shows_its_main_fields_and_the_values_that_it_can_have() -> None:
    binding = spoken()
    order = binding.objects["order"]
    answer = describe(DESK, Subject(binding, order.model, order), MAY, DescribeModel(object="order"))
    assert answer.text.split("\n")[1:] == [
        "field | stands for | type | marks",
        "number | name | char |",
        "customer | partner_id | many2one res.partner |",
        "state | state | selection draft=Quotation, sent=Quotation Sent |",
        "x_delivery_window | x_delivery_window | char | custom",
        "x_studio_sel_1 | x_studio_sel_1 | selection a, b | custom",
        "lines | order_line | one2many sale.order.line | has product",
        "customer_company | partner_id.commercial_partner_id | many2one res.partner |",
        "note: fields of sale.order without a name here count too: use search=",
    ]
    rows = describe(
        DESK, Subject(binding, order.model, order), MAY, DescribeModel(object="order", search="product")
    ).structured["rows"]
    assert [row[0] for row in rows] == ["lines.product"]


def test_an_object_with_many_fields_stays_below_three_kilobytes() -> None:
    binding = spoken()
    many = {f"some_word_{number}": binding.objects["order"].fields["customer"] for number in range(120)}
    fields = {name: replace(item, name=name) for name, item in many.items()}
    order = replace(binding.objects["order"], fields=fields, columns=("some_word_7",), details=())
    answer = describe(DESK, Subject(binding, order.model, order), MAY, DescribeModel(object="order"))
    assert answer.structured["rows"][0][0] == "some_word_7"
    assert len(answer.text.encode()) <= 3_000
    assert "more are not named" in answer.text


def test_useful_fields_come_before_technical_ones() -> None:
    some = model(
        "x.order",
        field("activity_ids", "one2many", relation="x"),
        field("zebra", "char"),
        computed("message_count", "integer"),
        field("state", "selection", selection=(("a", "A"),)),
        field("name", "char", required=True),
    )
    rows = describe(DESK, Subject(bound(), some), MAY, DescribeModel(object="x.order")).structured["rows"]
    assert [row[0] for row in rows[:3]] == ["name", "state", "zebra"]


def test_search_looks_at_names_labels_and_selection_labels() -> None:
    rows = described("sale.order", search="delivery window").structured["rows"]
    assert [row[0] for row in rows] == ["x_delivery_window"]
    assert [row[0] for row in described("sale.order", search="cancelled").structured["rows"]] == ["state"]
    assert "0 fields match" in described("res.users", search="totp").text


def test_named_fields_come_with_help_or_are_refused() -> None:
    assert described("sale.order", ["state"]).structured["columns"][-1] == "help"
    with pytest.raises(FieldHidden):
        described("res.users", ["password"])
    with pytest.raises(FieldMissing, match="stat"):
        described("sale.order", ["stat"])
