"""Domains as agents write them: what is taken, what is refused, and what the refusal says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.domain import MAX_TERMS, parse, paths, to_odoo
from atlas_odoo.odoo.domain_terms import OPERATORS

TERM = ["state", "=", "sale"]


def refusal(value: Any, major: int | None = None) -> DomainInvalid:
    with pytest.raises(DomainInvalid) as caught:
        parse(value, major)
    return caught.value


@pytest.mark.parametrize(
    "domain",
    [
        [],
        [TERM],
        [TERM, TERM],  # an implicit conjunction
        ["|", TERM, TERM, TERM],  # surplus operands are required as well, as Odoo reads it
        ["|", "&", TERM, "!", TERM, TERM],
        [[1, "=", 1], [0, "=", 1]],
        [["partner_id.country_id.code", "=", "BE"]],
        [["task_properties.3f0c9a21", "=", "x"]],  # a property: its name may start with a digit
        [["date_order.month_number", "=", 3]],
        [["x_studio_Größe".replace("ö", "o").replace("ß", "ss"), "=", 1]],
        [["id", "in", []]],  # matches nothing, and stays so
        [["amount", ">=", 1.5], ["amount", "<", 2]],
        [["date_order", ">=", "2026-03-14 08:00:00"], ["date_order", "<", "today +1d"]],
        [["partner_id", "child_of", 5], ["partner_id", "parent_of", ["Azure", "Deco"]]],
        [["order_line", "any", [["product_id", "=", 5], "|", TERM, TERM]], ["order_line", "not any", []]],
        [["name", "ilike", "🪑 مكتب"]],
    ],
)
def test_what_odoo_takes_is_sent_as_it_came(domain: list[Any]) -> None:
    assert to_odoo(parse(domain)) == domain
    assert to_odoo(parse(json.dumps(domain))) == domain


def test_null_is_written_as_false_since_odoo_has_no_null() -> None:
    assert to_odoo(parse([["a", "=", None], ["b", "in", [1, None]]])) == [["a", "=", False], ["b", "in", [1, False]]]


def test_spellings_of_the_same_operator_become_one() -> None:
    assert to_odoo(parse([["a", "<>", 1], ["a", "==", 1], ["a", "ILIKE", "x"]])) == [
        ["a", "!=", 1],
        ["a", "=", 1],
        ["a", "ilike", "x"],
    ]


@pytest.mark.parametrize(
    ("value", "position", "says"),
    [
        (["name", "=", "x"], "", '[["name", "=", "x"]]'),  # the list around the term forgotten
        ([TERM, ["order_line", "any", ["product_id", "=", 5]]], "[1][2]", '[["product_id", "=", 5]]'),
        (["|", TERM], "[0]", "1 of its 2 operands"),
        ([TERM, "&"], "[1]", "0 of its 2 operands"),
        (["&", "|", TERM, TERM], "[0]", "1 of its 2 operands"),
        (["!"], "[0]", "nothing to negate"),
        ([["|", TERM, TERM]], "[0]", "Do not nest lists"),
        ([[TERM, TERM]], "[0]", "Do not nest lists"),
        (["or", TERM, TERM], "[0]", '"|"'),
        ([TERM, "AND", TERM], "[1]", '"&"'),
        (["name = 'x'"], "[0]", "neither a term"),
        ([["name", "="]], "[0]", "[field, operator, value]"),
        ([["name", "=", "x", 1]], "[0]", "[field, operator, value]"),
        ([[]], "[0]", "[field, operator, value]"),
        ([{"field": "name", "operator": "=", "value": "x"}], "[0]", '["name", "=", "x"]'),
        ({"name": "x"}, "", "is not a list"),
        (None, "", "[] means all records"),
        (True, "", "is not a list"),
        (0, "", "is not a list"),
        ("", "", "not JSON"),
        ("[('name', '=', 'x')]", "", "double quotes"),
        ('[["a", "=", True]]', "", "Python's"),
        ('"[]"', "", "JSON inside JSON"),
        ([[1, "=", 2]], "[0]", '[1, "=", 1]'),
        ([[True, "=", 1]], "[0]", '[1, "=", 1]'),
        ([[1, "=", True]], "[0]", '[1, "=", 1]'),
        ([["", "=", 1]], "[0][0]", "technical field name"),
        ([["partner_id..name", "=", 1]], "[0][0]", "path"),
        ([["name; DROP TABLE", "=", 1]], "[0][0]", "path"),
        ([["name", "equals", 1]], "[0][1]", "not ilike"),
        ([["name", None, 1]], "[0][1]", "must be a text"),
        ([["id", "inselect", [1]]], "[0][1]", "is not an operator"),
        ([["order_line", "any!", []]], "[0][1]", "without the access rules"),
        ([["order_line", "not any!", []]], "[0][1]", 'Use "not any"'),
        # What Odoo would take and read as something wider, or as something else:
        ([["id", "=", []]], "[0][2]", '"in"'),  # read as "not set"
        ([["id", "!=", [1, 2]]], "[0][2]", '"not in"'),
        ([["id", "in", 5]], "[0][2]", "[5]"),
        ([["active", "in", True]], "[0][2]", "[true]"),  # 14 reads it as "is set"
        ([["id", "in", [1, [2]]]], "[0][2][1]", "not a value"),
        ([["id", "in", {"a": 1}]], "[0][2]", "list"),
        ([["name", "ilike", False]], "[0][2]", "text"),  # 19 reads it as all records
        ([["name", "ilike", ""]], "[0][2]", "every record"),
        ([["name", "ilike", ["a", "b"]]], "[0][2]", "one text"),
        ([["name", "ilike", 2026]], "[0][2]", '"2026"'),
        ([["amount", ">", None]], "[0][2]", "number or a date"),
        ([["amount", ">", True]], "[0][2]", "number or a date"),
        ([["date", ">", ""]], "[0][2]", "2026-03-14"),
        ([["parent_id", "child_of", True]], "[0][2]", "an id, a name"),  # read as record 1
        ([["parent_id", "child_of", False]], "[0][2]", "an id, a name"),
        ([["parent_id", "child_of", ""]], "[0][2]", "an id, a name"),  # a name that every record has
        ([["parent_id", "child_of", [1, "Azure"]]], "[0][2]", "of ids or of names"),
        ([["order_line", "any", True]], "[0][2]", "is not a list"),
        ([["a", "=", {"b": 1}]], "[0][2]", "not a value"),
        ([["a", "=", float("inf")]], "[0][2]", "finite"),
        ([["a", "=", 2**70]], "[0][2]", "64 bits"),
        ([["a", "=", "x\0y"]], "[0][2]", "no database"),
        ([["a", "=", "\ud800"]], "[0][2]", "no database"),
        ([TERM] * (MAX_TERMS + 1), "", '"in"'),
    ],
)
def test_what_is_refused_tells_where_and_how_to_mend_it(value: Any, position: str, says: str) -> None:
    fault = refusal(value)

    assert fault.position == position
    assert says in fault.text


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_operators_are_known_by_version(name: str) -> None:
    since = {"any": 17, "not any": 17, "not =like": 19, "not =ilike": 19}.get(name, 14)
    value: Any = {"any": [], "not any": [], "in": [1], "not in": [1]}.get(name, "x")
    domain = [["partner_id", name, value]]

    assert to_odoo(parse(domain, since)) == domain
    if since > 14:
        assert f"since Odoo {since}" in refusal(domain, since - 1).text


def test_an_unknown_operator_on_14_is_answered_with_the_operators_of_14() -> None:
    assert "any" not in refusal([["a", "has", 1]], 14).advice.split(", ")
    assert "any" in refusal([["a", "has", 1]], 19).advice.split(", ")


def test_forty_levels_work_and_a_thousand_are_refused() -> None:
    def nested(levels: int) -> tuple[list[Any], list[Any], list[Any]]:
        signs: list[Any] = [TERM]
        below: list[Any] = [TERM]
        for level in range(levels):
            signs = ["&|"[level % 2], TERM, *signs]
            below = [["child_ids", "any", below]]
        return signs, below, ["!"] * levels + [TERM]

    for domain in nested(40):
        assert to_odoo(parse(domain)) == domain
    for domain in nested(400):
        assert "levels" in refusal(domain).text or "terms" in refusal(domain).text


def test_many_alternatives_are_one_level() -> None:
    domain = ["|"] * 300 + [TERM] * 301

    assert to_odoo(parse(domain)) == domain


def test_fifty_thousand_ids_are_one_term() -> None:
    ids = list(range(1, 50_001))

    assert to_odoo(parse([["id", "in", ids]])) == [["id", "in", ids]]


def test_paths_tells_every_field_also_inside_any() -> None:
    domain = parse(
        [
            "|",
            ["partner_id.email", "ilike", "x"],
            [1, "=", 1],
            ["order_line", "any", ["!", ["product_id.name", "=", "y"]]],
        ]
    )

    assert list(paths(domain)) == [
        ("partner_id.email", "[1][0]"),
        ("order_line", "[3][0]"),
        ("order_line.product_id.name", "[3][2][1][0]"),
    ]


def test_a_domain_text_is_never_evaluated() -> None:
    assert refusal("__import__('os').system('true')").code == "domain_invalid"
