"""A partner's account over a period, against the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.operations.accounting import partner_statement
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.ledger import fill, items
from tests.real.works import ask, rows


@pytest.fixture
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    fill(bed, tenant)
    return tenant


@pytest.fixture
async def desk(filled: Tenant, cache: Path, sent: list[str]) -> AsyncIterator[Desk]:
    async with open_desk(filled, cache, sent=sent) as desk:
        await desk.gateway.catalogue()
        sent.clear()
        yield desk


def booked(bed: Bed, tenant: Tenant, partner: str, condition: str = "true") -> list[dict[str, Any]]:
    """The entries of a partner with the balance after each, as the database adds them up."""
    return bed.sql(
        tenant.version,
        tenant.database,
        "SELECT *, sum(amount) OVER (ORDER BY date, document) AS balance FROM (SELECT date, document, "
        "sum(balance)::float AS amount, sum(amount_residual)::float AS open, sum(amount_currency)::float AS own "
        f"FROM {items(tenant.version)} WHERE holder = (SELECT id FROM res_partner WHERE name = '{partner}') "
        f"AND {condition} GROUP BY 1, 2) AS entry ORDER BY date, document",
    )


def today() -> date:
    return datetime.now(UTC).date()


async def test_entries_in_order_with_the_balance_after_each(
    filled: Tenant, bed: Bed, desk: Desk, sent: list[str]
) -> None:
    since = today() - timedelta(days=200)
    for partner, count in (("Alpha Buyer", 10), ("Aging Gamma", 6)):
        sent.clear()
        result = await ask(desk, "accounting.partner_statement", partner=partner, since=since.isoformat())
        assert len(sent) == (5 if filled.version >= 17 else 6)
        want = booked(bed, filled, partner.replace("Alpha Buyer", "Aging Alpha"))
        shown = rows(result, "entries")
        assert [(row["date"], row["document"], row["amount"], row["balance"]) for row in shown] == [
            (str(row["date"]), row["document"], pytest.approx(row["amount"]), pytest.approx(row["balance"]))
            for row in want
        ]
        assert len(shown) == count
        assert [row["open"] or 0 for row in shown] == pytest.approx([row["open"] for row in want])
        assert result.facts["opening balance (USD)"] == 0
        assert result.facts["closing balance (USD)"] == pytest.approx(want[-1]["balance"])


async def test_what_each_entry_is(desk: Desk) -> None:
    shown = rows(await ask(desk, "accounting.partner_statement", partner="Aging Gamma"), "entries")
    assert [(row["kind"], row["amount"], row["due"] is None) for row in shown] == [
        ("bill", -880, False),
        ("invoice", 70, False),
        ("bill", -120, False),
        ("vendor credit note", 30, False),
        ("payment", 80, True),
        ("payment", -70, True),
    ]


async def test_a_period_begins_with_what_was_there_before(filled: Tenant, bed: Bed, desk: Desk) -> None:
    since, until = today() - timedelta(days=27), today() - timedelta(days=3)
    result = await ask(
        desk,
        "accounting.partner_statement",
        partner="Aging Gamma",
        since=since.isoformat(),
        until=until.isoformat(),
    )
    before = booked(bed, filled, "Aging Gamma", f"date < '{since}'")
    within = booked(bed, filled, "Aging Gamma", f"date BETWEEN '{since}' AND '{until}'")
    assert result.facts["opening balance (USD)"] == before[-1]["balance"] == -810
    assert result.facts["closing balance (USD)"] == -810 + sum(row["amount"] for row in within) == -820
    assert [row["amount"] for row in rows(result, "entries")] == [row["amount"] for row in within] == [-120, 30, 80]
    late = bed.sql(
        filled.version,
        filled.database,
        f"SELECT sum(amount_residual)::float AS late FROM {items(filled.version)} WHERE NOT reconciled AND holder = "
        f"(SELECT id FROM res_partner WHERE name = 'Aging Gamma') AND date_maturity < '{today()}'",
    )
    assert result.facts[f"past due on {today()} (USD)"] == late[0]["late"] == -770


async def test_the_latest_entries_when_there_are_more(
    filled: Tenant, bed: Bed, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two items of one invoice in instalments are one entry; the balances do not depend on how many are shown."""
    whole = booked(bed, filled, "Aging Beta")
    monkeypatch.setattr(partner_statement, "_ROWS", 2)
    result = await ask(desk, "accounting.partner_statement", partner="Aging Beta")
    shown = rows(result, "entries")
    assert [(row["document"], row["amount"], row["balance"]) for row in shown] == [
        (row["document"], row["amount"], row["balance"]) for row in whole[-2:]
    ]
    assert "earlier entries are left out" in result.notes[0]


async def test_amounts_in_another_currency_are_shown_in_both(filled: Tenant, bed: Bed, desk: Desk) -> None:
    [invoice] = [row for row in booked(bed, filled, "Aging Beta") if row["own"] != row["amount"]]
    shown = rows(await ask(desk, "accounting.partner_statement", partner="Aging Beta"), "entries")
    assert {row["document"]: row["in its currency"] for row in shown if row["in its currency"]} == {
        invoice["document"]: "250.00 EUR"
    }


async def test_no_entries_and_a_period_that_is_none(desk: Desk) -> None:
    result = await ask(desk, "accounting.partner_statement", partner="Aging Idle")
    assert not result.tables
    assert result.facts["closing balance (USD)"] == 0
    with pytest.raises(ArgumentInvalid, match="before it begins"):
        await ask(desk, "accounting.partner_statement", partner="Aging Idle", since="2026-02-01", until="2026-01-01")
