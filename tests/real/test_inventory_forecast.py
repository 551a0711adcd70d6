"""Stock forecasts on real servers. Planned moves are read by SQL, what they must end at is computed by Odoo's ORM."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.warehouses import Figures, figures, stocked, told
from tests.real.works import ask, rows

PLANNED = """
SELECT m.reference AS document, m.origin AS source, m.state,
       (CASE WHEN f.usage = 'internal' THEN -1 ELSE 1 END * m.product_qty)::float AS change,
       (m.date AT TIME ZONE 'UTC' AT TIME ZONE '{zone}')::date::text AS day
FROM stock_move m JOIN product_product p ON p.id = m.product_id JOIN stock_location f ON f.id = m.location_id
WHERE p.default_code = '{code}' AND m.state NOT IN ('draft', 'done', 'cancel')
ORDER BY m.date
"""
UNTIL = """
import json
agent = env['res.users'].search([('login', '=', 'agent')])
products = env['product.product'].with_user(agent).with_context(allowed_company_ids=[1], to_date='{until} 23:59:59')
lamp = products.search([('default_code', '=', 'INV-LAMP')])
print('FOUND ' + json.dumps([lamp.incoming_qty, lamp.outgoing_qty, lamp.virtual_available]))
"""


@pytest.fixture(scope="module")
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    return stocked(bed, tenant)


@pytest.fixture(scope="module")
def expected(filled: Tenant, bed: Bed) -> Figures:
    return figures(bed, filled)


@pytest.fixture
async def desk(filled: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(filled, cache, sent=sent) as opened:
        await ask(opened, "inventory.forecast", product="INV-LAMP")
        sent.clear()
        yield opened


@pytest.fixture
def planned(bed: Bed, filled: Tenant) -> Any:
    """The planned moves of a product by its code, on days of a zone."""
    return lambda code, zone="UTC": bed.sql(filled.version, filled.database, PLANNED.format(code=code, zone=zone))


async def test_what_is_left_after_each_move_and_when_it_is_too_little(
    desk: Desk, planned: Any, expected: Figures
) -> None:
    on_hand, free, incoming, outgoing, forecast = expected[""]["INV-LAMP"]
    moves = planned("INV-LAMP")
    left = list(accumulate((move["change"] for move in moves), initial=on_hand))[1:]
    result = await ask(desk, "inventory.forecast", product="INV-LAMP")
    assert [
        (row["date"], row["change"], row["forecast"], row["document"], row["source"])
        for row in rows(result, "planned moves")
    ] == [
        (move["day"], move["change"], rest, move["document"], move["source"])
        for move, rest in zip(moves, left, strict=True)
    ]
    assert left[-1] == forecast
    facts = result.facts
    assert [facts[name] for name in ("on hand", "free", "incoming", "outgoing", "forecast")] == [
        on_hand, free, incoming, outgoing, forecast,
    ]  # fmt: skip
    assert facts["below zero from"] == next(move["day"] for move, rest in zip(moves, left, strict=True) if rest < 0)
    # The minimum is 30; 20 are left when the delivery that is overdue has gone, which is expected today.
    assert facts["below minimum from"] == date.today().isoformat()  # noqa: DTZ011 -- the desk has no zone: both UTC
    assert any("overdue" in note and "1" in note for note in result.notes)
    assert not any("INV-DRAFT" in str(row["source"]) for row in rows(result, "planned moves"))


async def test_until_a_day_as_odoo_computes_it(desk: Desk, bed: Bed, filled: Tenant, planned: Any) -> None:
    until = (date.fromisoformat(planned("INV-LAMP")[-1]["day"]) - timedelta(days=1)).isoformat()
    incoming, outgoing, forecast = told(bed, filled, UNTIL.format(until=until))
    result = await ask(desk, "inventory.forecast", product="INV-LAMP", until=until)
    assert [result.facts[name] for name in ("incoming", "outgoing", "forecast")] == [incoming, outgoing, forecast]
    assert rows(result, "planned moves")[-1]["forecast"] == forecast < 0
    for wrong in ("2020-01-31", "soon"):
        with pytest.raises(ArgumentInvalid, match="until is"):
            await ask(desk, "inventory.forecast", product="INV-LAMP", until=wrong)


async def test_of_one_warehouse(desk: Desk, expected: Figures) -> None:
    for warehouse, others in (("EAST", "INV-BULBS"), ("WH", "INV-BULB")):
        result = await ask(desk, "inventory.forecast", product="INV-BULB", warehouse=warehouse)
        assert result.facts["forecast"] == expected[warehouse]["INV-BULB"][-1]
        moves = rows(result, "planned moves")
        assert moves[-1]["forecast"] == result.facts["forecast"]
        assert others not in {move["source"] for move in moves}
    result = await ask(desk, "inventory.forecast", product="INV-LAMP", warehouse="EAST")
    assert result.tables == ()
    assert result.facts["below zero from"].startswith("never")
    assert not any("minimum" in name for name in result.facts)  # the rule is about the other warehouse


async def test_a_delivery_in_two_steps_counts_once(desk: Desk, expected: Figures) -> None:
    on_hand, _, _, _, forecast = expected["NORTH"]["INV-STEP"]
    for place in ({}, {"warehouse": "NORTH"}):
        result = await ask(desk, "inventory.forecast", product="INV-STEP", **place)
        [move] = rows(result, "planned moves")
        assert (move["change"], move["forecast"]) == (forecast - on_hand, forecast)
        assert not any("Odoo's own" in note for note in result.notes)


async def test_days_are_those_of_the_users_zone(filled: Tenant, cache: Path, bed: Bed, planned: Any) -> None:
    bed.sql(
        filled.version,
        filled.database,
        "UPDATE stock_move SET date = date_trunc('day', date) + interval '23 hours 30 minutes' "
        "WHERE product_id = (SELECT id FROM product_product WHERE default_code = 'INV-SERUM') "
        "AND state NOT IN ('done', 'draft')",
    )
    for zone in ("UTC", "Asia/Tokyo"):
        async with open_desk(filled, cache, tz=zone) as desk:
            result = await ask(desk, "inventory.forecast", product="INV-SERUM")
            assert [row["date"] for row in rows(result, "planned moves")] == [
                move["day"] for move in planned("INV-SERUM", zone)
            ]


async def test_products_without_stock_of_their_own(desk: Desk, expected: Figures) -> None:
    for name in ("INV-CARE", "INV-SCREWS"):
        result = await ask(desk, "inventory.forecast", product=name)
        assert "not storable" in result.title
        assert (dict(result.facts), result.tables) == ({}, ())
    result = await ask(desk, "inventory.forecast", product="INV-PAIR")
    assert "kit" in result.title
    assert result.facts["forecast"] == expected[""]["INV-PAIR"][-1]


async def test_requests_do_not_grow_with_the_number_of_moves(desk: Desk, sent: list[str]) -> None:
    counts = []
    for name in ("INV-LAMP", "INV-ROPE"):
        sent.clear()
        await ask(desk, "inventory.forecast", product=name)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5
