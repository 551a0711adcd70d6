"""HTTP on real sockets, against servers that misbehave. What Odoo itself does is tested against real ones."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
import trustme

from atlas_odoo import errors
from atlas_odoo.odoo.call import Effect
from atlas_odoo.odoo.http import HttpChannel
from atlas_odoo.odoo.limits import Limits
from tests.misbehaving import Exchange, Script, closed_port, serving

QUICK = Limits(connect_timeout=1.0, read_timeout=0.4, max_answer=1_000_000)


@asynccontextmanager
async def channel(url: str, limits: Limits = QUICK) -> AsyncIterator[HttpChannel]:
    one = HttpChannel(url, limits)
    try:
        yield one
    finally:
        await one.close()


async def fine(exchange: Exchange) -> None:
    await exchange.answer()


async def silent(_: Exchange) -> None:
    await asyncio.sleep(30)


async def dripping(exchange: Exchange) -> None:
    """Never silent for long, and never done."""
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        await exchange.raw(b"x")
        await asyncio.sleep(0.05)


async def cut_in_the_head(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nConte")
    await exchange.hang_up()


async def cut_in_the_body(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1, 2")
    exchange.writer.close()


async def cut_in_the_gzip(exchange: Exchange) -> None:
    await exchange.answer("200 OK", gzip.compress(b"[1, 2, 3]" * 100)[:-20], "Content-Encoding: gzip")


async def hung_up(exchange: Exchange) -> None:
    await exchange.hang_up()


async def large(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:  # no Content-Length to see it coming by
        await exchange.raw(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


async def large_announced(exchange: Exchange) -> None:
    await exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
    await asyncio.sleep(30)


@cache
def packed_zeros(size: int) -> bytes:
    return gzip.compress(bytes(size), 9)


async def bomb(exchange: Exchange) -> None:
    """60 MB in 60 kB."""
    await exchange.answer("200 OK", packed_zeros(60_000_000), "Content-Encoding: gzip")


async def bad_gateway(exchange: Exchange) -> None:
    await exchange.answer("502 Bad Gateway", b"<html><h1>502 Bad Gateway</h1><hr>nginx</html>", kind="text/html")


async def not_http(exchange: Exchange) -> None:
    await exchange.raw(b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n")


async def not_gzip(exchange: Exchange) -> None:
    await exchange.answer("200 OK", b"plain", "Content-Encoding: gzip")


FAULTS = [
    (silent, errors.TimedOut),
    (dripping, errors.TimedOut),
    (cut_in_the_head, errors.Unreachable),
    (cut_in_the_body, errors.Unreachable),
    (cut_in_the_gzip, errors.Unreachable),
    (hung_up, errors.Unreachable),
    (large, errors.AnswerTooLarge),
    (large_announced, errors.AnswerTooLarge),
    (bomb, errors.AnswerTooLarge),
    (bad_gateway, errors.GatewayFault),
    (not_http, errors.NotAnOdoo),
    (not_gzip, errors.NotAnOdoo),
]


@pytest.mark.parametrize(("script", "kind"), FAULTS, ids=lambda one: getattr(one, "__name__", ""))
async def test_read_that_fails_says_how(script: Script, kind: type[errors.OdooError]) -> None:
    packed_zeros(60_000_000)  # before the limits run
    async with serving(script) as server, channel(server.url) as http:
        begun = time.monotonic()
        with pytest.raises(kind) as caught:
            await http.send("GET", "/")
        assert type(caught.value) is kind
        assert time.monotonic() - begun < 20.0  # the silent ones keep quiet for 30 s
        assert server.url.removeprefix("http://") in caught.value.message


@pytest.mark.parametrize("script", [script for script, _ in FAULTS])
async def test_write_whose_answer_does_not_come_is_of_unknown_outcome(script: Script) -> None:
    packed_zeros(60_000_000)
    async with serving(script) as server, channel(server.url) as http:
        with pytest.raises(errors.OutcomeUnknown):
            await http.send("POST", "/", body=b"{}", effect=Effect.WRITE)
        assert server.requests == 1


@pytest.mark.parametrize("effect", Effect)
async def test_closed_port_is_unreachable_for_a_write_too(effect: Effect) -> None:
    with closed_port() as url:
        async with channel(url) as http:
            with pytest.raises(errors.Unreachable, match=r"Nothing listens at 127\.0\.0\.1:"):
                await http.send("POST", "/", effect=effect)


async def test_host_that_does_not_exist() -> None:
    async with channel("http://nowhere.invalid") as http:
        with pytest.raises(errors.Unreachable, match=r"host name of nowhere\.invalid cannot be found"):
            await http.send("GET", "/")


@pytest.mark.parametrize("host", ["a..b", f"{'x' * 70}.example.com"])
async def test_host_that_no_name_service_could_know(host: str) -> None:
    async with channel(f"http://{host}") as http:
        with pytest.raises(errors.Unreachable, match="cannot be found"):
            await http.send("GET", "/")


async def test_proxy_of_the_environment_is_used_for_plain_http_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(fine) as proxy, serving(fine) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        async with channel("http://erp.invalid:8069") as http:
            assert (await http.send("GET", "/web/version")).status == 200
        async with channel(server.url) as http:
            await http.send("GET", "/near")
        assert proxy.paths == ["http://erp.invalid:8069/web/version"]
        assert server.paths == ["/near"]


def _tls(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that this process trusts."""
    one = trustme.CA()
    one.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return one


