"""The PDF of quotations, orders and invoices, on real servers.

Odoo makes PDFs with wkhtmltopdf, which not every test machine has: what needs it is skipped there, but never in CI. An
invoice whose PDF was made before is had without.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.errors import OdooError, RecordMissing, Refused
from atlas_odoo.gateway import Gateway
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk

SAVED = """
posted = [('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), ('company_id', '=', 1)]
invoice = env['account.move'].search(posted, limit=1)
for name, field, content in (
    ('INV.pdf', 'invoice_pdf_report_file', b'%PDF-1.4 saved'), ('INV.xml', 'ubl_cii_xml_file', b'<Invoice/>'),
):
    if field in invoice._fields:
        env['ir.attachment'].create({
            'name': name, 'raw': content, 'res_model': invoice._name, 'res_id': invoice.id, 'res_field': field})
env.cr.commit()
print(invoice.id)
"""
PRINTS = shutil.which("wkhtmltopdf") is not None
needs_printing = pytest.mark.skipif(not PRINTS and not os.environ.get("CI"), reason="Odoo prints with wkhtmltopdf")
cannot_print = pytest.mark.skipif(PRINTS, reason="Odoo prints here")


@pytest.fixture
async def gateway(tenant: Tenant, cache: Path) -> AsyncIterator[Gateway]:
    async with open_desk(tenant, cache) as desk:
        yield desk.gateway


def one(bed: Bed, tenant: Tenant, query: str) -> dict[str, Any]:
    return bed.sql(tenant.version, tenant.database, query)[0]


DOCUMENTS = [
    ("sale.order", "SELECT id, name FROM sale_order WHERE state = 'draft' ORDER BY id LIMIT 1"),
    ("sale.order", "SELECT id, name FROM sale_order WHERE state = 'sale' ORDER BY id LIMIT 1"),
    ("purchase.order", "SELECT id, name FROM purchase_order WHERE state = 'purchase' ORDER BY id LIMIT 1"),
    ("purchase.order", "SELECT id, name FROM purchase_order WHERE state = 'draft' ORDER BY id LIMIT 1"),
    (
        "account.move",
        "SELECT id, name FROM account_move WHERE move_type = 'out_invoice' AND state = 'posted' ORDER BY id LIMIT 1",
    ),
]


@needs_printing
@pytest.mark.parametrize(("model", "query"), DOCUMENTS)
async def test_a_record_is_had_as_a_pdf(gateway: Gateway, tenant: Tenant, bed: Bed, model: str, query: str) -> None:
    row = one(bed, tenant, query)
    found = await gateway.document(model, row["id"])
    assert (found.mime_type, found.content[:5]) == ("application/pdf", b"%PDF-")
    assert found.content.rstrip().endswith(b"%%EOF")
    assert re.sub(r"\W", "_", row["name"]) in found.name
    assert found.name.endswith(".pdf")


@cannot_print
async def test_a_pdf_that_odoo_cannot_make_is_a_clear_error(gateway: Gateway, tenant: Tenant, bed: Bed) -> None:
    row = one(bed, tenant, DOCUMENTS[0][1])
    with pytest.raises(OdooError, match=r"(?i)wkhtmltopdf|no PDF") as caught:
        await gateway.document("sale.order", row["id"])
    assert "wkhtmltopdf" in caught.value.text.lower()


async def test_the_token_of_the_link_is_nowhere_to_be_seen(
    gateway: Gateway, tenant: Tenant, bed: Bed, caplog: pytest.LogCaptureFixture
) -> None:
    row = one(bed, tenant, DOCUMENTS[0][1])
    shown = ""
    try:
        shown = repr(await gateway.document("sale.order", row["id"]))
    except OdooError as error:
        shown = f"{error.text} {error!r} {error.__cause__!r} {error.__context__!r}"
    token = one(bed, tenant, f"SELECT access_token FROM sale_order WHERE id = {row['id']}")["access_token"]
    assert len(token) > 20
    assert f"/my/orders/{row['id']}" in caplog.text
    assert token not in caplog.text
    assert token not in shown


async def test_an_invoice_that_was_made_before_comes_as_it_is(tenant19: Tenant, bed: Bed, cache: Path) -> None:
    number = int(bed.shell(19, tenant19.database, SAVED).split()[-1])
    async with open_desk(tenant19, cache) as desk:
        found = await desk.gateway.document("account.move", number)
    assert (found.name, found.content) == ("INV.pdf", b"%PDF-1.4 saved")


async def test_what_is_not_there_or_has_no_document_is_said(gateway: Gateway) -> None:
    with pytest.raises(RecordMissing):
        await gateway.document("sale.order", 99_999_999)
    with pytest.raises(Refused, match=r"sale\.order"):
        await gateway.document("stock.picking", 1)
