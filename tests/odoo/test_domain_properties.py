"""What holds for every domain: round trips, and no other error than DomainInvalid."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given, settings

from atlas_odoo.errors import DomainInvalid
from atlas_odoo.odoo.domain import parse, paths, to_odoo
from tests.odoo.domain_cases import Record, domains, garbage, matches, records


@given(domains)
def test_parsing_what_is_sent_to_odoo_gives_the_same_domain(domain: list[Any]) -> None:
    parsed = parse(domain)

    assert parse(to_odoo(parsed)) == parsed
    assert parse(json.dumps(to_odoo(parsed))) == parsed


@given(domains, records)
def test_parsing_keeps_the_meaning(domain: list[Any], record: Record) -> None:
    assert matches(to_odoo(parse(domain)), record) == matches(domain, record)


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