async def test_certificate_of_another_name(authority: trustme.CA) -> None:
    async with serving(fine, tls=_tls(authority, "erp.example.com")) as server, channel(server.url) as http:
        with pytest.raises(errors.TLSFailure, match=r"not valid for '127\.0\.0\.1'"):
            await http.send("GET", "/")
        assert server.requests == 0


async def test_certificate_that_nobody_vouches_for() -> None:
    async with serving(fine, tls=_tls(trustme.CA(), "127.0.0.1")) as server, channel(server.url) as http:
        with pytest.raises(errors.TLSFailure, match=r"certificate of 127\.0\.0\.1:") as caught:
            await http.send("GET", "/")
        assert "SSL_CERT_FILE" in caught.value.advice


async def test_good_certificate(authority: trustme.CA) -> None:
    async with serving(fine, tls=_tls(authority, "127.0.0.1")) as server, channel(server.url) as http:
        assert (await http.send("GET", "/")).status == 200


async def test_what_follows_the_question_mark_is_sent_and_never_logged(
    authority: trustme.CA, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "/my/orders/7?access_token=1f0c-hidden&report_type=pdf"
    tls = _tls(authority, "127.0.0.1")
    async with serving(fine, tls=tls) as server, serving(fine) as plain, serving(fine) as proxy:
        for url in (server.url, plain.url):
            async with channel(url) as http:
                await http.send("GET", asked)
        monkeypatch.setenv("http_proxy", proxy.url)
        async with channel("http://erp.invalid:8069") as http:
            await http.send("GET", asked)
        assert (server.paths, plain.paths) == ([asked], [asked])
        assert proxy.paths == [f"http://erp.invalid:8069{asked}"]
    assert "/my/orders/7" in caplog.text
    assert "1f0c-hidden" not in caplog.text


async def test_http_to_a_port_with_tls(authority: trustme.CA) -> None:
    tls = _tls(authority, "127.0.0.1")
    async with serving(fine, tls=tls) as server, channel(server.url.replace("https:", "http:")) as http:
        with pytest.raises((errors.Unreachable, errors.NotAnOdoo)):
            await http.send("GET", "/")


async def test_gzip_is_asked_for_and_undone() -> None:
    async def compressed(exchange: Exchange) -> None:
        assert b"gzip" in exchange.head.lower()
        await exchange.answer("200 OK", gzip.compress('{"name": "Zoë 🦊"}'.encode()), "Content-Encoding: gzip")

    async with serving(compressed) as server, channel(server.url) as http:
        assert (await http.send("GET", "/")).json() == {"name": "Zoë 🦊"}


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified"])
async def test_answer_without_a_body_may_name_its_encoding(status: str) -> None:
    async def empty(exchange: Exchange) -> None:
        await exchange.answer(status, b"", "Content-Encoding: gzip")

    async with serving(empty) as server, channel(server.url) as http:
        assert (await http.send("GET", "/")).body == b""


async def test_answer_of_exactly_the_limit_is_taken() -> None:
    async def full(exchange: Exchange) -> None:
        await exchange.answer("200 OK", b"x" * 1_000_000)

    async with serving(full) as server, channel(server.url) as http:
        assert len((await http.send("GET", "/")).body) == 1_000_000


async def test_connection_is_used_again() -> None:
    async with serving(fine) as server, channel(server.url) as http:
        for _ in range(5):
            await http.send("GET", "/")
        assert (server.requests, server.connections) == (5, 1)


async def test_cookies_of_odoo_do_not_travel() -> None:
    seen: list[bytes] = []

    async def with_cookie(exchange: Exchange) -> None:
        seen.append(exchange.head)
        await exchange.answer("200 OK", b"{}", "Set-Cookie: session_id=abc; Path=/")

    async with serving(with_cookie) as server, channel(server.url) as http:
        await http.send("GET", "/")
        await http.send("GET", "/")
    assert b"cookie" not in seen[1].lower()


async def test_no_more_than_eight_at_a_time() -> None:
    async def slow(exchange: Exchange) -> None:
        await asyncio.sleep(0.02)
        await exchange.answer()

    async with serving(slow) as server, channel(server.url, Limits()) as http:
        await asyncio.gather(*(http.send("GET", f"/{number}") for number in range(40)))
        assert server.requests == 40
        assert server.most_open == 8


async def test_cancelling_reaches_the_socket() -> None:
    async with serving(silent) as server, channel(server.url, Limits()) as http:
        task = asyncio.create_task(http.send("GET", "/"))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.gone.wait(), 1.0)


