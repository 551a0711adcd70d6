"""A document of Odoo arrives at an MCP client as a resource, whole; that Odoo can print is tested elsewhere."""

from __future__ import annotations

from base64 import b64decode

import pytest
from mcp_types import BlobResourceContents, EmbeddedResource

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.cli.program import Program
from tests.e2e.serving import over_stdio, text
from tests.real.test_documents import SAVED


@pytest.fixture(scope="module")
def invoice(tenant19: Tenant, bed: Bed) -> str:
    """The number of an invoice whose PDF is saved."""
    number = int(bed.shell(19, tenant19.database, SAVED).split()[-1])
    [row] = bed.sql(19, tenant19.database, f"SELECT name FROM account_move WHERE id = {number}")
    return str(row["name"])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_pdf_arrives_as_a_resource(connected19: Program, invoice: str, mode: str) -> None:
    async with over_stdio(connected19, mode=mode) as client:
        answer = await client.call_tool("get_document", {"object": "invoice", "record": invoice})
    assert not answer.is_error, text(answer)
    assert invoice in text(answer)
    assert answer.structured_content is not None
    [resource] = [item.resource for item in answer.content if isinstance(item, EmbeddedResource)]
    assert isinstance(resource, BlobResourceContents)
    assert resource.mime_type == "application/pdf"
    assert b64decode(resource.blob) == b"%PDF-1.4 saved"
