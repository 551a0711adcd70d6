"""`aggregate_records` without I/O."""

from __future__ import annotations

from typing import Any

import pytest

from atlas_odoo.business.aggregate_records import AggregateRecords, Aggregation, plan_aggregate, show_aggregated
from atlas_odoo.errors import ArgumentInvalid, AtlasError, FieldHidden, FieldMissing
from atlas_odoo.odoo.plan import Grouping, GroupRow, Groups, Having, Measure, Reference
from tests.business.desks import desk
from tests.business.tenants import bound, spoken

DESK = desk()
USD = Reference(1, "USD")
EUR = Reference(2, "EUR")


def plan(version: int = 19, **arguments: Any) -> Aggregation:
    return plan_aggregate(bound(version), AggregateRecords(**{"model": "sale.order", **arguments}))


def test_the_plan_counts_and_keeps_currencies_apart() -> None:
    made = plan(
        group_by=["date_order", "partner_id"],
        measures=["amount_total"],
        having=["amount_total:sum > 1000", "count >= 2"],
        order="amount_total:sum desc, partner_id",
    )
    month = Grouping("date_order", "month", "datetime")
    partner = Grouping("partner_id", None, "many2one")
    total = Measure("amount_total", "sum")
    assert made.plan.group_by == (month, partner, Grouping("currency_id", None, "many2one"))
    assert made.plan.measures == (Measure("id", "count"), total)
    assert made.plan.having == (Having(total, ">", 1000.0), Having(Measure("id", "count"), ">=", 2.0))
    assert made.plan.order == ((total, True), (partner, False))


def test_groups_by_contact_name_the_field_of_the_company_behind_it() -> None:
    def notes(version: int, *group_by: str) -> tuple[str, ...]:
        return plan_aggregate(spoken(version), AggregateRecords(object="order", group_by=list(group_by))).notes

    assert notes(19, "customer") == ("contacts apart from their companies; group by customer_company",)
    assert notes(14, "partner_id", "state") == ("contacts apart from their companies",)
    assert notes(19, "customer", "customer_company") == ()
    assert notes(19, "customer_company") == ()
    assert notes(19, "state", "user_id") == ()
    assert plan(group_by=["partner_id"]).notes == ()


def test_one_currency_is_a_unit_several_are_a_column() -> None:
    made = plan(group_by=["state"], measures=["amount_total:sum"])
    one = show_aggregated(DESK, made, Groups((GroupRow(("draft", USD), (2, 10.0)), GroupRow(("sale", USD), (1, 4.5)))))
    assert one.text.split("\n")[2:] == ["state | count | amount_total:sum (USD)", "draft | 2 | 10", "sale | 1 | 4.5"]
    assert one.structured["units"] == {"amount_total:sum": "USD"}
    two = show_aggregated(DESK, made, Groups((GroupRow(("sale", USD), (1, 4.5)), GroupRow(("sale", EUR), (3, 7.0)))))
    assert two.structured["columns"] == ["state", "currency_id", "count", "amount_total:sum"]
    assert two.structured["rows"] == [["sale", "1 USD", 1, 4.5], ["sale", "2 EUR", 3, 7]]
    assert "per currency" in two.text


def test_amounts_without_a_currency_are_apart_from_those_with_one() -> None:
    made = plan(group_by=["state"], measures=["amount_total:sum"])
    mixed = Groups((GroupRow(("sale", EUR), (1, 100.0)), GroupRow(("sale", None), (2, 50.0))))
    answer = show_aggregated(DESK, made, mixed)
    assert answer.structured["columns"] == ["state", "currency_id", "count", "amount_total:sum"]
    assert answer.structured["rows"] == [["sale", "2 EUR", 1, 100], ["sale", None, 2, 50]]
    assert "units" not in answer.structured
    none = show_aggregated(DESK, made, Groups((GroupRow(("sale", None), (2, 50.0)),)))
    assert none.structured["columns"] == ["state", "count", "amount_total:sum"]
    assert "units" not in none.structured


