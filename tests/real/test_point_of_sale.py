"""What the point of sale sold, against the database: sums, refunds, currencies, zones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid, RecordMissing
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.point_of_sale import pos_sales
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.counter import sell
from tests.real.desks import open_desk
from tests.real.works import ask, rows, work_at

Select = Callable[[str], list[dict[str, Any]]]
PERIOD = {"since": "2026-03-01", "until": "2026-04-30"}
ZONE = "Europe/Brussels"
LOCAL = f"timezone('{ZONE}', timezone('UTC', o.date_order))"
SOLD = (
    " FROM pos_order o JOIN pos_session s ON s.id = o.session_id JOIN pos_config c ON c.id = s.config_id"
    f" WHERE o.state IN ('paid', 'done', 'invoiced') AND {LOCAL}::date BETWEEN '2026-03-01' AND '2026-04-30'"
    " AND c.name = 'Zebra counter'"
)
LINES = SOLD.replace(
    " WHERE",
    " JOIN pos_order_line l ON l.order_id = o.id JOIN product_product p ON p.id = l.product_id"
    " JOIN product_template t ON t.id = p.product_tmpl_id JOIN product_category k ON k.id = t.categ_id WHERE",
)


@pytest.fixture(scope="module")
def sold(tenant: Tenant, bed: Bed) -> Tenant:
    sell(bed, tenant)
    return tenant


@pytest.fixture
async def desk(sold: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(sold, cache, tz=ZONE) as opened:
        yield opened


@pytest.fixture
def select(sold: Tenant, bed: Bed) -> Select:
    return lambda query: bed.sql(sold.version, sold.database, query)


def plain(value: Any) -> Any:
    """A cell to compare: the id of a record, a number with two decimals."""
    if isinstance(value, Reference):
        return value.id
    return round(value, 2) if isinstance(value, float) else value or 0


@pytest.mark.parametrize(("by", "key"), [("product", "l.product_id"), ("category", "k.id")])
async def test_lines_are_summed_by_product_and_category(desk: Desk, select: Select, by: str, key: str) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by=by, config="Zebra counter", **PERIOD)
    expected = select(
        f"SELECT {key} AS key, sum(l.qty)::float AS quantity, sum(l.price_subtotal)::float AS untaxed,"
        " sum(l.price_subtotal_incl)::float AS total, sum(-l.qty) FILTER (WHERE l.qty < 0)::float AS back,"
        f" sum(-l.price_subtotal_incl) FILTER (WHERE l.qty < 0)::float AS paid_back {LINES} GROUP BY 1 ORDER BY 4 DESC"
    )
    names = (by, "quantity", "untaxed", "total", "brought back", "paid back")
    found = [tuple(plain(row[name]) for name in names) for row in rows(answer, "sales")]
    assert found == [tuple(plain(value) for value in row.values()) for row in expected]
    assert any(row["back"] for row in expected)


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("hour", f"to_char({LOCAL}, 'HH24:00')"),
        ("day", f"to_char({LOCAL}, 'YYYY-MM-DD')"),
        ("cashier", "o.user_id"),
        ("config", "c.id"),
        ("customer", "coalesce(o.partner_id, 0)"),
    ],
)
async def test_orders_are_summed_in_the_users_zone(desk: Desk, select: Select, by: str, key: str) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by=by, config="Zebra counter", **PERIOD)
    expected = select(
        f"SELECT {key} AS key, count(*) FILTER (WHERE o.amount_total >= 0) AS orders,"
        " sum(o.amount_total - o.amount_tax)::float AS untaxed, sum(o.amount_total)::float AS total,"
        " count(*) FILTER (WHERE o.amount_total < 0) AS refunds,"
        f" sum(-o.amount_total) FILTER (WHERE o.amount_total < 0)::float AS paid_back {SOLD} GROUP BY 1"
    )
    names = (by, "orders", "untaxed", "total", "refunds", "paid back")
    found = [tuple(plain(row[name]) for name in names) for row in rows(answer, "sales")]
    wanted = [tuple(plain(value) for value in row.values()) for row in expected]
    assert sorted((0 if row[0] == "none" else row[0], *row[1:]) for row in found) == sorted(wanted)
    if by in ("hour", "day"):
        assert [row[0] for row in found] == sorted(row[0] for row in wanted)
        assert any(ZONE in note for note in answer.notes)


async def test_payments_are_summed_by_method(desk: Desk, select: Select) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by="payment_method", config="Zebra counter", **PERIOD)
    expected = select(
        "SELECT m.payment_method_id AS key, count(*) AS n, sum(m.amount)::float AS received,"
        " sum(-m.amount) FILTER (WHERE m.amount < 0 AND m.is_change IS NOT TRUE)::float AS paid_back"
        f" {SOLD.replace(' WHERE', ' JOIN pos_payment m ON m.pos_order_id = o.id WHERE')} GROUP BY 1 ORDER BY 3 DESC"
    )
    names = ("payment_method", "payments", "received", "paid back")
    found = [tuple(plain(row[name]) for name in names) for row in rows(answer, "sales")]
    assert found == [tuple(plain(value) for value in row.values()) for row in expected]


async def test_a_refund_stands_apart_with_the_order_it_is_for(desk: Desk, select: Select, sold: Tenant) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by="product", **PERIOD)
    [row] = rows(answer, "refunds")
    if sold.version == 14:
        [link] = select(
            "SELECT r.id, o.id AS origin FROM pos_order r JOIN pos_order o ON r.name = o.name || ' REFUND'"
            " WHERE r.amount_total < 0"
        )
    else:
        [link] = select(
            "SELECT r.id, o.order_id AS origin FROM pos_order r JOIN pos_order_line l ON l.order_id = r.id"
            " JOIN pos_order_line o ON o.id = l.refunded_orderline_id"
        )
    [amount] = select(f"SELECT -amount_total::float AS n FROM pos_order WHERE id = {link['id']}")
    assert (row["refund"].id, row["of order"].id) == (link["id"], link["origin"])
    assert row["paid back"] == pytest.approx(amount["n"])
    assert answer.facts["refunds in USD"] == 1
    assert answer.facts["refunds in EUR"] == "none"
    assert answer.title.endswith(", 1 refund")


async def test_currencies_are_kept_apart_and_the_cancelled_order_does_not_count(desk: Desk, select: Select) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by="product", **PERIOD)
    for currency, name in (("USD", "Zebra counter"), ("EUR", "Yonder")):
        [total] = select(
            f"SELECT sum(o.amount_total)::float AS n {SOLD.replace('Zebra counter', name)}",
        )
        assert answer.facts[f"sales with taxes ({currency})"] == pytest.approx(total["n"])
        assert not any(name.startswith("orders (") for name in answer.facts), "a count has no currency"
        [table] = [table for table in answer.tables if table.name == f"sales in {currency}"]
        assert table.units["total"] == currency
        assert sum(row["total"] for row in rows(answer, table.name)) == pytest.approx(total["n"])
    assert "currencies are never added up" in answer.notes


async def test_what_is_left_out_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pos_sales, "MOST", 1)
    answer = await ask(desk, "point_of_sale.pos_sales", by="product", config="Zebra counter", **PERIOD)
    [table] = [table for table in answer.tables if table.name == "sales"]
    assert len(table.rows) == 1
    assert table.more is not None
    days = await ask(desk, "point_of_sale.pos_sales", by="day", config="Zebra counter", **PERIOD)
    assert [row["day"] for row in rows(days, "sales")] == ["2026-04-02"]


async def test_that_nothing_was_paid_back_is_said(desk: Desk) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by="product", config="Yonder", **PERIOD)
    assert answer.title.endswith(": 1 order, no refunds")
    assert not any("orders" in name for name in answer.facts)
    [note] = [note for note in answer.notes if note.startswith("taxes")]
    assert all(column in note for column in ("untaxed", "total", "paid back"))


async def test_nothing_sold_and_nothing_meant_are_said(desk: Desk) -> None:
    answer = await ask(desk, "point_of_sale.pos_sales", by="day", since="2019-01-01", until="2019-12-31")
    assert answer.title.endswith("no paid orders")
    assert not answer.tables
    with pytest.raises(RecordMissing, match="Nowhere"):
        await ask(desk, "point_of_sale.pos_sales", by="day", config="Nowhere")
    with pytest.raises(ArgumentInvalid):
        await ask(desk, "point_of_sale.pos_sales", by="day", since="2026-02-02", until="2026-02-01")


@pytest.mark.parametrize("by", ["product", "category", "hour", "config", "payment_method"])
async def test_requests_do_not_grow_with_the_sales(sold: Tenant, cache: Path, by: str) -> None:
    sent: list[str] = []
    counts = []
    async with open_desk(sold, cache, sent=sent) as desk:
        await work_at(desk)
        for until in ("2026-03-10", "2026-12-31"):
            sent.clear()
            await ask(desk, "point_of_sale.pos_sales", by=by, since="2026-03-10", until=until, config="Zebra counter")
            counts.append(len(sent))
    # The list of refunds, and on 14 the orders behind them, are only read where there are any.
    assert counts[1] - counts[0] <= (1 if sold.version >= 17 else 2)
    assert counts[1] <= (7 if sold.version >= 17 else 10)


async def test_an_order_comes_with_its_lines_and_payments(desk: Desk, select: Select) -> None:
    work = await work_at(desk)
    fields = ("number", "total", "config", "lines.product", "lines.quantity", "payments.method", "payments.amount")
    found = await work.find("pos_order", fields, [("config.name", "=", "Zebra counter")])
    expected = {
        row["id"]: row
        for row in select(
            "SELECT o.id, o.name, o.amount_total::float AS total,"
            " array(SELECT product_id FROM pos_order_line l WHERE l.order_id = o.id ORDER BY id) AS products,"
            " array(SELECT amount::float FROM pos_payment m WHERE m.pos_order_id = o.id ORDER BY id) AS paid"
            " FROM pos_order o JOIN pos_session s ON s.id = o.session_id JOIN pos_config c ON c.id = s.config_id"
            " WHERE c.name = 'Zebra counter'"
        )
    }
    assert {record["id"] for record in found.records} == set(expected)
    for record in found.records:
        row = expected[record["id"]]
        assert (record["number"], record["total"]) == (row["name"], pytest.approx(row["total"]))
        assert sorted(line["product"].id for line in record["lines"]) == sorted(row["products"])
        assert sorted(item["amount"] for item in record["payments"]) == pytest.approx(sorted(row["paid"]))


@pytest.mark.parametrize("name", ["pos_config", "pos_session", "pos_order", "pos_order_line", "pos_payment"])
async def test_every_object_shows_its_columns_and_details(desk: Desk, select: Select, name: str) -> None:
    work = await work_at(desk)
    bound = work.object(name)
    found = await work.find(name, (*bound.columns, *bound.details), limit=2, total=True)
    [count] = select(f"SELECT count(*) AS n FROM {bound.model.name.replace('.', '_')}")
    assert found.total == count["n"]
    assert len(bound.columns) <= 8
    assert len(found.records) == 2
