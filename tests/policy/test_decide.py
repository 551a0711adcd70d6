"""No plan reaches a hidden field, wherever it stands. The expected answer is worked out from plain lists here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.odoo.plan import Aggregate, Grouping, Having, Measure, Read, ReadIds, Spec
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.decide import Allow, Deny, Ground, decide, judge_document
from atlas_odoo.policy.rules import Rules
from tests.business.tenants import MODELS, whole

HIDDEN = {
    ("sale.order", "access_token"),
    ("res.partner", "signup_token"),
    ("res.partner", "signup_expiration"),
    ("res.users", "password"),
    ("res.users", "new_password"),
    ("res.users", "totp_secret"),
    ("res.users", "api_key_ids"),
}
CATALOGUE = whole()


def walk(model: str, names: tuple[str, ...]) -> str:
    """What a path touches: "hidden", "unknown" or "plain"."""
    here: str | None = model
    for name in names:
        if here is None or here not in MODELS or name not in MODELS[here].fields:
            return "unknown"
        if (here, name) in HIDDEN:
            return "hidden"
        here = MODELS[here].fields[name].relation
    return "plain"


@st.composite
def paths(draw: st.DrawFn, model: str) -> tuple[str, ...]:
    """A path of one to five steps that exists, hidden fields included."""
    names: list[str] = []
    here: str | None = model
    for _ in range(draw(st.integers(1, 5))):
        if here is None or here not in MODELS:
            break
        name = draw(st.sampled_from(sorted(MODELS[here].fields)))
        names.append(name)
        here = MODELS[here].fields[name].relation
    return tuple(names)


def spec_of(model: str, names: tuple[str, ...]) -> Spec:
    found = MODELS[model].fields[names[0]]
    below = (spec_of(found.relation, names[1:]),) if len(names) > 1 and found.relation else ()
    return Spec(found.name, found.type, found.relation, below)


@st.composite
def terms(draw: st.DrawFn, model: str) -> tuple[object, tuple[str, ...]]:
    """A domain term and the path that it compares: dotted, or through nested `any`."""
    names = draw(paths(model))
    split = draw(st.integers(1, len(names)))
    term: tuple[object, ...] = (".".join(names[split - 1 :]), "=", draw(st.sampled_from([1, "a", False])))
    for name in reversed(names[: split - 1]):
        term = (name, draw(st.sampled_from(["any", "not any"])), (term,))
    return term, names


MODEL_NAMES = st.sampled_from(["sale.order", "sale.order.line", "res.partner", "res.users"])


@st.composite
def reads(draw: st.DrawFn) -> tuple[Read | ReadIds, list[tuple[str, ...]]]:
    model = draw(MODEL_NAMES)
    fields = draw(st.lists(paths(model), max_size=4))
    specs = tuple(spec_of(model, names) for names in fields)
    if draw(st.booleans()):
        return ReadIds(model, (1,), specs), fields
    found = draw(st.lists(terms(model), max_size=3))
    sorts = draw(st.lists(paths(model), max_size=2))
    order = ", ".join(f"{'.'.join(names)}{draw(st.sampled_from(['', ' desc', ' ASC nulls last']))}" for names in sorts)
    domain = (*("|" for _ in found[1:]), *(term for term, _ in found))
    return Read(model, domain, specs, order or None), [*fields, *(names for _, names in found), *sorts]


@st.composite
def aggregates(draw: st.DrawFn) -> tuple[Aggregate, list[tuple[str, ...]]]:
    model = draw(MODEL_NAMES)
    groups, measures, kept, sorts = (draw(st.lists(paths(model), max_size=2)) for _ in range(4))
    found = draw(st.lists(terms(model), max_size=2))
    plan = Aggregate(
        model,
        tuple(term for term, _ in found),
        tuple(Grouping(".".join(names)) for names in groups),
        tuple(Measure(".".join(names), "count_distinct") for names in measures),
        tuple(Having(Measure(".".join(names), "max"), ">", 1) for names in kept),
        tuple((Grouping(".".join(names)), True) for names in sorts),
    )
    return plan, [*groups, *measures, *kept, *sorts, *(names for _, names in found)]


@given(st.one_of(reads(), aggregates()))
def test_a_plan_is_allowed_exactly_when_none_of_its_paths_is_hidden(
    made: tuple[Read | ReadIds | Aggregate, list[tuple[str, ...]]],
) -> None:
    plan, touched = made
    decision = decide(BUILT_IN, plan, CATALOGUE)
    if any(walk(plan.model, names) != "plain" for names in touched):
        assert isinstance(decision, Deny)
    else:
        assert decision == Allow(plan)


ODD = st.text(st.sampled_from("abz_.:,; \"'()é\n0"), min_size=1, max_size=12)


@given(ODD, ODD, ODD)
def test_a_decision_is_made_whatever_the_names_are(model: str, name: str, order: str) -> None:
    for plan in (
        Read(model, ((name, "=", 1),), (Spec(name, "char"),), order),
        Read("sale.order", ((f"user_id.{name}", "=", 1),), (), order),
        Aggregate("sale.order", (), (Grouping(name),), (Measure(name, "sum"),)),
    ):
        assert isinstance(decide(BUILT_IN, plan, CATALOGUE), Deny)


@pytest.mark.parametrize("model", ["res.users.apikeys", "ir.config_parameter", "payment.token", "ir.mail_server"])
def test_a_hidden_model_is_not_read_at_all(model: str) -> None:
    decision = decide(BUILT_IN, Read(model, (), ()), CATALOGUE)
    assert isinstance(decision, Deny)
    assert decision.ground is Ground.MODEL_HIDDEN


def test_an_unknown_model_is_refused_rather_than_tried() -> None:
    decision = decide(BUILT_IN, Read("no.such", (), ()), CATALOGUE)
    assert isinstance(decision, Deny)
    assert decision.ground is Ground.UNRESOLVED


def test_a_nested_read_cannot_claim_another_model_than_the_field_has() -> None:
    """14 reads what the plan says a field leads to: a wrong claim would read any model."""
    honest = Spec("partner_id", "many2one", "res.partner", (Spec("name", "char"),))
    assert isinstance(decide(BUILT_IN, ReadIds("sale.order", (1,), (honest,)), CATALOGUE), Allow)
    lie = replace(honest, relation="res.users")
    assert isinstance(decide(BUILT_IN, ReadIds("sale.order", (1,), (lie,)), CATALOGUE), Deny)


@pytest.mark.parametrize(
    "order",
    ["password", "name, password desc", "(select password from res_users)", "name; drop table res_users", "name,", "1"],
)
def test_an_order_is_read_as_a_list_of_fields_or_refused(order: str) -> None:
    assert isinstance(decide(BUILT_IN, Read("res.users", (), (), order), CATALOGUE), Deny)


@pytest.mark.parametrize("path", ["date_order.month_number", "order_line.order_id.date_order.year_number"])
def test_parts_of_dates_may_be_compared(path: str) -> None:
    plan = Read("sale.order", ((path, "=", 1),), ())
    assert decide(BUILT_IN, plan, CATALOGUE) == Allow(plan)


@pytest.mark.parametrize("path", ["partner_id.properties.a1b2c3", "date_order.month_number.name", "name.month_number"])
def test_what_follows_other_fields_is_refused(path: str) -> None:
    assert isinstance(decide(BUILT_IN, Read("sale.order", ((path, "=", 1),), ()), CATALOGUE), Deny)


def test_a_document_is_refused_when_something_that_it_tells_is_hidden() -> None:
    assert judge_document(BUILT_IN, "sale.order") is None
    for rules, ground in (
        (replace(BUILT_IN, hidden_models=("sale.order",)), Ground.MODEL_HIDDEN),
        (replace(BUILT_IN, hidden_models=("sale.order.line",)), Ground.FIELD_HIDDEN),
        (replace(BUILT_IN, hidden_fields={"sale.order": ("amount_*",)}), Ground.FIELD_HIDDEN),
        (replace(BUILT_IN, hidden_fields={"res.partner": ("street",)}), Ground.FIELD_HIDDEN),
        (replace(BUILT_IN, documents={}), Ground.NO_DOCUMENT),
    ):
        denied = judge_document(rules, "sale.order")
        assert denied is not None
        assert denied.ground is ground


def test_the_built_in_rules_hide_nothing_that_documents_tell() -> None:
    assert BUILT_IN.documents
    assert [model for model in BUILT_IN.documents if judge_document(BUILT_IN, model) is not None] == []


def test_without_rules_everything_that_exists_is_allowed() -> None:
    plan = Read("res.users", (("password", "=", "x"),), ())
    assert decide(Rules(), plan, CATALOGUE) == Allow(plan)
