"""Business names on real servers. Expected values come from the database itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_odoo.errors import RecordMissing
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


async def test_an_id_of_something_else_is_no_answer_and_archived_records_are_one(
    tenant: Tenant, bed: Bed, tmp_path: Path
) -> None:
    def first(query: str) -> int:
        return int(bed.sql(tenant.version, tenant.database, query)[0]["id"])

    quotation = first("SELECT id FROM sale_order WHERE state = 'draft' AND company_id = 1 ORDER BY id LIMIT 1")
    order = first("SELECT id FROM sale_order WHERE state = 'sale' AND company_id = 1 ORDER BY id LIMIT 1")
    archived = first("SELECT id FROM res_partner WHERE NOT active AND name LIKE '%Template%' ORDER BY id LIMIT 1")
    sent: list[str] = []
    async with open_desk(tenant, tmp_path, sent=sent) as desk:
        work = await work_at(desk)
        for reference in (quotation, str(quotation)):
            with pytest.raises(RecordMissing, match="is no sales_order: ask for object=quotation"):
                await work.named("sales_order", (reference,), ("number",))
        with pytest.raises(RecordMissing, match="2147483648: no such record"):
            await work.named("sales_order", (2**31,), ("number",))
        sent.clear()
        records = await work.named("sales_order", (order, str(order)), ("number",))
        assert [record["id"] for record in records] == [order]
        assert len(sent) == 1
        [partner] = await work.named("partner", (str(archived),), ("email",))
    assert partner["id"] == archived
