"""URLs as people type them."""

from __future__ import annotations

import pytest

from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.odoo.address import guess_database, mend_url


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://erp.example.com", "https://erp.example.com"),
        ("https://erp.example.com/", "https://erp.example.com"),
        ("https://erp.example.com/odoo/sales/42?debug=1#top", "https://erp.example.com"),
        ("https://erp.example.com/web/login", "https://erp.example.com"),
        ("HTTPS://ERP.Example.COM", "https://erp.example.com"),
        ("https://erp.example.com:443/", "https://erp.example.com"),
        ("http://erp.example.com:80", "http://erp.example.com"),
        ("https://erp.example.com:8443", "https://erp.example.com:8443"),
        ("  mycompany.odoo.com \n", "https://mycompany.odoo.com"),
        ("erp.example.com/web", "https://erp.example.com"),
        ("erp.example.com:8069", "http://erp.example.com:8069"),  # Odoo's own port has no TLS
        ("localhost:8069/", "http://localhost:8069"),
        ("localhost", "http://localhost"),
        ("192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("8.8.8.8", "https://8.8.8.8"),
        ("http://[::1]:8069/web", "http://[::1]:8069"),
        ("erp.example.com.", "https://erp.example.com"),
        ("bücher.example", "https://bücher.example"),
    ],
)
def test_url_is_mended(typed: str, meant: str) -> None:
    assert mend_url(typed).url == meant


@pytest.mark.parametrize("typed", ["https://erp.example.com", "http://localhost:8069"])
def test_good_url_is_left_alone_without_a_word(typed: str) -> None:
    assert mend_url(typed).notes == ()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("erp.example.com", "https://"),
        ("localhost:8069", "http://"),
        ("https://erp.example.com/web#x", "left out"),
        ("https://erp.example.com/", "slash"),
    ],
)
def test_what_was_mended_is_said(typed: str, word: str) -> None:
    assert word in " ".join(mend_url(typed).notes)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "https://",
        "ftp://erp.example.com",
        "file:///etc/passwd",
        "https://erp example.com",
        "https://erp.example.com:99999",
        "https://erp.example.com:abc",
        "https://[::1",
        "/web",
        "https://erp.example.com\\@evil.example",
    ],
)
def test_what_cannot_be_a_url_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentInvalid):
        mend_url(typed)


def test_password_in_a_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(ArgumentInvalid) as caught:
        mend_url("https://admin:hunter2-hunter2@erp.example.com")
    assert "hunter2" not in caught.value.text


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("https://mycompany.odoo.com", "mycompany"),
        ("https://my-company2.odoo.com", "my-company2"),
        ("https://www.odoo.com", None),
        ("https://mycompany.dev.odoo.com", None),  # Odoo.sh: the database has a longer name
        ("https://odoo.com", None),
        ("https://mycompany.odoo.com.evil.example", None),
        ("https://erp.example.com", None),
    ],
)
def test_database_is_guessed_on_odoo_online_only(url: str, database: str | None) -> None:
    assert guess_database(url) == database