def test_an_amount_in_the_currency_of_the_company_says_so() -> None:
    made = plan(measures=["amount_company"])
    assert "company_currency_id" not in str(made.plan)
    answer = show_aggregated(DESK, made, Groups((GroupRow((), (2, 10.0)),)))
    assert answer.text.split("\n")[2:] == ["count | amount_company:sum (USD)", "2 | 10"]


def test_an_amount_whose_currency_odoo_cannot_group_by_is_marked() -> None:
    assert "may be mixed" in plan(measures=["amount_foreign"]).notes[0]


def test_nothing_to_count_is_zero() -> None:
    assert show_aggregated(DESK, plan(measures=["amount_total"]), Groups(())).structured["rows"] == [[0, None]]
    assert show_aggregated(DESK, plan(group_by=["state"]), Groups(())).structured["rows"] == []


def test_more_groups_than_the_limit_are_said() -> None:
    answer = show_aggregated(DESK, plan(group_by=["state"], limit=1), Groups((GroupRow(("sale",), (3,)),), more=True))
    assert "more groups follow: raise limit (now 1)" in answer.text
    most = show_aggregated(DESK, plan(group_by=["state"], limit=200), Groups((GroupRow(("sale",), (3,)),), more=True))
    assert "more groups follow: group coarser" in most.text
    assert "raise limit" not in most.text


def test_many_groups_stay_within_the_budget() -> None:
    rows = tuple(GroupRow((Reference(number, "P" * 150),), (1,)) for number in range(200))
    answer = show_aggregated(DESK, plan(group_by=["partner_id"], limit=200), Groups(rows))
    assert len(answer.text.encode()) <= DESK.budget
    assert "more groups follow" in answer.text
    assert "raise limit" not in answer.text


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"group_by": ["access_token"]}, FieldHidden, "access_token"),
        ({"group_by": ["user_id.password"]}, FieldHidden, "password"),
        ({"measures": ["access_token:count_distinct"]}, FieldHidden, "access_token"),
        ({"having": ["access_token:max > 1"]}, FieldHidden, "access_token"),
        ({"order": "access_token"}, ArgumentInvalid, "neither a grouping"),
        ({"domain": [["user_id.password", "like", "a"]]}, FieldHidden, "password"),
        ({"group_by": ["stat"]}, FieldMissing, "state"),
        ({"group_by": ["expected_date:month"]}, ArgumentInvalid, "computed"),
        ({"group_by": ["order_line"]}, ArgumentInvalid, "one2many"),
        ({"group_by": ["name:month"]}, ArgumentInvalid, "only dates"),
        ({"group_by": ["date_order:decade"]}, ArgumentInvalid, "quarter"),
        ({"measures": ["name:sum"]}, ArgumentInvalid, "amount_total"),
        ({"measures": ["amount_total:median"]}, ArgumentInvalid, "avg"),
        ({"measures": ["order_line:count"]}, ArgumentInvalid, "one2many"),
        ({"having": ["amount_total > many"]}, ArgumentInvalid, "count >= 5"),
        ({"having": ["amount_total:sum > 1 or 1=1"]}, ArgumentInvalid, "compared with a number"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_way_on(
    arguments: dict[str, Any], error: type[AtlasError], words: str
) -> None:
    with pytest.raises(error) as refused:
        plan(**arguments)
    assert words in refused.value.text


def test_groups_that_only_newer_versions_know_are_refused_on_older_ones() -> None:
    assert plan(group_by=["partner_id.country_id"]).plan.group_by[0].field == "partner_id.country_id"
    assert "counts in each" in plan(group_by=["tag_ids"]).notes[0]
    for group in ("partner_id.country_id", "tag_ids"):
        with pytest.raises(ArgumentInvalid, match="Odoo"):
            plan(14, group_by=[group])
