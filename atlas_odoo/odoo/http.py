"""HTTP to one Odoo: one pool, bounded, within a budget, every failure by our own names."""

from __future__ import annotations

import asyncio
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from atlas_odoo import __version__
from atlas_odoo.errors import AnswerTooLarge, GatewayFault, OutcomeUnknown, RateLimited
from atlas_odoo.odoo.bucket import TokenBucket
from atlas_odoo.odoo.call import Effect
from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.http_faults import translate
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.plain import PlainTransport
from atlas_odoo.odoo.retry import PATIENCE
from atlas_odoo.settings import MEGABYTE

_KEEPALIVE: Final = 30.0
"""Seconds an idle socket is kept: less than what proxies before Odoo commonly allow (60 to 75)."""
_HEADERS: Final = {"User-Agent": f"atlas-odoo/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip"}
_PROXY_FAULTS: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})


class _Discreet(httpx.URL):
    """A URL that is written without its query, which may hold a token: httpx logs the URL of every request."""

    def __str__(self) -> str:
        return super().__str__().partition("?")[0]


class HttpChannel:
    """The `Channel` of a real network. The pool is made at the first request and belongs to its event loop."""

    def __init__(self, url: str, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._base = url
        self._host = urlsplit(url).netloc
        self._limits = limits
        self._clock = clock
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._bucket = TokenBucket(limits.requests_per_second, clock=clock) if limits.requests_per_second else None
        self._resume_at = 0.0
        self._client: httpx.AsyncClient | None = None

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        effect: Effect = Effect.READ,
        timeout: float | None = None,  # noqa: ASYNC109 -- the limit of one answer, enforced on the socket
    ) -> Answer:
        """Send once; see `Channel.send`. Waits for a free slot and for the budget first."""
        limit = self._limits.read_timeout if timeout is None else timeout
        connect = self._limits.connect_timeout
        async with self._slots:
            await self._turn()
            client = self._client or self._open()
            # A request made by hand carries no cookies of the client: Odoo's, beside X-Odoo-Database, would be refused.
            request = httpx.Request(
                method,
                self._base + path,
                headers={**_HEADERS, **headers} if headers else _HEADERS,
                content=body,
                extensions={"timeout": {"connect": connect, "read": limit, "write": limit, "pool": None}},
            )
            request.url = _Discreet(request.url)
            try:
                # httpx limits each read of the socket, this limits the answer as a whole.
                async with asyncio.timeout(connect + limit):
                    answer = await self._exchange(client, request)
            except httpx.HTTPError as error:
                raise translate(error, self._host, effect, limit, connect) from None
            except TimeoutError:
                raise translate(httpx.ReadTimeout(""), self._host, effect, limit, connect) from None
            except AnswerTooLarge as error:
                if effect is Effect.WRITE:
                    raise OutcomeUnknown(f"{error.message} The change may have been made.") from None
                raise
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self._slow_down(answer)
        if answer.status in _PROXY_FAULTS:
            raise self._proxy_fault(answer, effect)
        return answer

    async def close(self) -> None:
        """Give the sockets back."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _open(self) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=self._limits.concurrency, keepalive_expiry=_KEEPALIVE)
        # With a transport given, httpx looks at no proxy. Reading the certificate store takes longer than a request.
        plain = self._base.startswith("http:") and not _has_proxy(self._base)
        self._client = httpx.AsyncClient(
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else httpx.create_ssl_context(),
            limits=limits,
            transport=PlainTransport(keep=_KEEPALIVE) if plain else None,
            follow_redirects=False,
        )
        return self._client

    async def _turn(self) -> None:
        """Wait as long as the server asked to be left alone, then for the budget. Raises RateLimited."""
        wait = self._resume_at - self._clock()
        if wait > PATIENCE:
            raise RateLimited(f"{self._host} takes no requests at the moment.", retry_after=wait)
        if wait > 0:
            await asyncio.sleep(wait)
        if self._bucket is not None:
            await self._bucket.take()

    async def _exchange(self, client: httpx.AsyncClient, request: httpx.Request) -> Answer:
        response = await client.send(request, stream=True)
        try:
            body = await self._body(response)
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, body)

    async def _body(self, response: httpx.Response) -> bytes:
        most = self._limits.max_answer
        if int(response.headers.get("content-length") or 0) > most:
            raise AnswerTooLarge(_too_large(self._host, most))
        chunks = response.aiter_raw()
        if response.headers.get("content-encoding", "identity") != "identity":
            chunks = _inflated(chunks, most + 1)
        parts: list[bytes] = []
        size = 0
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise AnswerTooLarge(_too_large(self._host, most))
            parts.append(chunk)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _slow_down(self, answer: Answer) -> RateLimited:
        wait = _retry_after(answer)
        if wait is not None:
            self._resume_at = max(self._resume_at, self._clock() + wait)
        return RateLimited(f"{self._host} answered that there were too many requests.", retry_after=wait)

    def _proxy_fault(self, answer: Answer, effect: Effect) -> GatewayFault | OutcomeUnknown:
        said = f"{self._host} answered {answer.status} {HTTPStatus(answer.status).phrase}"
        if effect is Effect.WRITE:
            return OutcomeUnknown(f"{said}; Odoo may have made the change before.")
        return GatewayFault(f"{said}, in place of Odoo.")


async def _inflated(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """Gzip or zlib undone, never more than `most` bytes at once, so that a small answer cannot fill the memory."""
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    begun = False  # a 304 or an empty 200 may name the encoding of the body that it does not have
    try:
        async for chunk in chunks:
            begun = begun or bool(chunk)
            yield inflate.decompress(chunk, most)
    except zlib.error:
        raise httpx.DecodingError("not gzip") from None
    if begun and not inflate.eof:
        raise httpx.RemoteProtocolError("incomplete gzip")


def _has_proxy(url: str) -> bool:
    """Whether the environment sends `http://` requests for this host through a proxy."""
    proxies = getproxies()
    return bool(proxies.get("http") or proxies.get("all")) and not proxy_bypass(urlsplit(url).netloc)


def _retry_after(answer: Answer) -> float | None:
    """Seconds that the Retry-After header asks for, in either of its forms; None without a usable one."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _too_large(host: str, most: int) -> str:
    return f"The answer of {host} is larger than {most / MEGABYTE:g} MB and was thrown away."
