"""What `find_records` makes of arguments: refused with a way on, or understood as it was meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from atlas_odoo.business.conditions import conditions
from atlas_odoo.business.find_records import TOOL, FindRecords, plan_find, show_found
from atlas_odoo.business.subject import Subject
from atlas_odoo.errors import (
    ArgumentInvalid,
    AtlasError,
    DomainInvalid,
    FieldHidden,
    FieldMissing,
    ModelHidden,
    ModelMissing,
)
from atlas_odoo.objects.bound import Binding
from atlas_odoo.odoo.plan import Page
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Catalogue, Field, Origin
from atlas_odoo.server.arguments import checked
from tests.business.desks import desk
from tests.business.tenants import bound, spoken, visible


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"model": "sale.ordr"}, ModelMissing, "sale.order"),
        ({"model": "res.users.apikeys"}, ModelHidden, "hidden"),
        ({"model": "x'; DROP TABLE res_users; --"}, ModelMissing, "no model"),
        ({"model": "../../etc/passwd"}, ModelMissing, "no model"),
        ({"fields": ["amount_totl"]}, FieldMissing, "amount_total"),
        ({"fields": ["name.x"]}, FieldMissing, "cannot go on"),
        ({"fields": ["access_token"]}, FieldHidden, "access_token"),
        ({"fields": ["user_id.password"]}, FieldHidden, "password"),
        ({"domain": [["stat", "=", "sale"]]}, FieldMissing, "state"),
        ({"domain": [["user_id.password", "like", "a"]]}, FieldHidden, "password"),
        ({"domain": [["user_id", "any", [["password", "like", "a"]]]]}, FieldHidden, "password"),
        ({"domain": [["expected_date", ">", "2026-01-01"]]}, ArgumentInvalid, "cannot search"),
        ({"domain": [["state", "=", "Offer"]]}, DomainInvalid, "draft (Quotation)"),
        ({"domain": [["state", "not in", ["sale", "canceled"]]]}, DomainInvalid, "'cancel'"),
        ({"domain": [["order_line", "any", [["order_id.state", "=", "sael"]]]]}, DomainInvalid, "'sale'"),
        ({"domain": ["|", ["name", "=", "x"]]}, DomainInvalid, "two terms"),
        ({"domain": "not a domain"}, DomainInvalid, "not JSON"),
        ({"order": "expected_date"}, ArgumentInvalid, "cannot sort"),
        ({"order": "partner_id.name"}, ArgumentInvalid, "partner_id"),
        ({"order": "access_token"}, FieldHidden, "access_token"),
        ({"order": "name; drop table x"}, ArgumentInvalid, "not a field"),
        ({"limit": 0}, ArgumentInvalid, "at least 1"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_way_on(
    arguments: dict[str, Any], error: type[AtlasError], words: str
) -> None:
    with pytest.raises(error) as refused:
        plan_find(bound(), FindRecords(**{"model": "sale.order", **arguments}))
    assert words in refused.value.text


def test_a_day_is_the_day_of_the_user() -> None:
    asked = FindRecords(object="sale.order", domain=[["date_order", ">=", "2026-03-14"]])
    assert plan_find(bound(), asked).read.domain == (("date_order", ">=", "2026-03-14 00:00:00"),)
    local = plan_find(bound(), asked, ZoneInfo("Europe/Brussels"))
    assert local.read.domain == (("date_order", ">=", "2026-03-13 23:00:00"),)


def test_parts_of_dates_are_compared_only_where_odoo_knows_them() -> None:
    """14 takes no notice of what follows a date in a path: it would compare the date itself."""
    domain = [["date_order.month_number", "=", 3]]
    assert plan_find(bound(19), FindRecords(object="sale.order", domain=domain)).read.domain
    with pytest.raises(FieldMissing):
        plan_find(bound(14), FindRecords(object="sale.order", domain=domain))
    with pytest.raises(FieldMissing):
        plan_find(bound(19), FindRecords(object="sale.order", domain=[["date_order.moon", "=", 3]]))


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        (["state", "=", "Quotation"], ("state", "=", "draft")),
        (["state", "!=", " quotation  SENT "], ("state", "!=", "sent")),
        (["state", "in", ["Sales Order", "draft", "Cancel"]], ("state", "in", ("sale", "draft", "cancel"))),
        (["x_studio_sel_1", "not in", ["A"]], ("x_studio_sel_1", "not in", ("a",))),
        (["x_studio_sel_1", "=", False], ("x_studio_sel_1", "=", False)),
        (["name", "=", "Quotation"], ("name", "=", "Quotation")),
    ],
)
def test_labels_of_a_selection_mean_its_values(said: list[Any], sent: tuple[Any, ...]) -> None:
    plan = plan_find(bound(), FindRecords(object="sale.order", domain=[said]))
    assert plan.read.domain == (sent,)
    assert plan.notes == ()
    below = FindRecords(object="sale.order.line", domain=[["order_id", "any", [said]]])
    assert plan_find(bound(), below).read.domain == (("order_id", "any", (sent,)),)


def test_a_label_of_several_values_means_none_of_them() -> None:
    field = Field("x_kind", "selection", "Kind", selection=(("a", "Open"), ("b", "open"), ("open", "Ajar")))
    unclear = Field("x_other", "selection", "Other", selection=field.selection[:2], origin=Origin.CUSTOM)
    kinds = replace(visible().model("sale.order"), fields={"x_kind": field, "x_other": unclear})
    catalogue = Catalogue({"sale.order": lambda: kinds}, fingerprint="hand", version=19)
    about = Subject(Binding(VisibleCatalogue(BUILT_IN, catalogue), {}, ()), kinds)
    assert conditions(about, [["x_kind", "=", "open"]]).domain == (("x_kind", "=", "open"),)
    stated = conditions(about, [["x_other", "=", "Open"]])
    assert stated.domain == (("x_other", "=", "Open"),)
    assert "has no value 'Open'" in stated.notes[0]


def test_an_unknown_value_of_a_custom_selection_is_a_warning_only() -> None:
    plan = plan_find(bound(), FindRecords(object="sale.order", domain=[["x_studio_sel_1", "=", "c"]]))
    assert plan.read.domain == (("x_studio_sel_1", "=", "c"),)
    assert "has no value 'c'" in plan.notes[0]


def test_an_object_that_is_limited_to_states_says_which() -> None:
    plan = plan_find(spoken(), FindRecords(object="order"))
    answer = show_found(desk(), plan, Page((), 0))
    assert answer.text == "order (state draft|sent): 0 records"
    assert "(state" not in show_found(desk(), plan_find(spoken(), FindRecords(object="equipment")), Page((), 0)).text


def test_a_limit_that_is_too_large_is_brought_down_and_said() -> None:
    plan = plan_find(bound(), FindRecords(object="sale.order", limit=5000))
    assert plan.read.limit == 200
    assert "brought down" in plan.notes[0]


def test_agents_ways_of_writing_lists_are_understood() -> None:
    given = checked(
        "find_records",
        TOOL.arguments,
        {"model": "sale.order", "domain": '[["state", "=", "sale"]]', "fields": "name, state"},
    )
    plan = plan_find(bound(), given)
    assert plan.read.domain == (("state", "=", "sale"),)
    assert [spec.name for spec in plan.read.fields] == ["name", "state"]
    for fields in ('["name","state"]', ["name", "state"]):
        again = checked("find_records", TOOL.arguments, {"model": "sale.order", "fields": fields})
        assert again.fields == ["name", "state"]


@pytest.mark.parametrize("wrong", [{"limit": "5"}, {"limt": 5}, {"fields": [1]}, {"order": ["name"]}, {"limit": True}])
def test_wrong_arguments_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentInvalid):
        checked("find_records", TOOL.arguments, {"model": "sale.order", **wrong})
