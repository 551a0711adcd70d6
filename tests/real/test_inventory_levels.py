"""Stock levels on real servers. Figures are those of Odoo's ORM; what lies where is read by SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid, RecordMissing, ReferenceAmbiguous
from atlas_odoo.operations.result import Result
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.warehouses import Figures, figures, stocked
from tests.real.works import ask, rows

SHOWN = ("on hand", "free", "incoming", "outgoing", "forecast")
WITHOUT_STOCK = {"INV-CARE", "INV-SCREWS"}
QUANTS = """
SELECT p.default_code AS code, l.complete_name AS location, n.name AS lot, sum(q.quantity)::float AS quantity,
       sum(q.reserved_quantity)::float AS reserved
FROM stock_quant q JOIN stock_location l ON l.id = q.location_id JOIN product_product p ON p.id = q.product_id
LEFT JOIN {lots} n ON n.id = q.lot_id
WHERE l.usage = 'internal' AND p.default_code LIKE 'INV-%' AND q.company_id = 1 AND {condition}
GROUP BY 1, 2, 3 HAVING sum(q.quantity) <> 0
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
        await ask(opened, "inventory.levels", products=["INV-LAMP"])
        yield opened


def code(product: Any) -> str:
    """`INV-LAMP` of `[INV-LAMP] Brass lamp`."""
    return str(product.name).partition("]")[0][1:]


def told(result: Result) -> dict[str, list[float]]:
    return {code(row["product"]): [row[name] for name in SHOWN] for row in rows(result, "stock")}


def quants(bed: Bed, tenant: Tenant, condition: str = "true") -> list[dict[str, Any]]:
    lots = "stock_lot" if tenant.version >= 17 else "stock_production_lot"
    return bed.sql(tenant.version, tenant.database, QUANTS.format(lots=lots, condition=condition))


