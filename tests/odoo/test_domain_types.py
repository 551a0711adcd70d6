"""Values that do not fit their fields are refused or written as every version reads them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.domain import parse, to_odoo
from atlas_odoo.odoo.domain_types import fitted

TYPES = {
    "name": "char",
    "state": "selection",
    "active": "boolean",
    "image": "binary",
    "color": "integer",
    "id": "integer",
    "amount": "monetary",
    "day": "date",
    "moment": "datetime",
    "partner_id": "many2one",
    "partner_id.id": "integer",
    "partner_id.name": "char",
    "line_ids": "one2many",
    "line_ids.moment": "datetime",
}


def fit(*terms: Any, major: int = 19, zone: str | None = None) -> list[Any]:
    where = ZoneInfo(zone) if zone else None
    return to_odoo(fitted(parse(list(terms), major), TYPES.get, major, where))


@pytest.mark.parametrize(
    "term",
    [
        ["name", "=", "x"],
        ["name", "ilike", "x"],
        ["name", "=", False],
        ["active", "=", True],
        ["active", "in", [True, False]],
        ["image", "!=", False],
        ["color", "in", [1, 2, False]],
        ["amount", ">=", 9.5],
        ["day", "=", "2026-03-14"],
        ["day", "in", ["2026-03-14", False]],
        ["day", ">", "today -7d"],
        ["day", ">=", "=week_start"],
        ["moment", "<", "now -3H"],
        ["moment", ">=", "2026-03-14 08:00:00"],
        ["moment", "=", False],
        ["moment", "ilike", "2026-03"],
        ["moment.month_number", "=", 3],
        ["partner_id", "=", 5],
        ["partner_id", "in", ["Azure", 5, False]],
        ["partner_id", "child_of", 5],
        ["partner_id.id", "child_of", [5]],
        ["line_ids", "any", [["moment", "<", "2026-03-14 08:00:00"]]],
        ["unknown", "=", 5],
        [1, "=", 1],
    ],
)
def test_what_fits_stays_as_it_is(term: list[Any]) -> None:
    assert fit(term) == [term]


@pytest.mark.parametrize(
    ("term", "sent"),
    [
        (["color", "=", "5"], ["color", "=", 5]),
        (["color", "=", 5.0], ["color", "=", 5]),
        (["amount", ">", "12.50"], ["amount", ">", 12.5]),
        (["moment", ">=", "2026-03-14T08:00:00"], ["moment", ">=", "2026-03-14 08:00:00"]),
        (["moment", ">=", "2026-03-14T08:00Z"], ["moment", ">=", "2026-03-14 08:00:00"]),
        (["moment", ">=", "2026-03-14T08:00:00.25+02:00"], ["moment", ">=", "2026-03-14 06:00:00"]),
        (["moment", "in", ["2026-03-14T01:00:00+0200"]], ["moment", "in", ["2026-03-13 23:00:00"]]),
        (["moment", ">=", "2026-03-14"], ["moment", ">=", "2026-03-14 00:00:00"]),
        (["moment", "<", "2026-03-14"], ["moment", "<", "2026-03-14 00:00:00"]),
        (["moment", ">", "2026-03-14"], ["moment", ">=", "2026-03-15 00:00:00"]),
        (["moment", "<=", "2026-12-31"], ["moment", "<", "2027-01-01 00:00:00"]),
        (["moment", "<=", "9999-12-31"], ["moment", "<=", "9999-12-31 00:00:00"]),
        (
            ["line_ids", "any", ["!", ["moment", "<=", "2026-03-14"]]],
            ["line_ids", "any", ["!", ["moment", "<", "2026-03-15 00:00:00"]]],
        ),
    ],
)
def test_what_is_plain_is_written_as_odoo_reads_it(term: list[Any], sent: list[Any]) -> None:
    assert fit(term) == fit(term, major=17) == [sent]


def test_a_day_is_the_day_of_the_zone_also_where_the_clock_changes() -> None:
    """Brussels goes to summer time on 29 March 2026."""
    between = (["moment", ">=", "2026-03-29"], ["moment", "<=", "2026-03-29"])

    assert fit(*between, zone="Europe/Brussels") == [
        ["moment", ">=", "2026-03-28 23:00:00"],
        ["moment", "<", "2026-03-29 22:00:00"],
    ]


@pytest.mark.parametrize(
    ("term", "position", "says"),
    [
        (["image", "ilike", "x"], "[0]", "every record"),
        (["image", "=", "x"], "[0]", "every record"),
        (["image", "!=", True], "[0]", "every record"),
        (["active", "=", "maybe"], "[0][2]", "true or false"),
        (["active", "=", 1], "[0][2]", "true or false"),
        (["active", "in", [True, "no"]], "[0][2][1]", "true or false"),
        (["color", "=", "many"], "[0][2]", "number"),
        (["color", "=", 2.5], "[0][2]", "whole number"),
        (["color", "=", True], "[0][2]", "number"),
        (["amount", ">", "1,000.00"], "[0][2]", "number"),
        (["name", "=", 5], "[0][2]", 'Write "5"'),
        (["name", "=", True], "[0][2]", "a text"),
        (["state", "in", ["sale", True]], "[0][2][1]", "a text"),
        (["day", ">=", "01/11/2026"], "[0][2]", "2026-03-14"),
        (["day", ">=", "2026-02-30"], "[0][2]", "2026-03-14"),
        (["day", ">=", "2026-03-14 10:00:00"], "[0][2]", "2026-03-14"),
        (["day", "=", True], "[0][2]", "2026-03-14"),
        (["day", ">=", 20260314], "[0][2]", "2026-03-14"),
        (["day", ">=", "next week"], "[0][2]", "today -7d"),
        (["moment", "=", "2026-03-14"], "[0][2]", '["moment", ">=", "2026-03-14"], ["moment", "<", "2026-03-15"]'),
        (["moment", "in", ["2026-03-14"]], "[0][2][0]", "08:00:00"),
        (["moment", ">=", "2026-04-31T10:00:00"], "[0][2]", "08:00:00"),
        (["moment", ">=", 1773475200], "[0][2]", "08:00:00"),
        (["partner_id", ">", 5], "[0]", "partner_id.create_date"),
        (["partner_id", "=", True], "[0][2]", "is set"),
        (["partner_id", "=", 5.5], "[0][2]", "an id or a name"),
        (["name", "child_of", 5], "[0][1]", "lead to records"),
        (["name", "any", []], "[0][1]", "lead to records"),
        (["line_ids", "any", [["moment", "=", "2026-03-14"]]], "[0][2][0][2]", "for that day"),
    ],
)
def test_what_odoo_would_read_as_something_else_is_refused(term: list[Any], position: str, says: str) -> None:
    with pytest.raises(DomainInvalid) as caught:
        fit(term)

    assert caught.value.position == position
    assert says in caught.value.text


@pytest.mark.parametrize("term", [["day", ">", "today -7d"], ["moment", ">", "now"], ["moment.month_number", "=", 3]])
def test_what_19_brought_is_refused_before(term: list[Any]) -> None:
    with pytest.raises(DomainInvalid):
        fit(term, major=14)
