"""Which links are followed, and which answers are taken for a document."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.portal import document_in, path_on, pdf

SERVER = "https://erp.example.com"
PDF = b"%PDF-1.7 and so on"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/my/orders/7?access_token=ab-12&report_type=pdf", "/my/orders/7?access_token=ab-12&report_type=pdf"),
        ("https://erp.example.com/my/orders/7?a=b#top", "/my/orders/7?a=b"),
        ("/my/orders/7#https://elsewhere.example", "/my/orders/7"),
    ],
)
def test_a_link_on_the_server_is_followed(url: str, path: str) -> None:
    assert path_on(SERVER, url) == path


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/my/orders/7",
        "http://erp.example.com/my/orders/7",
        "https://erp.example.com.elsewhere.example/my",
        "https://erp.example.com:8443/my",
        "https://erp.example.com@elsewhere.example/my",
        "https://erp.example.com//elsewhere.example/my",
        "//elsewhere.example/my",
        "/\\elsewhere.example/my",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "my/orders/7",
        "/my/orders/7 HTTP/1.1\r\nHost: elsewhere.example",
        "/my/\x00",
        "",
        None,
        False,
        7,
        {"url": "/my"},
    ],
)
def test_no_other_link_is_followed(url: object) -> None:
    assert path_on(SERVER, url) is None


@given(st.text(max_size=40))
def test_what_is_followed_is_one_line_below_the_server(url: str) -> None:
    path = path_on(SERVER, url)
    assert path is None or (path.isascii() and path.isprintable() and path[0] == "/" and path[1:2] not in ("/", "\\"))


def answer(body: bytes, disposition: str = "", status: int = 200) -> Answer:
    return Answer(status, {"content-disposition": disposition}, body)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''Angebot%20S%C3%BC%C3%9F.pdf", "Angebot Süß.pdf"),
        ('attachment; filename="S00012.pdf"', "S00012.pdf"),
        ('attachment; filename="../../etc/passwd"', "_.._etc_passwd"),
        ("inline", "sale.order-7.pdf"),
        ("", "sale.order-7.pdf"),
    ],
)
def test_the_name_of_a_document_is_safe_to_save_it_by(disposition: str, name: str) -> None:
    found = document_in(answer(PDF, disposition), "sale.order-7.pdf")
    assert found is not None
    assert (found.name, found.mime_type, found.content) == (name, "application/pdf", PDF)


def archive(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def test_an_invoice_is_taken_out_of_the_archive_with_its_electronic_data() -> None:
    found = document_in(answer(archive(INV_1__xml=b"<Invoice/>", INV_1__pdf=PDF)), "x.pdf")
    assert found is not None
    assert (found.name, found.content) == ("INV_1.pdf", PDF)


@pytest.mark.parametrize(
    "other",
    [
        answer(b"<!DOCTYPE html><html>Log in</html>"),
        answer(b"<html>%PDF-1.4</html>"),
        answer(b""),
        answer(PDF, status=404),
        answer(archive(INV_1__xml=b"<Invoice/>")),
        answer(archive(INV_1__pdf=b"<html/>")),
        answer(archive(INV_1__pdf=PDF)[:-8]),
        answer(b"PK\x03\x04"),
    ],
)
def test_a_page_is_no_document(other: Answer) -> None:
    assert document_in(other, "x.pdf") is None


def test_a_packed_file_beyond_the_limit_is_not_unpacked() -> None:
    assert document_in(answer(archive(INV_1__pdf=PDF + bytes(40_000_000))), "x.pdf") is None


def test_a_packed_file_that_is_corrupt_is_no_document() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("INV_1.pdf", PDF + bytes(3000))
    body, start = packed.getvalue(), 30 + len("INV_1.pdf")
    assert document_in(answer(body), "x.pdf") is not None
    assert document_in(answer(body[:start] + b"\xff" * 10 + body[start + 10 :]), "x.pdf") is None


def test_an_archive_that_ends_before_its_file_is_no_document() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("INV_1.pdf", PDF)
    body = packed.getvalue()
    sizes = body.index(b"PK\x01\x02") + 20
    assert document_in(answer(body[:sizes] + struct.pack("<II", 5000, 5000) + body[sizes + 8 :]), "x.pdf") is None


def test_a_document_does_not_print_its_content() -> None:
    assert "so on" not in repr(pdf("a.pdf", PDF))