async def test_cancelled_and_timed_out_requests_give_their_places_back() -> None:
    async def slow_then_fine(exchange: Exchange) -> None:
        await (silent(exchange) if exchange.path == "/slow" else exchange.answer())

    async with serving(slow_then_fine) as server, channel(server.url, Limits(concurrency=2, read_timeout=0.2)) as http:
        for _ in range(3):
            await asyncio.gather(*(http.send("GET", "/slow") for _ in range(2)), return_exceptions=True)
        tasks = [asyncio.create_task(http.send("GET", "/slow")) for _ in range(4)]
        await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (await http.send("GET", "/")).status == 200


async def test_request_budget_holds_on_the_wire() -> None:
    begun = time.monotonic()  # before the budget exists: it counts from then on
    async with serving(fine) as server, channel(server.url, Limits(requests_per_second=20)) as http:
        await asyncio.gather(*(http.send("GET", "/") for _ in range(30)))
        assert time.monotonic() - begun >= 0.45  # 20 at once, 10 at 20 a second


async def test_retry_after_holds_back_everything_that_follows() -> None:
    async def busy_once(exchange: Exchange) -> None:
        if exchange.number == 1:
            await exchange.answer("429 Too Many Requests", b"slow down", "Retry-After: 1", kind="text/plain")
        else:
            await exchange.answer()

    async with serving(busy_once) as server, channel(server.url) as http:
        with pytest.raises(errors.RateLimited) as caught:
            await http.send("GET", "/")
        assert caught.value.retry_after == 1.0
        begun = time.monotonic()
        await asyncio.gather(http.send("GET", "/"), http.send("POST", "/", effect=Effect.WRITE))
        assert time.monotonic() - begun >= 0.9
        assert server.requests == 3


async def test_long_retry_after_is_told_at_once_and_nothing_more_is_sent() -> None:
    async def busy(exchange: Exchange) -> None:
        await exchange.answer("429 Too Many Requests", b"", "Retry-After: 3600", kind="text/plain")

    async with serving(busy) as server, channel(server.url) as http:
        for _ in range(3):
            with pytest.raises(errors.RateLimited) as caught:
                await http.send("GET", "/")
            assert caught.value.retry_after == pytest.approx(3600, abs=5)
        assert server.requests == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("Retry-After: 0", 0.0), ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("Retry-After: soon", None)],
)
async def test_forms_of_retry_after(header: str, seconds: float | None) -> None:
    async def busy(exchange: Exchange) -> None:
        await exchange.answer("429 Too Many Requests", b"", header, kind="text/plain")

    async with serving(busy) as server, channel(server.url) as http:
        with pytest.raises(errors.RateLimited) as caught:
            await http.send("GET", "/")
        assert caught.value.retry_after == seconds


async def test_closed_channel_opens_again() -> None:
    async with serving(fine) as server, channel(server.url) as http:
        await http.send("GET", "/")
        await http.close()
        assert (await http.send("GET", "/")).status == 200
