"""Which methods may be called like a read, and that no argument of theirs reaches a hidden field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.plan import Compute, Content, Read
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.computing import COMPUTING, ONCHANGE
from atlas_odoo.policy.decide import Allow, Deny, Ground, decide
from tests.business.tenants import whole

CATALOGUE = whole()
BILL = Compute("report.mrp.report_bom_structure", "get_html", arguments={"bom_id": 1})


def ground(plan: Compute | Content | Read) -> Ground | None:
    """Why a plan is denied; None when it is allowed as it is."""
    decision = decide(BUILT_IN, plan, CATALOGUE)
    if isinstance(decision, Deny):
        return decision.ground
    assert decision == Allow(plan)
    return None


def onchange(**arguments: Any) -> Compute:
    return Compute("sale.order", ONCHANGE, ids=(), arguments=arguments)


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("sale.order", "action_confirm"),
        ("sale.order", "write"),
        ("sale.order", "read"),
        ("sale.order", "get_portal_url"),
        ("res.partner", ONCHANGE),
        ("report.mrp.report_bom_structure", "get_pdf"),
        ("no.such", "get_html"),
    ],
)
def test_only_what_is_on_the_list_is_called(model: str, method: str) -> None:
    assert ground(Compute(model, method)) is Ground.NOT_COMPUTING


def test_a_report_is_called_although_the_schema_does_not_have_it() -> None:
    assert BILL.model not in CATALOGUE
    assert ground(BILL) is None


def test_a_method_is_refused_when_its_model_or_something_that_it_tells_is_hidden() -> None:
    for rules, why in (
        (replace(BUILT_IN, hidden_models=(BILL.model,)), Ground.MODEL_HIDDEN),
        (replace(BUILT_IN, hidden_models=("mrp.workcenter",)), Ground.FIELD_HIDDEN),
        (replace(BUILT_IN, hidden_fields={"product.product": ("standard_price",)}), Ground.FIELD_HIDDEN),
    ):
        decision = decide(rules, BILL, CATALOGUE)
        assert isinstance(decision, Deny)
        assert decision.ground is why


def test_the_built_in_rules_hide_nothing_that_the_list_tells() -> None:
    for told in COMPUTING.values():
        for path in told:
            model, _, name = path.rpartition(".")
            assert not BUILT_IN.hides_name(model, name)


PREVIEWS = [
    {"values": {"partner_id": 1}, "field_names": [], "fields_spec": {"amount_total": {}, "partner_id": {}}},
    {
        "values": {"order_line": [[0, 0, {"product_id": 1}], [5], [6, 0, [3]], [1, 2, {"product_uom_qty": 3.0}]]},
        "field_names": ["order_line"],
        "fields_spec": {"order_line": {"fields": {"price_subtotal": {}, "product_id": {"fields": {"name": {}}}}}},
    },
    {
        "values": {"order_line": [{"product_id": 1}], "user_id": False},
        "field_name": "partner_id",
        "field_onchange": {"partner_id": "1", "order_line.price_subtotal": "1", "user_id.login": "1"},
    },
]


@pytest.mark.parametrize("arguments", PREVIEWS)
def test_a_preview_of_what_may_be_read_is_computed(arguments: dict[str, Any]) -> None:
    assert ground(onchange(**arguments)) is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"fields_spec": {"access_token": {}}},
        {"fields_spec": {"user_id": {"fields": {"password": {}}}}},
        {"fields_spec": {"order_line": {"fields": {"order_id": {"fields": {"access_token": {}}}}}}},
        {"field_onchange": {"user_id.password": "1"}},
        {"field_names": ["access_token"]},
        {"field_name": "access_token"},
        {"values": {"access_token": "x"}},
        {"values": {"order_line": [[0, 0, {"order_id": {"access_token": "x"}}]]}},
        {"values": {"order_line": [{"order_id": {"user_id": {"password": "x"}}}]}},
    ],
)
def test_no_preview_reaches_a_hidden_field(arguments: dict[str, Any]) -> None:
    assert ground(onchange(**arguments)) is Ground.FIELD_HIDDEN


@pytest.mark.parametrize(
    "arguments",
    [
        {"fields_spec": {"nonsense": {}}},
        {"fields_spec": ["amount_total"]},
        {"fields_spec": {"order_line": ["name"]}},
        {"fields_spec": {"order_line": {"fields": {"name": {}}, "order": "price_subtotal"}}},
        {"fields_spec": {"order_line": {"context": {"active_test": False}}}},
        {"field_onchange": "partner_id"},
        {"field_names": [7]},
        {"values": [["partner_id", 1]]},
        {"values": {"partner_id": {"nonsense": 1}}},
        {"something": {}},
    ],
)
def test_what_cannot_be_followed_is_not_computed(arguments: dict[str, Any]) -> None:
    assert ground(onchange(**arguments)) is Ground.UNRESOLVED


HIDDEN = st.sampled_from(
    ["access_token", "user_id.password", "partner_id.signup_token", "order_line.order_id.access_token"]
)


@given(HIDDEN, st.integers(0, 3))
def test_a_hidden_name_is_found_at_every_depth(path: str, depth: int) -> None:
    names = ["order_line", "order_id"] * depth + path.split(".")
    specification: dict[str, Any] = {}
    values: Any = "x"
    for name in reversed(names):
        specification = {name: {"fields": specification}}
        values = {name: [[0, 0, values]] if isinstance(values, dict) else values}
    assert ground(onchange(fields_spec=specification)) is Ground.FIELD_HIDDEN
    assert ground(onchange(values=values)) is Ground.FIELD_HIDDEN
    assert ground(onchange(field_onchange={".".join(names): "1"})) is Ground.FIELD_HIDDEN


def test_a_plan_adds_to_the_context_only_what_figures_are_computed_by() -> None:
    assert ground(replace(BILL, context=Context(extra=(("warehouse_id", 1),)))) is None
    assert ground(Read("product.product", (), (), context=Context(extra=(("to_date", "2026-12-31"),)))) is None
    for key in ("default_state", "active_test", "allowed_company_ids", "bin_size", "import_file"):
        assert ground(replace(BILL, context=Context(extra=((key, 1),)))) is Ground.UNRESOLVED
