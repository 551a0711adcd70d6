"""Tool files on a small tenant made by hand: what is bound to what, and the reason for all that is not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Catalogue, Model, Origin
from tests.business.tenants import LINE, MODELS, ORDER, computed, field, visible
from tests.objects.samples import QUOTATION, tool_file

CUSTOM_LINE = replace(LINE, fields={**LINE.fields, "x_gift": field("x_gift", "boolean", origin=Origin.CUSTOM)})


def tenant(*changed: Model, version: int = 19) -> VisibleCatalogue:
    """The small tenant with other models in the place of its own."""
    models = {**MODELS, **{model.name: model for model in changed}}
    whole = Catalogue({name: partial(models.__getitem__, name) for name in models}, fingerprint="x", version=version)
    return VisibleCatalogue(BUILT_IN, whole)


def bound(text: str = QUOTATION, catalogue: Catalogue | None = None, **needs: tuple[str, ...]) -> Binding:
    return bind([tool_file(text)], catalogue or visible(), {name.replace("__", "."): it for name, it in needs.items()})


def reasons(binding: Binding) -> dict[str, str]:
    return {item.name: item.reason for item in binding.left}


def test_business_names_lead_to_the_fields_of_the_tenant() -> None:
    quotation = bound().objects["quotation"]
    paths = {name: item.path for name, item in quotation.fields.items() if not name.startswith("x_")}
    assert paths == {
        "number": "name",
        "customer": "partner_id",
        "country": "partner_id.country_id",
        "date": "date_order",
        "total": "amount_total",
        "state": "state",
        "lines": "order_line",
    }
    assert quotation.path("lines.quantity") == "order_line.product_uom_qty"
    assert quotation.where == (("state", "in", ("draft", "sent")),)
    assert (quotation.keys, quotation.columns) == (("name",), ("number", "customer", "total", "lines"))
    assert quotation.order == "date_order desc, name"
    assert list(quotation.expanded(["lines"])) == ["lines.product", "lines.quantity"]


def test_labels_values_required_and_readonly_are_the_tenants() -> None:
    state, customer = (bound().objects["quotation"].fields[name].field for name in ("state", "customer"))
    assert (state.label, state.readonly, state.selection[0]) == ("Status", True, ("draft", "Quotation"))
    assert (customer.label, customer.required) == ("Customer", True)


def test_custom_fields_come_along_under_their_own_names_those_of_lines_too() -> None:
    quotation = bound(catalogue=tenant(CUSTOM_LINE)).objects["quotation"]
    assert quotation.path("x_delivery_window") == "x_delivery_window"
    assert quotation.path("lines.x_gift") == "order_line.x_gift"
    assert quotation.details[-2:] == ("x_delivery_window", "x_studio_sel_1")
    assert "lines.x_gift" not in list(quotation.expanded(["lines"]))


def test_a_custom_field_that_the_file_names_is_there_once() -> None:
    text = QUOTATION.replace("state: state", "state: state\n      window: x_delivery_window")
    fields = bound(text).objects["quotation"].fields
    assert fields["window"].path == "x_delivery_window"
    assert "x_delivery_window" not in fields


@pytest.mark.parametrize(
    ("was", "now", "name", "reason"),
    [
        ("total: amount_total", "total: [a_b, c_d]", "quotation.total", "sale.order has no a_b or c_d here"),
        ("total: amount_total", "total: access_token", "quotation.total", "sale.order.access_token is hidden by"),
        ("partner_id.country_id", "partner_id.signup_token", "quotation.country", "res.partner.signup_token is hidden"),
        ("partner_id.country_id", "name.x", "quotation.country", "name.x goes on after name, which leads to no other"),
        ("partner_id.country_id", "order_line.name", "quotation.country", "order_line.name leads through a list"),
        ("number, customer, total", "number, customer.nope", "quotation (columns)", "customer.nope: sale.order has no"),
        (
            "number, customer, total",
            "customer.name.x",
            "quotation (columns)",
            "customer.name.x: partner_id.name.x goes on",
        ),
        (
            "product, quantity]\n    col",
            "product]\n    details: [lines.product.no]\n    col",
            "quotation (details)",
            "lines.",
        ),
        ("field: order_line", "field: message_ids", "quotation.lines", "mail.message is not installed, or the"),
        ("field: order_line", "field: name", "quotation.lines", "name holds no records"),
        ("total: amount_total", "total: message_ids", "quotation.total", "mail.message is not installed, or the"),
        ("product: product_id", "product: nope", "quotation.lines.product", "sale.order.line has no nope here"),
        ("order: date desc", "order: lines desc", "quotation (order)", "lines cannot be sorted by"),
        ("keys: [number]", "keys: [number, total]", "quotation (keys)", "total is no text"),
        ("draft, sent", "draft, sold", "quotation (where)", 'sale.order.state has no value "sold" here'),
    ],
)
def test_what_is_not_there_is_left_out_and_the_rest_stays(was: str, now: str, name: str, reason: str) -> None:
    assert was in QUOTATION
    binding = bound(QUOTATION.replace(was, now))
    assert list(reasons(binding)) == [name]
    assert reasons(binding)[name].startswith(reason)
    quotation = binding.objects["quotation"]
    assert not any(column.startswith(name.removeprefix("quotation.")) for column in quotation.columns)


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("model: sale.order", "model: [no.such, nor.this]", "no.such or nor.this is not installed, or the"),
        (
            "model: sale.order",
            "model: res.users.apikeys",
            "res.users.apikeys is hidden by atlas-odoo: it holds secrets",
        ),
        ("number: name", "number: nope", "without number it makes no sense: sale.order has no nope here"),
        ("keys: [number]", "needs: [total]\n    keys: [number]", ""),
        ("keys: [number]", "keys: [total]", "its records cannot be looked up: total is no text"),
        ("[state, in", "[stat, in", "its condition cannot hold: sale.order has no stat here"),
        ("draft, sent", "drafd, sold", 'its condition cannot hold: sale.order.state has no value "drafd" or "sold"'),
        (
            "[state, in, [draft, sent]]",
            "[state, =, no]",
            'its condition cannot hold: sale.order.state has no value "no"',
        ),
        ("state, in, [draft, sent]", "expected_date, =, 2026-01-01", "its condition cannot hold: sale.order.expected_"),
        ("state, in, [draft, sent]", "access_token, =, x", "its condition cannot hold: sale.order.access_token is hid"),
    ],
)
def test_an_object_without_its_essentials_is_left_out_with_one_reason(was: str, now: str, reason: str) -> None:
    assert was in QUOTATION
    binding = bound(QUOTATION.replace(was, now))
    if not reason:
        assert not binding.left
        return
    assert not binding.objects
    assert list(reasons(binding)) == ["quotation"]
    assert reasons(binding)["quotation"].startswith(reason)


def test_the_first_of_several_models_that_is_there_is_taken() -> None:
    several = bound(QUOTATION.replace("model: sale.order", "model: [no.such, sale.order, res.partner]"))
    assert several.objects["quotation"].model.name == "sale.order"


def test_values_that_a_version_does_not_have_are_dropped_from_lists_wherever_they_stand() -> None:
    text = QUOTATION.replace(
        "[[state, in, [draft, sent]]]",
        "['|', [state, not in, [sale, nope]], [order_line, any, [[order_id.state, in, [draft, nope, false]]]]]",
    )
    assert bound(text).objects["quotation"].where == (
        "|",
        ("state", "not in", ("sale",)),
        ("order_line", "any", (("order_id.state", "in", ("draft", False)),)),
    )


def test_another_condition_stands_in_where_the_first_cannot_hold() -> None:
    both = "where: [[state, in, [sold]]]\n    where_otherwise: [[state, in, [sale]]]"
    stands_in = bound(QUOTATION.replace("where: [[state, in, [draft, sent]]]", both))
    assert stands_in.objects["quotation"].where == (("state", "in", ("sale",)),)
    assert not reasons(stands_in)
    neither = bound(QUOTATION.replace("where: [[state, in, [draft, sent]]]", both.replace("sale", "soldier")))
    assert "soldier" in reasons(neither)["quotation"]


def test_operators_that_a_version_does_not_have_leave_the_object_out() -> None:
    text = QUOTATION.replace("[[state, in, [draft, sent]]]", "[[order_line, any, [[name, =, x]]]]")
    assert bound(text, tenant(version=19)).objects
    assert "exists since Odoo 17" in reasons(bound(text, tenant(version=14)))["quotation"]


def test_booleans_are_compared_with_booleans() -> None:
    order = replace(ORDER, fields={**ORDER.fields, "locked": field("locked", "boolean")})
    text = QUOTATION.replace("[state, in, [draft, sent]]", "[locked, =, no]")
    assert 'locked has no value "no"' in reasons(bound(text, tenant(order)))["quotation"]
    assert bound(text.replace("no]", "false]"), tenant(order)).objects


def test_keys_per_company_or_that_odoo_cannot_search_by_are_left_out() -> None:
    text = QUOTATION.replace("keys: [number]", "keys: [number, code, token]").replace(
        "state: state", "state: state\n      code: barcode\n      token: words"
    )
    more = {"barcode": field("barcode", "char", company_dependent=True), "words": computed("words", "char")}
    binding = bound(text, tenant(replace(ORDER, fields={**ORDER.fields, **more})))
    assert binding.objects["quotation"].keys == ("name",)
    assert reasons(binding) == {"quotation (keys)": "code is kept per company; token cannot be searched by"}


def test_columns_fall_back_to_the_fields_that_are_there() -> None:
    text = QUOTATION.replace("[number, customer, total, lines]", "[total]").replace("amount_total", "nope")
    assert bound(text).objects["quotation"].columns[:2] == ("number", "customer")


def test_what_has_a_name_goes_before_what_had_it_once() -> None:
    text = QUOTATION + "aliases: {offer: quotation, proposal: quotation}\n"
    own = tool_file(QUOTATION.replace("quotation:", "offer:"))
    assert bind([tool_file(text), own], visible(), {}).aliases == {"proposal": "quotation"}


ASKED = """\
toolset: sales
title: Sales
questions:
  progress: {operation: sales.progress, title: Progress, says: How far it is.}
"""


def test_a_question_needs_its_operation_and_its_objects() -> None:
    files = [tool_file(ASKED), tool_file(QUOTATION)]
    binding = bind(files, visible(), {"sales.progress": ("quotation",)})
    assert [(item.name, item.toolset) for item in binding.questions] == [("progress", "sales")]
    lacking = bind(files, visible(), {"sales.progress": ("quotation", "bill")})
    assert reasons(lacking) == {"progress": "it needs bill, which this tenant lacks"}
    assert bind(files, visible(), {"sales.progress": ("bill|quotation",)}).questions == binding.questions
    neither = bind(files, visible(), {"sales.progress": ("bill|order",)})
    assert reasons(neither) == {"progress": "it needs bill or order, which this tenant lacks"}
    assert reasons(bind(files, visible(), {})) == {"progress": "there is no operation sales.progress"}


def test_the_same_files_and_catalogue_give_the_same_binding() -> None:
    shuffled = replace(ORDER, fields=dict(reversed(list(ORDER.fields.items()))))
    one, other = bound(catalogue=tenant()), bound(catalogue=tenant(shuffled))
    assert list(one.objects["quotation"].fields) == list(other.objects["quotation"].fields)
    assert one.left == other.left
