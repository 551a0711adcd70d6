"""Partners by what people know of them, against the database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.operations.work import Work
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import work_at

VALUES = """
azure = env['res.partner'].search([('name', '=', 'Azure Interior')])
azure.write({'vat': 'US99999999', 'ref': 'AZ-1'})
env.cr.commit()
"""


@pytest.fixture
async def work(tenant: Tenant, prepare: Prepare, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Work]:
    prepare(tenant, VALUES)
    async with open_desk(tenant, tmp_path_factory.getbasetemp() / tenant.database) as desk:
        yield await work_at(desk)


@pytest.mark.parametrize(
    ("where", "query"),
    [
        (("name", "ilike", "azure"), "name ilike '%azure%'"),
        (("name", "=", "Azure Interior"), "name = 'Azure Interior'"),
        (("phone", "ilike", "687-3262"), "phone like '%687-3262%'"),
        (("email", "ilike", "@example.com"), "email ilike '%@example.com%'"),
        (("vat", "=", "US99999999"), "vat = 'US99999999'"),
        (("reference", "=", "AZ-1"), "ref = 'AZ-1'"),
        (("x_customer_tier", "=", "gold"), "x_customer_tier = 'gold'"),
        (("country.code", "=", "US"), "country_id = (select id from res_country where code = 'US')"),
        (("belongs_to", "=", "Azure Interior"), "parent_id = (select id from azure)"),
        (("company_partner.ref", "=", "AZ-1"), "commercial_partner_id = (select id from azure)"),
        (
            ("tags", "=", "Services"),
            (
                "id in (select partner_id from res_partner_res_partner_category_rel where category_id in"
                " (select id from res_partner_category where name::text in ('Services', '{\"en_US\": \"Services\"}')))"
            ),
        ),
    ],
)
async def test_partners_are_found_by_what_people_know_of_them(
    work: Work, tenant: Tenant, bed: Bed, where: tuple[Json, ...], query: str
) -> None:
    found = await work.find("partner", ("name",), (where,), total=True)
    expected = bed.sql(
        tenant.version,
        tenant.database,
        "with azure as (select id from res_partner where name = 'Azure Interior') select id from res_partner"
        f" where active and (company_id is null or company_id = 1) and ({query})",
    )
    ids = {row["id"] for row in expected}
    assert {record["id"] for record in found.records} == ids
    assert found.total == len(ids) > 0


async def test_one_partner_is_shown_with_contacts_and_terms(work: Work, tenant: Tenant, bed: Bed) -> None:
    partner = await work.one("partner", "Azure Interior")
    [record] = await work.get("partner", (partner.id,), work.object("partner").details)
    contacts = bed.sql(
        tenant.version, tenant.database, f"select id from res_partner where parent_id = {partner.id} and active"
    )
    assert {contact["id"] for contact in record["contacts"]} == {row["id"] for row in contacts}
    assert isinstance(record["payment_terms"], Reference)
    assert (record["vat"], record["reference"]) == ("US99999999", "AZ-1")


@pytest.mark.parametrize("reference", ["AZ-1", "US99999999", "vauxoo@yourcompany.example.com", "azure interior"])
async def test_a_partner_is_named_by_any_of_its_keys(work: Work, reference: str) -> None:
    assert (await work.one("partner", reference)).name == "Azure Interior"
