"""Records that lead to one that this user may not read: the page is answered all the same, on 19 and 14 alike."""

from __future__ import annotations

from typing import Any

import pytest

from atlas_odoo.errors import AccessDenied
from atlas_odoo.odoo.domain import parse
from atlas_odoo.odoo.execute_records import read, read_ids
from atlas_odoo.odoo.plan import Read, ReadIds, Spec
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.counting import counting

COUNTRY = Spec("country_id", "many2one", "res.country", (Spec("code", "char"),))
CHILDREN = Spec("child_ids", "one2many", "res.partner", (Spec("name", "char"),))
PARTNER = Spec("partner_id", "many2one", "res.partner", (Spec("email", "char"), COUNTRY, CHILDREN))
ORDER = Spec("order_id", "many2one", "sale.order", (Spec("name", "char"), PARTNER))


@pytest.fixture(scope="module")
def hidden(tenant: Tenant, bed: Bed) -> dict[str, Any]:
    """A customer whom a record rule hides, and one of this customer's orders."""
    found: dict[str, Any] = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT o.id AS order, o.partner_id AS partner, p.name FROM sale_order o JOIN res_partner p "
        "ON p.id = o.partner_id JOIN sale_order_line l ON l.order_id = o.id "
        "WHERE o.company_id = 1 AND p.id NOT IN (SELECT partner_id FROM res_users) ORDER BY o.id LIMIT 1",
    )[0]
    domain = f"[('id', '!=', {found['partner']})]"
    bed.shell(
        tenant.version,
        tenant.database,
        "env['ir.rule'].create({'name': 'hides one', 'model_id': env['ir.model']._get('res.partner').id, "
        f"'domain_force': {domain!r}}})\nenv.cr.commit()",
    )
    return found


async def test_a_hidden_partner_costs_its_own_columns_only(tenant: Tenant, bed: Bed, hidden: dict[str, Any]) -> None:
    async with counting(tenant) as client:
        page = await read(
            client, Read("sale.order", parse([["company_id", "=", 1]]), (PARTNER,), order="id", limit=200)
        )

    orders = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT o.id, o.partner_id AS partner, p.email, c.code FROM sale_order o JOIN res_partner p "
        "ON p.id = o.partner_id LEFT JOIN res_country c ON c.id = p.country_id WHERE o.company_id = 1 ORDER BY o.id",
    )
    assert page.total == len(page.records) == len(orders)
    for record, row in zip(page.records, orders, strict=True):
        partner = record["partner_id"]
        country = partner["country_id"]
        shown = partner["id"] != hidden["partner"]
        assert (record["id"], partner["id"]) == (row["id"], row["partner"])
        assert partner["email"] == (row["email"] if shown else None)
        assert (country and country["code"]) == (row["code"] if shown else None)
        assert partner["display_name"]
    (one,) = {record["partner_id"]["display_name"] for record in page.records if not _readable(record, hidden)}
    assert hidden["name"] in one


def _readable(record: dict[str, Any], hidden: dict[str, Any]) -> bool:
    return bool(record["partner_id"]["id"] != hidden["partner"])


async def test_records_by_id_too_however_deep(tenant: Tenant, bed: Bed, hidden: dict[str, Any]) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        f"SELECT id FROM sale_order_line WHERE order_id = {hidden['order']} ORDER BY id",
    )
    ids = tuple(row["id"] for row in rows)

    async with counting(tenant) as client:
        page = await read_ids(client, ReadIds("sale.order.line", ids, (ORDER,)))

    assert [record["id"] for record in page.records] == list(ids)
    partner = page.records[0]["order_id"]["partner_id"]
    assert partner["id"] == hidden["partner"]
    assert (partner["email"], partner["country_id"], list(partner["child_ids"])) == (None, None, [])


async def test_a_model_that_is_closed_is_still_told(tenant: Tenant) -> None:
    async with counting(tenant) as client:
        with pytest.raises(AccessDenied) as caught:
            await read(
                client, Read("ir.rule", (), (Spec("groups", "many2many", "res.groups", (Spec("name", "char"),)),))
            )
    assert caught.value.groups
