"""Methods that compute, on real servers: their figures are those of the database, not ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.errors import Refused
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo.plan import Compute
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk

Select = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
async def gateway(tenant: Tenant, cache: Path) -> AsyncIterator[Gateway]:
    async with open_desk(tenant, cache) as desk:
        yield desk.gateway


@pytest.fixture
def select(tenant: Tenant, bed: Bed) -> Select:
    return lambda query: bed.sql(tenant.version, tenant.database, query)


async def test_a_bill_of_materials_is_told_with_its_components(
    gateway: Gateway, tenant: Tenant, select: Select
) -> None:
    bill = select(
        "SELECT b.id FROM mrp_bom b JOIN product_template t ON t.id = b.product_tmpl_id"
        " JOIN product_product p ON p.product_tmpl_id = t.id WHERE p.default_code = 'FURN_7800'"
    )[0]["id"]
    expected = {
        row["default_code"]: 5 * float(row["product_qty"])
        for row in select(
            "SELECT p.default_code, l.product_qty FROM mrp_bom_line l"
            f" JOIN product_product p ON p.id = l.product_id WHERE l.bom_id = {bill}"
        )
    }
    answer = await gateway.compute(
        Compute("report.mrp.report_bom_structure", "get_html", arguments={"bom_id": bill, "searchQty": 5})
    )
    assert answer["bom_qty"] == 5
    if tenant.version == 14:
        assert all(f"[{code}]" in answer["lines"] for code in expected)
    else:
        told = {line["name"].partition("]")[0][1:]: line["quantity"] for line in answer["lines"]["components"]}
        assert told == expected


async def test_a_method_that_is_not_on_the_list_changes_nothing(gateway: Gateway, select: Select) -> None:
    drafts = "SELECT id FROM sale_order WHERE state = 'draft' ORDER BY id"
    before = select(drafts)
    with pytest.raises(Refused, match="action_confirm"):
        await gateway.compute(Compute("sale.order", "action_confirm", ids=(before[0]["id"],)))
    assert select(drafts) == before
