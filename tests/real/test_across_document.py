"""The PDF of a record as a question: what agents get of it. How Odoo makes it is tested in test_documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.render_result import shown
from atlas_odoo.errors import RecordMissing, Refused
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk
from tests.real.test_documents import SAVED, needs_printing
from tests.real.works import ask


@pytest.fixture
async def desk(tenant: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(tenant, cache) as opened:
        yield opened


async def test_an_invoice_comes_as_a_file_with_its_name(tenant19: Tenant, bed: Bed, cache: Path) -> None:
    number = int(bed.shell(19, tenant19.database, SAVED).split()[-1])
    [row] = bed.sql(19, tenant19.database, f"SELECT name FROM account_move WHERE id = {number}")
    async with open_desk(tenant19, cache) as desk:
        result = await ask(desk, "across.document", object="invoice", record=row["name"])
    [file] = result.files
    assert (file.name, file.mime, file.data) == ("INV.pdf", "application/pdf", b"%PDF-1.4 saved")
    assert row["name"] in result.title
    assert "saved" not in shown(desk, result).text


@needs_printing
@pytest.mark.parametrize("object_", ["quotation", "sales_order", "sale.order"])
async def test_an_order_is_found_by_its_number_under_any_of_its_names(
    desk: Desk, tenant: Tenant, bed: Bed, object_: str
) -> None:
    query = "SELECT name FROM sale_order WHERE state = 'draft' AND company_id = 1 ORDER BY id LIMIT 1"
    [row] = bed.sql(tenant.version, tenant.database, query)
    [file] = (await ask(desk, "across.document", object=object_, record=row["name"])).files
    assert file.data.startswith(b"%PDF-")


async def test_what_has_no_document_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"sale\.order"):
        await ask(desk, "across.document", object="partner", record="Azure Interior")
    with pytest.raises(RecordMissing):
        await ask(desk, "across.document", object="quotation", record="S99999")
