"""The contract of the transports over TLS: what stands before Odoo in production, and another HTTP stack on our side.

A part of the suite, on Odoo 19 by JSON-2: what differs is below the protocol, which is the same one.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from atlas_odoo.odoo.client import OdooClient
from atlas_odoo.odoo.transport import Wire
from tests.bed.tenants import Tenant
from tests.contracts.test_transports import (
    opened,
    test_access_denied_names_the_groups,
    test_call_without_sign_in_before,
    test_context_is_passed_per_call,
    test_create_write_and_unlink,
    test_domain_forty_levels_deep,
    test_page_is_seen_without_login_and_with_the_database_chosen,
    test_read_by_id_leaves_out_what_is_not_there,
    test_record_that_is_gone,
    test_refusals_are_told_apart,
    test_search_read,
    test_sign_in_tells_the_users_id,
    test_two_hundred_calls_at_once,
    test_web_search_read_counts,
    test_write_that_odoo_refuses_has_not_happened,
)

__all__ = [
    "test_access_denied_names_the_groups",
    "test_call_without_sign_in_before",
    "test_context_is_passed_per_call",
    "test_create_write_and_unlink",
    "test_domain_forty_levels_deep",
    "test_page_is_seen_without_login_and_with_the_database_chosen",
    "test_read_by_id_leaves_out_what_is_not_there",
    "test_record_that_is_gone",
    "test_refusals_are_told_apart",
    "test_search_read",
    "test_sign_in_tells_the_users_id",
    "test_two_hundred_calls_at_once",
    "test_web_search_read_counts",
    "test_write_that_odoo_refuses_has_not_happened",
]
"""Run here too, with the `client` of this module."""

pytestmark = pytest.mark.parametrize(
    ("tenant", "wire"), [pytest.param(19, Wire.JSON2, id="json-2@19")], indirect=["tenant"], scope="module"
)


@pytest.fixture
async def client(
    tenant: Tenant, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[OdooClient]:
    """A client that reaches Odoo through a proxy with TLS, whose certificate authority this process trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    async with _with_tls(tenant.url, context) as url, await opened(tenant, wire, url=url) as one:
        yield one


@asynccontextmanager
async def _with_tls(upstream: str, context: ssl.SSLContext) -> AsyncIterator[str]:
    """The URL of a proxy that takes TLS off and passes bytes on."""
    where = urlsplit(upstream)
    handlers: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.add(task)
        try:
            odoo_reader, odoo_writer = await asyncio.open_connection(where.hostname, where.port)
            try:
                await asyncio.gather(_pass_on(reader, odoo_writer), _pass_on(odoo_reader, writer))
            finally:
                odoo_writer.close()
        except (OSError, asyncio.CancelledError):
            pass  # the client or the test is done
        finally:
            handlers.discard(task)
            writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def test_it_is_really_tls(client: OdooClient) -> None:
    assert client.info.url.startswith("https://")
    assert await client.sign_in()
