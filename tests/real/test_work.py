"""Business names on real servers. Expected values come from the database itself."""

from __future__ import annotations

from pathlib import Path

from atlas_odoo.odoo.plan import Reference
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.works import work_at


async def test_records_come_back_by_business_name_with_their_lines(tenant: Tenant, bed: Bed, tmp_path: Path) -> None:
    sent: list[str] = []
    async with open_desk(tenant, tmp_path, sent=sent) as desk:
        work = await work_at(desk)
        sent.clear()
        found = await work.find(
            "quotation", ("number", "customer", "customer.email", "lines.product", "lines.quantity"), total=True
        )
    assert len(sent) <= 5
    [count] = bed.sql(
        tenant.version,
        tenant.database,
        "select count(*) as n from sale_order where state in ('draft', 'sent') and company_id = 1",
    )
    assert found.total == count["n"]
    expected = {
        row["id"]: row
        for row in bed.sql(
            tenant.version,
            tenant.database,
            "select o.id, o.name, o.partner_id, p.email, array(select l.product_id from sale_order_line l "
            "where l.order_id = o.id order by l.sequence, l.id) as products "
            "from sale_order o join res_partner p on p.id = o.partner_id",
        )
    }
    for record in found.records:
        row = expected[record["id"]]
        assert isinstance(record["customer"], Reference)
        assert (record["number"], record["customer"].id) == (row["name"], row["partner_id"])
        assert record["customer.email"] == row["email"]
        assert [item["product"] and item["product"].id for item in record["lines"]] == row["products"]
