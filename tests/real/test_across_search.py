"""One text over everything, against what the database holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import ArgumentInvalid, ModelMissing
from atlas_odoo.operations.across import search
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import ask, rows, work_at

DATA = """
partner = env['res.partner'].search([('name', '=', 'Azure Interior')])
for name in ('Zebrafish', 'Zebrafish Trading', 'North Zebrafish', 'Fish of the Zebra'):
    env['res.partner'].create({'name': name})
env['res.partner'].create({'name': 'Shut Down Zebrafish', 'active': False})
env['product.product'].create({'name': 'Tank', 'default_code': 'ZEBRAFISH-1'})
env['product.product'].create({'name': '100% wool_mix'})
env['sale.order'].create({'partner_id': partner.id, 'client_order_ref': 'for the zebrafish', 'company_id': 1})
env.cr.commit()
"""


@pytest.fixture
def prepared(tenant: Tenant, prepare: Prepare) -> Tenant:
    return prepare(tenant, DATA)


@pytest.fixture
async def desk(prepared: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(prepared, cache) as opened:
        yield opened


def ids(bed: Bed, tenant: Tenant, query: str) -> list[int]:
    return [row["id"] for row in bed.sql(tenant.version, tenant.database, query)]


async def hits(desk: Desk, text: str, **more: Any) -> list[tuple[str, int]]:
    result = await ask(desk, "across.search", text=text, **more)
    return [(row["object"], row["record"].id) for row in rows(result, "hits")] if result.tables else []


async def test_a_name_is_found_in_every_kind_of_record(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    found = [*await hits(desk, "zebrafish"), *await hits(desk, "zebrafish", objects=["partner"])]
    partners = ids(bed, prepared, "SELECT id FROM res_partner WHERE name ILIKE '%zebrafish%' AND active")
    products = ids(bed, prepared, "SELECT id FROM product_product WHERE default_code = 'ZEBRAFISH-1'")
    orders = ids(bed, prepared, "SELECT id FROM sale_order WHERE client_order_ref = 'for the zebrafish'")
    assert {number for name, number in found if name == "partner"} == set(partners)
    assert ("product", products[0]) in found
    assert ("quotation", orders[0]) in found


async def test_the_best_hits_come_first(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    found = await hits(desk, "Zebrafish", objects=["partner"])
    exact, start = (
        ids(bed, prepared, f"SELECT id FROM res_partner WHERE name = '{name}'")[0]
        for name in ("Zebrafish", "Zebrafish Trading")
    )
    assert found[:2] == [("partner", exact), ("partner", start)]
    assert (await hits(desk, "zebrafish"))[0] == ("partner", exact)


async def test_few_hits_are_shown_of_each_and_the_rest_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_HITS", 2)
    result = await ask(desk, "across.search", text="zebrafish")
    names = [row["object"] for row in rows(result, "hits")]
    assert names.count("partner") == 2
    assert any("partner" in note and "find_records" in note for note in result.notes)


async def test_words_may_stand_in_another_order(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    azure = ids(bed, prepared, "SELECT id FROM res_partner WHERE name = 'Azure Interior'")
    assert ("partner", azure[0]) in await hits(desk, "interior  azure")


async def test_a_number_finds_its_document_once(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    [row] = bed.sql(
        prepared.version,
        prepared.database,
        "SELECT p.id, p.name FROM stock_picking p JOIN stock_picking_type t ON t.id = p.picking_type_id"
        " WHERE t.code = 'outgoing' AND p.company_id = 1 ORDER BY p.id LIMIT 1",
    )
    found = await hits(desk, row["name"])
    assert [number for name, number in found if name in {"transfer", "delivery"}] == [row["id"]]


@pytest.mark.parametrize("text", ["100%", "wool_m"])
async def test_signs_that_databases_take_for_anything_stand_for_themselves(
    desk: Desk, prepared: Tenant, bed: Bed, text: str
) -> None:
    wool = ids(bed, prepared, "SELECT p.id FROM product_product p ORDER BY p.id DESC LIMIT 1")
    found = await hits(desk, text)
    assert [number for name, number in found if name == "product"] == wool


async def test_nothing_found_is_no_error(desk: Desk) -> None:
    result = await ask(desk, "across.search", text="no such thing anywhere")
    assert "0 hits" in result.title


async def test_each_object_costs_one_call(prepared: Tenant, cache: Path) -> None:
    sent: list[str] = []
    async with open_desk(prepared, cache, sent=sent) as desk:
        objects = (await work_at(desk)).binding.objects.values()
        sent.clear()
        await ask(desk, "across.search", text="zebrafish")
    assert len(sent) == sum(1 for bound in objects if bound.keys)


async def test_a_person_who_may_not_read_everything_finds_the_rest(prepared: Tenant, cache: Path) -> None:
    async with open_desk(prepared, cache, person=prepared.people["clerk"]) as desk:
        assert "partner" in {name for name, _ in await hits(desk, "zebrafish")}


async def test_what_cannot_be_searched_is_said(desk: Desk) -> None:
    with pytest.raises(ArgumentInvalid):
        await ask(desk, "across.search", text=" a ")
    with pytest.raises(ModelMissing):
        await ask(desk, "across.search", text="abc", objects=["spaceship"])
