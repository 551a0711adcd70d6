"""Real servers that stop, freeze and hide behind bad proxies: what a caller is told, and what happens to writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from atlas_odoo import errors
from atlas_odoo.odoo.call import Call, Effect
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import databases, probe
from atlas_odoo.odoo.transport import Credentials, ServerInfo, Wire
from tests.bed.bed import Bed
from tests.bed.private import PrivateServer
from tests.bed.tenants import Tenant
from tests.misbehaving import Exchange, Script, closed_port, forward, serving

LIMITS = Limits()
COUNT = Call("res.country", "search_count", {"domain": []})
PAGE = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


async def opened(tenant: Tenant, *, url: str | None = None, limits: Limits = LIMITS) -> OdooClient:
    info = replace(await probe(tenant.url, LIMITS), url=url or tenant.url)
    return open_client(info, Credentials(tenant.database, tenant.login, tenant.api_key), limits)


def create(name: str) -> Call:
    return Call("res.partner", "create", {"vals_list": [{"name": name}]}, effect=Effect.WRITE)


def partners(bed: Bed, tenant: Tenant, name: str) -> int:
    query = f"SELECT count(*) FROM res_partner WHERE name = '{name}'"
    return int(bed.sql(tenant.version, tenant.database, query)[0]["count"])


def passing(tenant: Tenant, otherwise: Callable[[Exchange], Script | None]) -> Script:
    """A proxy before the tenant that passes requests on unless `otherwise` has a script for them."""

    async def script(exchange: Exchange) -> None:
        instead = otherwise(exchange)
        if instead is not None:
            await instead(exchange)
            return
        await exchange.raw(await forward(exchange, tenant.url))
        exchange.writer.close()

    return script


async def bad_gateway(exchange: Exchange) -> None:
    await exchange.answer("502 Bad Gateway", PAGE, kind="text/html")


async def web_page(exchange: Exchange) -> None:
    await exchange.answer("200 OK", b"<html>Sign in to the hotel's network</html>", kind="text/html")


def is_create(exchange: Exchange) -> bool:
    return exchange.path.endswith("/create") or b'"create"' in exchange.body


# What stands at a URL -----------------------------------------------------------------------------------------


async def test_probe_and_databases(tenant: Tenant) -> None:
    info = await probe(tenant.url, LIMITS)
    assert (info.major, info.version) == (tenant.version, f"{tenant.version}.0")
    assert info.wire is (Wire.JSON2 if tenant.version == 19 else Wire.JSONRPC)
    assert tenant.database in (await databases(info, LIMITS) or ())


async def test_tls_to_a_real_odoo_without_tls(tenant: Tenant) -> None:
    with pytest.raises(errors.TLSFailure, match="does not answer in TLS") as caught:
        await probe(tenant.url.replace("http:", "https:"), LIMITS)
    assert "http://" in caught.value.advice


async def test_closed_port() -> None:
    with closed_port() as url, pytest.raises(errors.Unreachable):
        await probe(url, LIMITS)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        ("200 OK", "text/html", b"<html>It works!</html>"),
        ("404 Not Found", "text/html", b"<html>nginx</html>"),
        ("200 OK", "application/json", b'{"version": 3}'),
        ("200 OK", "application/json", b'"ok"'),
        ("401 Unauthorized", "text/plain", b""),
        ("500 Internal Server Error", "text/html", b"oops"),
    ],
)
async def test_web_server_that_is_not_odoo(status: str, kind: str, body: bytes) -> None:
    async def other(exchange: Exchange) -> None:
        await exchange.answer(status, body, kind=kind)

    async with serving(other) as server:
        with pytest.raises(errors.NotAnOdoo, match="is not an Odoo"):
            await probe(server.url, LIMITS)


def telling(version: str) -> Script:
    """A server that knows no newer way than JSON-RPC to tell its version."""
    told = b'{"jsonrpc": "2.0", "result": {"server_version": "%s"}}' % version.encode()

    async def script(exchange: Exchange) -> None:
        if exchange.path == "/jsonrpc":
            await exchange.answer("200 OK", told)
        else:
            await exchange.answer("404 Not Found", PAGE, kind="text/html")

    return script


@pytest.mark.parametrize(("version", "major"), [("12.0", 12), ("9.0c", 9), ("saas~11.3+e", 11)])
async def test_12_and_older_are_refused(version: str, major: int) -> None:
    async with serving(telling(version)) as server:
        with pytest.raises(errors.VersionNotSupported, match=f"Odoo {major}"):
            await probe(server.url, LIMITS)


@pytest.mark.parametrize(
    ("version", "major", "wire"),
    [("13.0-20200101", 13, Wire.JSONRPC), ("saas~18.4+e", 18, Wire.JSONRPC), ("saas~19.2+e", 19, Wire.JSON2)],
)
async def test_versions_in_between(version: str, major: int, wire: Wire) -> None:
    async with serving(telling(version)) as server:
        assert await probe(server.url, LIMITS) == ServerInfo(server.url, version, major, wire)


async def test_page_for_the_bearer_key_and_its_etag(tenant19: Tenant) -> None:
    async with await opened(tenant19) as client:
        page = await client.get("/doc-bearer/index.json")
        assert page.status == 200
        assert "res.partner" in {model["model"] for model in page.json()["models"]}
        again = await client.get("/doc-bearer/index.json", etag=page.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        with pytest.raises(errors.MethodMissing):
            await client.get("/doc-bearer/no.such.model.json")


async def test_redirect_to_another_server_is_not_followed_from_plain_http(tenant: Tenant) -> None:
    async def elsewhere(exchange: Exchange) -> None:
        target = tenant.url.replace("127.0.0.1", "localhost") + exchange.path
        await exchange.answer("301 Moved Permanently", b"", f"Location: {target}")

    async def same_host(exchange: Exchange) -> None:
        await exchange.answer("301 Moved Permanently", b"", f"Location: {tenant.url}{exchange.path}")

    async with serving(elsewhere) as server:
        with pytest.raises(errors.NotAnOdoo, match="another server, localhost"):
            await probe(server.url, LIMITS)
    async with serving(same_host) as server:
        assert (await probe(server.url, LIMITS)).url == tenant.url


# Proxies ------------------------------------------------------------------------------------------------------


async def test_read_outlives_two_bad_gateways(tenant: Tenant) -> None:
    script = passing(tenant, lambda one: bad_gateway if one.number <= 2 else None)
    async with serving(script) as proxy, await opened(tenant, url=proxy.url) as client:
        assert await client.call(COUNT) > 200


async def test_read_gives_up_on_a_gateway_that_stays_bad(tenant: Tenant) -> None:
    twice = replace(LIMITS, retries=2)
    async with serving(bad_gateway) as proxy, await opened(tenant, url=proxy.url, limits=twice) as client:
        with pytest.raises(errors.GatewayFault, match="502 Bad Gateway") as caught:
            await client.call(COUNT)
        assert proxy.requests == 3
        assert "<" not in caught.value.text


async def test_read_waits_as_long_as_it_is_asked_to(tenant: Tenant) -> None:
    rested = asyncio.Event()

    async def busy(exchange: Exchange) -> None:
        asyncio.get_running_loop().call_later(0.9, rested.set)
        await exchange.answer("429 Too Many Requests", b"", "Retry-After: 1", kind="text/plain")

    script = passing(tenant, lambda _: None if rested.is_set() else busy)
    once = replace(LIMITS, retries=1)  # one that comes back too early is told so again, and gives up
    async with serving(script) as proxy, await opened(tenant, url=proxy.url, limits=once) as client:
        assert await client.call(COUNT) > 200


async def test_answer_that_is_no_json(tenant: Tenant) -> None:
    async with serving(web_page) as proxy, await opened(tenant, url=proxy.url) as client:
        with pytest.raises(errors.NotAnOdoo):
            await client.call(COUNT)
        with pytest.raises(errors.NotAnOdoo):
            await client.sign_in()


@pytest.mark.parametrize("answer", [bad_gateway, web_page])
async def test_write_behind_a_bad_proxy_is_sent_once_and_unknown(tenant: Tenant, bed: Bed, answer: Script) -> None:
    name = f"behind {answer.__name__}"
    script = passing(tenant, lambda one: answer if is_create(one) else None)
    async with serving(script) as proxy, await opened(tenant, url=proxy.url) as client:
        await client.sign_in()
        before = proxy.requests
        with pytest.raises(errors.OutcomeUnknown):
            await client.call(create(name))
        assert proxy.requests == before + 1
    assert partners(bed, tenant, name) == 0


async def test_write_whose_answer_is_dropped_has_happened_once_and_is_unknown(tenant: Tenant, bed: Bed) -> None:
    async def drop_the_answer(exchange: Exchange) -> None:
        await forward(exchange, tenant.url)
        await exchange.hang_up()

    script = passing(tenant, lambda one: drop_the_answer if is_create(one) else None)
    async with serving(script) as proxy, await opened(tenant, url=proxy.url) as client:
        await client.sign_in()
        before = proxy.requests
        with pytest.raises(errors.OutcomeUnknown) as caught:
            await client.call(create("dropped answer"))
        assert proxy.requests == before + 1
        assert "Read the record" in caught.value.advice
        assert await client.call(COUNT) > 200
    assert partners(bed, tenant, "dropped answer") == 1


async def test_answer_beyond_the_limit(tenant: Tenant) -> None:
    limits = replace(LIMITS, max_answer=10_000)
    async with await opened(tenant, limits=limits) as client:
        with pytest.raises(errors.AnswerTooLarge):
            await client.call(Call("res.partner", "fields_get", {"attributes": ["string", "help", "type"]}))
        assert await client.call(COUNT) > 200


async def test_sixty_megabytes_in_place_of_an_answer(tenant: Tenant) -> None:
    sent = 0

    async def flood(exchange: Exchange) -> None:
        nonlocal sent
        await exchange.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(60):
            await exchange.raw(b"100000\r\n" + b"1" * 0x100000 + b"\r\n")
            sent += 1

    async with serving(flood) as server, await opened(tenant, url=server.url) as client:
        with pytest.raises(errors.AnswerTooLarge, match="larger than 32 MB"):
            await client.call(COUNT)
    assert sent < 50


# Servers that stop --------------------------------------------------------------------------------------------

StartServer = Callable[[Tenant], PrivateServer]


async def test_server_that_is_too_slow(tenant: Tenant, bed: Bed, private_server: StartServer) -> None:
    server = private_server(tenant)
    async with await opened(server.serving(tenant)) as client:
        await client.sign_in()
        server.freeze()
        with pytest.raises(errors.TimedOut, match="within 1 s"):
            await client.call(replace(COUNT, timeout=1.0))
        with pytest.raises(errors.OutcomeUnknown, match="within 1 s"):
            await client.call(replace(create("too slow"), timeout=1.0))
        server.thaw()
        assert await client.call(COUNT) > 200
        for _ in range(50):  # Odoo carries out what it had accepted: that is why it is unknown
            if partners(bed, tenant, "too slow"):
                break
            await asyncio.sleep(0.1)
        assert partners(bed, tenant, "too slow") == 1


async def test_server_that_dies_in_the_middle_of_a_read_and_comes_back(
    tenant: Tenant, private_server: StartServer
) -> None:
    server = private_server(tenant)
    async with await opened(server.serving(tenant)) as client:
        expected = await client.call(COUNT)
        server.freeze()
        reading = asyncio.create_task(client.call(COUNT))
        writing = asyncio.create_task(client.call(create("died")))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(server.kill)
        with pytest.raises(errors.Unreachable, match=urlsplit(server.url).netloc):
            await reading
        with pytest.raises(errors.OutcomeUnknown):
            await writing
        with pytest.raises(errors.Unreachable, match="Nothing listens"):
            await client.call(create("died"))  # never left: not unknown
        await asyncio.to_thread(server.start)
        assert await client.call(COUNT) == expected


async def test_read_under_way_survives_a_short_restart(tenant: Tenant, private_server: StartServer) -> None:
    server = private_server(tenant)
    patient = replace(LIMITS, retries=10)
    async with await opened(server.serving(tenant), limits=patient) as client:
        expected = await client.call(COUNT)
        await asyncio.to_thread(server.kill)
        reading = asyncio.create_task(client.call(COUNT))
        await asyncio.to_thread(server.start)
        assert await reading == expected
