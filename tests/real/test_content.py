"""The content of binary fields, on real servers: the very bytes, and not those of what is hidden."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.errors import AccessDenied, AnswerTooLarge, FieldHidden, ModelHidden, RecordMissing
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo.plan import Content
from atlas_odoo.policy.builtin import BUILT_IN
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk

DATA = """
import base64
partner = env['res.partner'].search([('name', '=', 'Azure Interior')])
partner.image_1920 = base64.b64encode(bytes.fromhex(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000'
    '050001a5f645400000000049454e44ae426082'))
env['ir.attachment'].create([
    {'name': 'empty.txt', 'res_model': 'res.partner', 'res_id': partner.id},
    {'name': 'odd.bin', 'raw': bytes(range(256)) * 40, 'res_model': 'res.partner', 'res_id': partner.id},
    {'name': 'huge.bin', 'raw': b'x' * 30_000_000, 'res_model': 'res.partner', 'res_id': partner.id},
])
env.cr.commit()
"""


@pytest.fixture(scope="module")
def filled(tenant: Tenant, bed: Bed) -> Tenant:
    bed.shell(tenant.version, tenant.database, DATA)
    return tenant


@pytest.fixture
async def gateway(filled: Tenant, cache: Path) -> AsyncIterator[Gateway]:
    async with open_desk(filled, cache) as desk:
        yield desk.gateway


def attachment(bed: Bed, tenant: Tenant, condition: str) -> dict[str, Any]:
    query = f"SELECT id, checksum, file_size FROM ir_attachment WHERE {condition} ORDER BY id LIMIT 1"
    return bed.sql(tenant.version, tenant.database, query)[0]


async def test_an_attachment_arrives_as_it_was_saved(gateway: Gateway, filled: Tenant, bed: Bed) -> None:
    row = attachment(bed, filled, "name = 'odd.bin'")
    content = await gateway.content(Content("ir.attachment", row["id"], "datas"))
    assert content == bytes(range(256)) * 40
    assert hashlib.sha1(content).hexdigest() == row["checksum"]  # noqa: S324 -- Odoo's own checksum


async def test_an_image_is_read_from_its_record(gateway: Gateway, filled: Tenant, bed: Bed) -> None:
    partner = bed.sql(filled.version, filled.database, "SELECT id FROM res_partner WHERE name = 'Azure Interior'")[0]
    content = await gateway.content(Content("res.partner", partner["id"], "image_1920"))
    assert content.startswith(b"\x89PNG")


async def test_an_empty_field_holds_no_bytes(gateway: Gateway, filled: Tenant, bed: Bed) -> None:
    row = attachment(bed, filled, "name = 'empty.txt'")
    assert await gateway.content(Content("ir.attachment", row["id"], "datas")) == b""


async def test_what_is_too_large_is_an_error_and_not_a_part(gateway: Gateway, filled: Tenant, bed: Bed) -> None:
    row = attachment(bed, filled, "name = 'huge.bin'")
    with pytest.raises(AnswerTooLarge):
        await gateway.content(Content("ir.attachment", row["id"], "datas"))


async def test_a_record_that_is_not_there_is_said_to_be_missing(gateway: Gateway) -> None:
    with pytest.raises(RecordMissing):
        await gateway.content(Content("ir.attachment", 99_999_999, "datas"))


async def test_an_attachment_of_a_hidden_model_is_hidden(filled: Tenant, cache: Path, bed: Bed) -> None:
    row = attachment(bed, filled, "name = 'odd.bin'")
    rules = replace(BUILT_IN, hidden_models=("res.partner",))
    async with open_desk(filled, cache, rules=rules) as desk:
        with pytest.raises(ModelHidden):
            await desk.gateway.content(Content("ir.attachment", row["id"], "datas"))


async def test_a_hidden_field_is_not_read_as_an_attachment(filled: Tenant, cache: Path, bed: Bed) -> None:
    """19 shows the attachments in which it keeps the fields of other models; 14 itself refuses them."""
    row = attachment(bed, filled, "res_model = 'res.partner' AND res_field = 'image_1920'")
    plan = Content("ir.attachment", row["id"], "datas")
    rules = replace(BUILT_IN, hidden_fields={"res.partner": ("image_1920",)})
    async with open_desk(filled, cache, rules=rules) as desk:
        with pytest.raises(FieldHidden if filled.version > 14 else AccessDenied):
            await desk.gateway.content(plan)
    if filled.version > 14:
        async with open_desk(filled, cache) as desk:
            assert await desk.gateway.content(plan)
