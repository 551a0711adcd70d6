"""The files of a record, against what the database holds of them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.render_result import shown
from atlas_odoo.errors import ArgumentInvalid, RecordMissing, ReferenceAmbiguous
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.real.conftest import Prepare
from tests.real.desks import open_desk
from tests.real.works import ask, rows

PNG = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
DATA = f"""
partner = env['res.partner'].search([('name', '=', 'Azure Interior')])
empty = env['res.partner'].create({{'name': 'No Files Here'}})
def attach(name, content, kind=None, to=partner):
    values = {{'name': name, 'raw': content, 'res_model': to._name, 'res_id': to.id}}
    env['ir.attachment'].create({{**values, **({{'mimetype': kind}} if kind else {{}})}})
attach('prices.csv', 'code;price\\nA|1;5 €\\n'.encode('cp1252'), 'text/csv')
attach('long.txt', b''.join(b'line %05d of a long text\\n' % number for number in range(1, 2001)), 'text/plain')
attach('page.html', b'<p>Hello <b>you</b></p><script>x()</script>', 'text/html')
attach('dot.png', bytes.fromhex('{PNG}'), 'image/png')
attach('contract.pdf', b'%PDF-1.4 not really', 'application/pdf')
attach('data.json', b'{{"a": [1, 2]}}', 'application/json')
attach('huge.txt', b'x' * 11_000_000, 'text/plain')
attach('twice.txt', b'one', 'text/plain')
attach('twice.txt', b'two', 'text/plain')
env['ir.attachment'].create({{'name': 'Elsewhere', 'type': 'url', 'url': 'https://files.example/a',
    'res_model': 'res.partner', 'res_id': partner.id}})
product = env['product.product'].search([('default_code', '=', 'E-COM11')])
attach('manual.txt', b'Turn it on.', 'text/plain', product.product_tmpl_id)
partner.image_1920 = __import__('base64').b64encode(bytes.fromhex('{PNG}'))
env.cr.commit()
"""
AZURE: dict[str, Any] = {"object": "partner", "record": "Azure Interior"}


@pytest.fixture
def prepared(tenant: Tenant, prepare: Prepare) -> Tenant:
    return prepare(tenant, DATA)


@pytest.fixture
async def desk(prepared: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(prepared, cache) as opened:
        yield opened


def files_of_azure(bed: Bed, tenant: Tenant) -> list[dict[str, Any]]:
    return bed.sql(
        tenant.version,
        tenant.database,
        "SELECT a.id, a.name, a.mimetype, a.checksum FROM ir_attachment a JOIN res_partner p ON p.id = a.res_id"
        " WHERE a.res_model = 'res.partner' AND a.res_field IS NULL AND p.name = 'Azure Interior'",
    )


async def test_the_files_of_a_record_are_listed_without_its_own_images(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    result = await ask(desk, "across.attachments", **AZURE)
    expected = files_of_azure(bed, prepared)
    listed = rows(result, "files")
    assert {(item["file"].id, item["file"].name) for item in listed} == {(row["id"], row["name"]) for row in expected}
    kinds = {item["file"].name: item["type"] for item in listed}
    assert kinds["prices.csv"] == "text/csv"
    assert kinds["Elsewhere"] == "link to https://files.example/a"
    assert next(item["size"] for item in listed if item["file"].name == "huge.txt") == "10.5 MB"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prices.csv", ["code;price", "A|1;5 €"]),
        ("data.json", ['{"a": [1, 2]}']),
        ("page.html", ["Hello you"]),
    ],
)
async def test_the_text_of_a_file_is_read(desk: Desk, name: str, text: list[str]) -> None:
    result = await ask(desk, "across.attachments", **AZURE, read=name)
    assert [line for (line,) in result.tables[0].rows] == text
    assert result.untrusted
    assert not result.files


async def test_a_long_text_is_read_in_parts(desk: Desk) -> None:
    first = (await ask(desk, "across.attachments", **AZURE, read="long.txt")).tables[0]
    assert first.rows[0] == ["line 00001 of a long text"]
    count = len(first.rows)
    assert f"from_line={count + 1}" in (first.more or "")
    second = (await ask(desk, "across.attachments", **AZURE, read="long.txt", from_line=count + 1)).tables[0]
    assert second.rows[0] == [f"line {count + 1:05d} of a long text"]
    last = (await ask(desk, "across.attachments", **AZURE, read="long.txt", from_line=1999)).tables[0]
    assert (len(last.rows), last.more) == (2, None)
    beyond = await ask(desk, "across.attachments", **AZURE, read="long.txt", from_line=2001)
    assert "2000 lines" in beyond.notes[0]


async def test_a_part_of_a_text_fits_into_an_answer_uncut(desk: Desk) -> None:
    result = await ask(desk, "across.attachments", **AZURE, read="long.txt")
    text = shown(desk, result).text
    assert all(line in text for (line,) in result.tables[0].rows)


async def test_an_image_comes_as_an_image(desk: Desk) -> None:
    [file] = (await ask(desk, "across.attachments", **AZURE, read="dot.png")).files
    assert (file.name, file.mime, file.data.hex()) == ("dot.png", "image/png", PNG)


async def test_a_pdf_is_said_to_be_binary_and_had_by_download(desk: Desk, prepared: Tenant, bed: Bed) -> None:
    told = await ask(desk, "across.attachments", **AZURE, read="contract.pdf")
    assert "download" in told.notes[0]
    assert not told.files
    [file] = (await ask(desk, "across.attachments", **AZURE, read="contract.pdf", download=True)).files
    row = next(row for row in files_of_azure(bed, prepared) if row["name"] == "contract.pdf")
    assert file.mime == "application/pdf"
    assert hashlib.sha1(file.data).hexdigest() == row["checksum"]  # noqa: S324 -- Odoo's own checksum


async def test_a_file_that_is_too_large_is_not_fetched(prepared: Tenant, cache: Path) -> None:
    sent: list[str] = []
    async with open_desk(prepared, cache, sent=sent) as desk:
        with pytest.raises(ArgumentInvalid, match=r"10\.5 MB"):
            await ask(desk, "across.attachments", **AZURE, read="huge.txt")
    assert sent.count("read") + sent.count("web_read") <= 1


async def test_names_that_mean_no_file_or_several_are_said(desk: Desk) -> None:
    with pytest.raises(RecordMissing) as missing:
        await ask(desk, "across.attachments", **AZURE, read="nothing.txt")
    assert "prices.csv" in missing.value.advice
    with pytest.raises(ReferenceAmbiguous):
        await ask(desk, "across.attachments", **AZURE, read="twice.txt")


async def test_the_files_of_another_record_are_not_read_through_this_one(
    desk: Desk, prepared: Tenant, bed: Bed
) -> None:
    number = files_of_azure(bed, prepared)[0]["id"]
    with pytest.raises(RecordMissing):
        await ask(desk, "across.attachments", object="partner", record="No Files Here", read=number)


async def test_a_product_has_the_files_of_its_template(desk: Desk) -> None:
    result = await ask(desk, "across.attachments", object="product", record="E-COM11", read="manual.txt")
    assert result.tables[0].rows == [["Turn it on."]]


async def test_a_record_without_files_says_so(desk: Desk) -> None:
    result = await ask(desk, "across.attachments", object="partner", record="No Files Here")
    assert result.title.endswith("0 files")
