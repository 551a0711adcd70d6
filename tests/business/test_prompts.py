from __future__ import annotations

from dataclasses import replace

import pytest

from atlas_odoo.business.prompts import Prompt, prompts_of, rendered
from atlas_odoo.errors import ArgumentInvalid, ToolFileInvalid
from atlas_odoo.objects.definition import PromptArgument, PromptDefinition
from scripts.standard import binding, files, standard
from tests.business.desks import desk

SHIPPED = {prompt.name: prompt for prompt in standard(19).prompts}
NAMES = ["overdue_receivables", "week_in_the_warehouse", "purchase_proposals", "customer_briefing", "month_in_sales"]


def prompt(text: str, **arguments: PromptArgument) -> Prompt:
    definition = PromptDefinition(title="Test", says="A test.", arguments=arguments, text=text)
    return Prompt("test", "prompts", definition)


@pytest.mark.parametrize("version", [19, 14])
def test_a_standard_odoo_gets_all_of_them(version: int) -> None:
    assert [item.name for item in standard(version).prompts] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_tool_that_a_text_names_is_needed_by_it(name: str) -> None:
    shipped = SHIPPED[name]
    text = shipped.definition.text
    named = {tool.name for tool in standard(19).tools if tool.name in text}
    assert named <= set(shipped.definition.needs)


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_text_can_be_filled_in(name: str) -> None:
    shipped = SHIPPED[name]
    for given in ({}, dict.fromkeys(shipped.arguments, "something")):
        if any(item.required for item in shipped.arguments.values()) and not given:
            continue
        text = rendered(shipped, given, desk())
        assert "Azure" in text
        assert "{" not in text
        assert len(text.encode()) <= 1200


def test_what_needs_a_tool_that_is_not_offered_is_left_out() -> None:
    offered = [tool.name for tool in standard(19).tools if tool.name != "aging"]
    names = [item.name for item in prompts_of(files().files, binding(19), offered)]
    assert names == [name for name in NAMES if name != "overdue_receivables"]


def test_what_needs_an_object_that_the_tenant_lacks_is_left_out() -> None:
    whole = binding(19)
    without = replace(whole, objects={name: item for name, item in whole.objects.items() if name != "delivery"})
    names = {item.name for item in prompts_of(files().files, without, [tool.name for tool in standard(19).tools])}
    assert names == set(NAMES) - {"week_in_the_warehouse"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "`who` is required"),
        ({"who": "  "}, "`who` is required"),
        ({"who": "a", "what": "b"}, "`what` is no argument"),
        ({"who": "a" * 501}, "`who` is too long"),
    ],
)
def test_arguments_are_checked(given: dict[str, str], told: str) -> None:
    with pytest.raises(ArgumentInvalid, match=told) as caught:
        rendered(prompt("{{ who }}", who=PromptArgument(says="Who", required=True)), given, desk())
    assert caught.value.advice == "Arguments: who."


def test_an_argument_is_text_and_never_a_template() -> None:
    asks = prompt("For {{ who }}.", who=PromptArgument(says="Who"))
    assert rendered(asks, {"who": "{{ company }}{% for i in x %}"}, desk()) == "For {{ company }}{% for i in x %}."


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing }}",
        "{% if %}",
        "{{ company.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{% include 'x' %}",
        "{{ 1 / 0 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x' * 10 ** 11 }}",
        "{{ company | center(10 ** 11) }}",
        "{{ '%100000000000d' | format(1) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set a = company ~ company %}{{ a }}",
        "{{ {}['nothing'] }}",
        "{{ company | nothing }}",
        "{% if company is nothing %}{% endif %}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "not " * 5000 + "company }}",
        "{% if company %}" * 1000 + "{% endif %}" * 1000,
        "{{ " + "1" * 5000 + " }}",
        "x" * 20_001,
    ],
)
def test_a_template_that_cannot_be_used_is_told_as_one(text: str) -> None:
    with pytest.raises(ToolFileInvalid, match="The text of the prompt test cannot be used"):
        rendered(prompt(text), {}, desk())


def test_a_text_that_becomes_too_long_is_told_as_one() -> None:
    asks = prompt("{{ who }}" * 200, who=PromptArgument(says="Who"))
    with pytest.raises(ToolFileInvalid, match="longer than 50000 characters"):
        rendered(asks, {"who": "a" * 500}, desk())


def test_conditions_filters_and_defaults_can_be_used() -> None:
    text = "{% if currency in ['EUR', 'USD'] and not who %}{{ who or 'all' }} {{ company | upper | default('x') }}"
    asks = prompt(text + "{% endif %}", who=PromptArgument(says="Who"))
    assert rendered(asks, {}, desk()) == f"all {desk().company.upper()}"