def by_place(found: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Product, location, lot, on hand, reserved, free; sorted."""
    return sorted(
        (
            code(row["product"]),
            row["location"],
            row["lot"].name if row.get("lot") else "",
            row["on hand"],
            row["reserved"],
            row["free"],
        )
        for row in found
    )


async def test_figures_are_those_of_odoo_and_what_is_not_storable_has_none(desk: Desk, expected: Figures) -> None:
    result = await ask(desk, "inventory.levels", search="INV-")
    assert told(result) == {name: found for name, found in expected[""].items() if name not in WITHOUT_STOCK}
    assert all(row["reserved"] == row["on hand"] - row["free"] for row in rows(result, "stock"))
    assert {row["unit"] for row in rows(result, "stock")} == {"Units", "m"}
    (without,) = (note for note in result.notes if note.startswith("not storable"))
    assert all(f"[{name}]" in without for name in WITHOUT_STOCK)
    assert any("kit" in note and "[INV-PAIR]" in note for note in result.notes)


async def test_by_warehouse_as_odoo_has_it_for_each(desk: Desk, bed: Bed, filled: Tenant, expected: Figures) -> None:
    names = {
        row["name"]: row["code"]
        for row in bed.sql(filled.version, filled.database, "SELECT name, code FROM stock_warehouse")
    }
    result = await ask(desk, "inventory.levels", search="INV-", by="warehouse")
    found = {
        (names[row["warehouse"]], code(row["product"])): [row[name] for name in SHOWN] for row in rows(result, "stock")
    }
    assert found == {
        (warehouse, name): values
        for warehouse, products in expected.items()
        for name, values in products.items()
        if warehouse and any(values)
    }
    assert any("none there" in note and "[INV-WAX]" in note for note in result.notes)


async def test_of_one_warehouse_or_one_location(desk: Desk, bed: Bed, filled: Tenant, expected: Figures) -> None:
    result = await ask(desk, "inventory.levels", products=["INV-LAMP", "INV-BULB"], place="EAST")
    assert told(result) == {name: expected["EAST"][name] for name in ("INV-LAMP", "INV-BULB")}
    assert "East depot" in result.title
    result = await ask(desk, "inventory.levels", products=["INV-LAMP"], place="Shelf 7")
    [row] = rows(result, "stock")
    [quant] = quants(bed, filled, "l.name = 'Shelf 7' AND p.default_code = 'INV-LAMP'")
    assert (row["on hand"], row["reserved"]) == (quant["quantity"], quant["reserved"])
    with pytest.raises(ArgumentInvalid, match="one warehouse"):
        await ask(desk, "inventory.levels", products=["INV-LAMP"], place="Shelf 7", by="warehouse")
    with pytest.raises(RecordMissing, match="Shelf 77"):
        await ask(desk, "inventory.levels", products=["INV-LAMP"], place="Shelf 77")


async def test_by_location_and_lot_as_in_the_database(desk: Desk, bed: Bed, filled: Tenant) -> None:
    result = await ask(desk, "inventory.levels", search="inventory ware", by="lot")
    assert by_place(rows(result, "stock")) == sorted(
        (
            row["code"],
            row["location"],
            row["lot"] or "",
            row["quantity"],
            row["reserved"],
            row["quantity"] - row["reserved"],
        )
        for row in quants(bed, filled)
    )
    result = await ask(desk, "inventory.levels", place="Shelf 7", by="location")
    assert {code(row["product"]): row["on hand"] for row in rows(result, "stock")} == {
        row["code"]: row["quantity"] for row in quants(bed, filled, "l.name = 'Shelf 7'")
    }
    result = await ask(desk, "inventory.levels", products=["INV-WAX", "INV-ROPE"], by="location")
    assert any("none on hand" in note and "[INV-WAX]" in note for note in result.notes)


async def test_a_sub_category_and_each_word_count(desk: Desk) -> None:
    result = await ask(desk, "inventory.levels", search="serum NIGHT ware")
    assert "[INV-SERUM]" in result.title
    assert "Stock of no products" in (await ask(desk, "inventory.levels", search="serum rope")).title


async def test_only_products_without_stock(desk: Desk) -> None:
    result = await ask(desk, "inventory.levels", products=["INV-CARE", "INV-SCREWS"])
    assert result.tables == ()
    assert any("not storable" in note for note in result.notes)


async def test_limits_and_wrong_choices(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atlas_odoo.operations.inventory.chosen.MOST", 2)
    result = await ask(desk, "inventory.levels", search="inventory ware")
    [table] = result.tables
    assert len(table.rows) <= 2
    assert table.more is not None
    assert table.more.startswith("7 more")
    with pytest.raises(ArgumentInvalid, match="named or searched"):
        await ask(desk, "inventory.levels", products=["INV-LAMP"], search="lamp")
    with pytest.raises(RecordMissing, match="Brass lamp"):
        await ask(desk, "inventory.levels", products=["Brass lampp"])
    with pytest.raises(ReferenceAmbiguous, match="Customizable Desk"):
        await ask(desk, "inventory.levels", products=["Customizable Desk"])


async def test_products_by_code_by_name_and_by_part_of_a_name(desk: Desk, expected: Figures) -> None:
    for names in (["INV-LAMP", "INV-SERUM"], ["inv-lamp", "Night serum"], ["Brass", "INV-SERUM"]):
        result = await ask(desk, "inventory.levels", products=names)
        assert told(result) == {name: expected[""][name] for name in ("INV-LAMP", "INV-SERUM")}
    by_id = [row["product"].id for row in rows(result, "stock")]
    assert told(await ask(desk, "inventory.levels", products=[*by_id, "INV-ROPE"])).keys() == {
        "INV-LAMP",
        "INV-SERUM",
        "INV-ROPE",
    }


@pytest.mark.parametrize("by", ["product", "warehouse", "location", "lot"])
async def test_requests_do_not_grow_with_the_number_of_products(desk: Desk, sent: list[str], by: str) -> None:
    counts = []
    for names in (["INV-LAMP"], ["INV-LAMP", "INV-SERUM", "INV-ROPE", "INV-BULB", "INV-WICK", "INV-WAX"]):
        sent.clear()
        await ask(desk, "inventory.levels", products=names, by=by)
        counts.append(len(sent))
    most = {"product": 1, "warehouse": 5, "location": 2, "lot": 2}[by]  # three warehouses
    assert counts[0] == counts[1] <= most
