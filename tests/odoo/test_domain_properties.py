"""What holds for every domain: round trips, no other error than DomainInvalid, and a conjunction that never widens."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given, settings

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.domain import conjunction, parse, paths, to_odoo
from tests.odoo.domain_cases import Record, domains, garbage, matches, records


@given(domains)
def test_parsing_what_is_sent_to_odoo_gives_the_same_domain(domain: list[Any]) -> None:
    parsed = parse(domain)

    assert parse(to_odoo(parsed)) == parsed
    assert parse(json.dumps(to_odoo(parsed))) == parsed


@given(domains, records)
def test_parsing_keeps_the_meaning(domain: list[Any], record: Record) -> None:
    assert matches(to_odoo(parse(domain)), record) == matches(domain, record)


@given(domains, domains, domains, records)
def test_a_conjunction_matches_exactly_what_all_its_operands_match(
    first: list[Any], second: list[Any], third: list[Any], record: Record
) -> None:
    joined = conjunction(parse(first), parse(second), parse(third))

    assert matches(to_odoo(joined), record) == all(matches(domain, record) for domain in (first, second, third))
    assert parse(to_odoo(joined)) == joined


@given(domains, garbage)
@example([["size", "=", 1]], ["|", ["name", "=", "x"]])
@example([["size", "=", 1]], ["!"])
@example([["size", "=", 1]], "[]]")
def test_a_conjunction_with_garbage_raises_or_is_a_domain_of_its_own(domain: list[Any], other: Any) -> None:
    try:
        parsed = parse(other)
    except DomainInvalid:
        parsed = None
    try:
        joined = conjunction(parse(domain), other)
    except DomainInvalid:
        assert parsed is None
    else:
        assert joined == conjunction(parse(domain), parsed or ())


@settings(max_examples=500)
@given(garbage)
@example(["any"] * 5000)
@example([["a", "in", [float("nan")]]])
@example(json.loads("[" * 60 + "]" * 60))
@example("[" * 100_000)
@example('{"a": 1}')
@example("NaN")
@example([["a", "=", 10**400]])
def test_garbage_raises_nothing_but_domain_invalid(value: Any) -> None:
    with suppress(DomainInvalid):
        json.dumps(to_odoo(parse(value)), allow_nan=False).encode()


@given(garbage)
def test_an_error_tells_where_and_what_to_do(value: Any) -> None:
    try:
        parse(value)
    except DomainInvalid as error:
        fault = error
    else:
        return
    assert fault.position in fault.message
    assert fault.advice
    assert len(fault.text) < 700


@given(domains)
def test_every_position_of_a_path_leads_to_its_last_step(domain: list[Any]) -> None:
    for path, position in paths(parse(domain)):
        here: Any = domain
        for index in position.strip("[]").split("]["):
            here = here[int(index)]
        assert path.endswith(here)
