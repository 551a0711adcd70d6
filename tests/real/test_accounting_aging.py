"""What is open and how long it is past due, against the database and Odoo's own figures."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.accounting import aging
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.ledger import fill, items
from tests.real.works import ask, rows

CREDITS = "of it unmatched credits"
BUCKETS = ("not due", "1-30", "31-60", "61-90", "91+")
BUCKET = """CASE WHEN days <= 0 THEN 'not due' WHEN days <= 30 THEN '1-30' WHEN days <= 60 THEN '31-60'
    WHEN days <= 90 THEN '61-90' ELSE '91+' END"""


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


def expected(bed: Bed, tenant: Tenant, kind: str) -> dict[int, dict[str, float]]:
    """Open amounts by partner and bucket, as the database adds them up; those of vendors with the other sign."""
    found: dict[int, dict[str, float]] = defaultdict(dict)
    sign = 1 if kind == "receivable" else -1
    query = f"""SELECT partner_id, {BUCKET} AS bucket, sum(amount_residual) AS amount FROM (
        SELECT *, (now() AT TIME ZONE 'utc')::date - coalesce(date_maturity, date) AS days
        FROM {items(tenant.version)}) AS dated WHERE kind = '{kind}' AND NOT reconciled GROUP BY 1, 2"""
    for row in bed.sql(tenant.version, tenant.database, query):
        if round(row["amount"], 2):
            found[row["partner_id"]][row["bucket"]] = sign * float(row["amount"])
    return dict(found)


@pytest.mark.parametrize("kind", ["receivable", "payable"])
async def test_each_partner_by_days_past_due(filled: Tenant, bed: Bed, desk: Desk, sent: list[str], kind: str) -> None:
    result = await ask(desk, "accounting.aging", kind=kind)
    assert len(sent) == 2
    shown = rows(result, "partners")
    want = expected(bed, filled, kind)
    assert {row["partner"].id: {name: row[name] for name in BUCKETS if row.get(name) is not None} for row in shown} == {
        row["partner"].id: pytest.approx(want.get(row["partner"].id, {})) for row in shown
    }
    assert set(want) <= {row["partner"].id for row in shown}
    assert [row["total"] for row in shown] == [
        pytest.approx(sum(want.get(row["partner"].id, {}).values())) for row in shown
    ]
    overdue = [sum(row.get(name) or 0 for name in BUCKETS[1:]) for row in shown]
    assert overdue == sorted(overdue, reverse=True)
    assert sum(want.get(row["partner"].id, {}).get("91+", 0) for row in shown) == pytest.approx(
        result.facts.get("91+ days past due (USD)", 0)
    )
    total = sum(sum(amounts.values()) for amounts in want.values())
    assert f"{total:,.2f} USD open" in result.title


async def test_the_partners_own_figure_in_odoo_agrees(filled: Tenant, bed: Bed, desk: Desk) -> None:
    query = "found = env['res.partner'].with_company(1).search([('name', 'like', 'Aging ')])\n"
    told = bed.shell(
        filled.version, filled.database, f"import json\n{query}print(json.dumps({{p.id: p.credit for p in found}}))"
    )
    credit = {int(number): amount for number, amount in json.loads(told.strip().splitlines()[-1]).items()}
    shown = {row["partner"].id: row["total"] for row in rows(await ask(desk, "accounting.aging"), "partners")}
    assert {number: shown.get(number, 0.0) for number in credit} == pytest.approx(credit)
    assert len(credit) == 5


async def test_one_partner_with_its_open_items(filled: Tenant, bed: Bed, desk: Desk, sent: list[str]) -> None:
    """A contact leads to its company; an item is due on its last day without being past due."""
    result = await ask(desk, "accounting.aging", partner="Alpha Buyer")
    calls = len(sent)
    want = bed.sql(
        filled.version,
        filled.database,
        f"SELECT document, date_maturity::text AS due, amount_residual AS open FROM {items(filled.version)} "
        "WHERE kind = 'receivable' AND NOT reconciled AND holder = "
        "(SELECT id FROM res_partner WHERE name = 'Aging Alpha') ORDER BY date_maturity",
    )
    shown = rows(result, "open items")
    assert [(row["document"], row["due"], row["open"]) for row in shown] == [
        (row["document"], row["due"], pytest.approx(float(row["open"]))) for row in want
    ]
    assert [row["days past due"] for row in shown] == [91, 90, 61, 60, 31, 30, 3, 2, 1, None]
    assert result.facts == {
        "not due (USD)": 100,
        "1-30 days past due (USD)": 200 + 300 - 50 - 35,
        "31-60 days past due (USD)": 400 + 500,
        "61-90 days past due (USD)": 600 + 700,
        "91+ days past due (USD)": 800,
        "of it unmatched credits (USD)": -50 - 35,
        "oldest days past due": 91,
    }
    assert "net of 85.00 credit notes and payments not set off" in result.title
    sent.clear()
    await ask(desk, "accounting.aging", partner="Aging Gamma", kind="payable")
    assert len(sent) == calls <= 10


async def test_other_currencies_are_said(desk: Desk) -> None:
    everyone = rows(await ask(desk, "accounting.aging"), "partners")
    assert {row["partner"].name: row["of it in other currencies"] for row in everyone}["Aging Beta"] == "250.00 EUR"
    own = rows(await ask(desk, "accounting.aging", partner="Aging Beta"), "open items")
    assert [row["in its currency"] for row in own if row["in its currency"]] == ["250.00 EUR"]
    assert "in its currency" not in (await ask(desk, "accounting.aging", partner="Aging Alpha")).tables[0].columns


async def test_who_may_not_read_everything_is_told(filled: Tenant, cache: Path) -> None:
    async with open_desk(filled, cache, person=filled.clerk) as desk:
        for question in ("accounting.aging", "accounting.partner_statement"):
            result = await ask(desk, question, partner="Aging Alpha")
            assert result.notes[0].startswith("this user has no rights to Invoicing")


@pytest.mark.parametrize("kind", ["receivable", "payable"])
async def test_credits_and_the_age_of_debts_are_said(filled: Tenant, bed: Bed, desk: Desk, kind: str) -> None:
    """Credits do not hide that something is past due, nor since when; the figures are those of the database."""
    debt = "amount_residual > 0" if kind == "receivable" else "amount_residual < 0"
    query = f"""SELECT partner_id, coalesce(sum(abs(amount_residual)) FILTER (WHERE NOT {debt}), 0)::float AS credits,
        greatest(max((now() AT TIME ZONE 'utc')::date - coalesce(date_maturity, date)) FILTER (WHERE {debt}), 0) AS days
        FROM {items(filled.version)} WHERE kind = '{kind}' AND NOT reconciled GROUP BY 1"""
    want = {row["partner_id"]: row for row in bed.sql(filled.version, filled.database, query)}
    result = await ask(desk, "accounting.aging", kind=kind)
    shown = rows(result, "partners")
    assert {row["partner"].id: (-(row[CREDITS] or 0), row.get("oldest days") or 0) for row in shown} == {
        row["partner"].id: (pytest.approx(want[row["partner"].id]["credits"]), want[row["partner"].id]["days"])
        for row in shown
    }
    name = "Aging Alpha" if kind == "receivable" else "Aging Gamma"
    [note] = [note for note in result.notes if note.startswith("past due with unmatched credits of their own")]
    assert name in note
    total = sum(row["credits"] for row in want.values())
    assert f"net of {total:,.2f} credit notes and payments not set off" in result.title


async def test_items_that_cancel_out_name_each_other(desk: Desk) -> None:
    result = await ask(desk, "accounting.aging", partner="Aging Delta")
    shown = {row["document"]: row["cancels with"] for row in rows(result, "open items")}
    pairs = {number: other for number, other in shown.items() if other}
    assert len(pairs) == 2
    assert all(pairs[other] == number for number, other in pairs.items())
    assert result.title.endswith("0.00 USD open, 0.00 past due, net of 45.00 credit notes and payments not set off")
    assert "Aging Delta" in str(rows(await ask(desk, "accounting.aging"), "partners"))


async def test_nothing_is_said_plainly(desk: Desk) -> None:
    nothing = await ask(desk, "accounting.aging", partner="Aging Idle")
    assert nothing.title.endswith("Aging Idle: nothing is open")
    assert not nothing.tables
    whole = await ask(desk, "accounting.aging")
    assert isinstance(rows(whole, "partners")[0]["partner"], Reference)


async def test_what_is_left_out_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = await ask(desk, "accounting.aging")
    monkeypatch.setattr(aging, "_ROWS", 1)
    result = await ask(desk, "accounting.aging")
    every = rows(whole, "partners")
    assert rows(result, "partners")[0]["partner"] == every[0]["partner"]
    left = sum(row["total"] for row in every[1:])
    assert result.tables[0].more == f"{len(every) - 1} more partners with {left:,.2f} USD: name one"
    assert result.facts == whole.facts
