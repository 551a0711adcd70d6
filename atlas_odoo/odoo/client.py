"""The client of one connection: retries, sharing, limits. Everything above speaks to Odoo through it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self, TypeVar

from atlas_odoo.errors import (
    AccessDenied,
    CredentialsInvalid,
    DatabaseNotFound,
    KeyExpired,
    MethodMissing,
    ModelMissing,
    OdooError,
)
from atlas_odoo.odoo.call import Call, Effect, Json
from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.flight import SingleFlight
from atlas_odoo.odoo.json2 import Json2Transport
from atlas_odoo.odoo.jsonrpc import JsonRpcTransport
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.retry import delay_before
from atlas_odoo.odoo.transport import Credentials, ServerInfo, Transport, Wire
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.odoo.wire import choose_wire

_MODEL: Final = re.compile(r"[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*")
_METHOD: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode

_T = TypeVar("_T")


class OdooClient:
    """One database, as one user. Made by `open_client`; `close` it, or use it as an async context manager."""

    def __init__(
        self,
        info: ServerInfo,
        credentials: Credentials,
        limits: Limits,
        transport: Transport,
        *,
        key_expires: datetime | None = None,
    ) -> None:
        self.info = info
        self.credentials = credentials
        self._limits = limits
        self._transport = transport
        self._key_expires = key_expires
        self._flights = SingleFlight()
        self._uid: int | None = None

    @property
    def wire(self) -> Wire:
        """The protocol in use."""
        return self._transport.wire

    async def sign_in(self) -> int:
        """Prove the credentials; the user's id, remembered.

        Raises SignInFailed, DatabaseNotFound, ApiAccessDenied and the errors of the way there.
        """
        if self._uid is None:
            self._require_database()
            self._uid = int(await self._flights.run("sign_in", lambda: self._attempts(self._transport.sign_in)))
        return self._uid

    async def call(self, call: Call) -> Json:
        """The answer of Odoo to one call.

        Reads are retried when they fail in passing, and shared with identical ones under way. Writes are sent once;
        OutcomeUnknown says that nobody knows whether one was carried out.
        """
        self._require_names(call)
        if call.effect is Effect.WRITE:
            try:
                return await self._transport.call(call)
            except CredentialsInvalid as error:
                raise self._told(error) from None
        what = _ENCODE((dict(call.arguments), call.context.as_odoo()))
        key = (call.model, call.method, call.ids, call.timeout, what)
        return await self._flights.run(key, lambda: self._attempts(lambda: self._transport.call(call)))

    async def get(self, path: str, *, etag: str | None = None) -> Answer:
        """GET a page of this Odoo that takes the bearer key, such as `/doc-bearer/index.json` (19+).

        The answer is a 200, or a 304 when `etag` is still current. Raises what a call raises; MethodMissing where
        the server has no such page, and AccessDenied where the user may not see it or signs in with a password.
        """
        transport = self._transport
        if not isinstance(transport, Json2Transport):
            raise AccessDenied(f"{path} takes an API key, on Odoo 19 or later.", advice="")
        return await self._attempts(lambda: transport.get(path, etag))

    async def visit(self, path: str) -> Answer:
        """GET a page of this server that needs no login, such as a link made for customers; whatever it answers."""
        self._require_database()
        return await self._attempts(lambda: self._transport.visit(path))

    async def close(self) -> None:
        """End what is under way and give the sockets back."""
        await self._flights.close()
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _attempts(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """The result of `work`, tried again while it fails in a way that may pass."""
        attempt = 0
        while True:
            try:
                return await work()
            except CredentialsInvalid as error:
                raise self._told(error) from None
            except OdooError as error:
                attempt += 1
                delay = delay_before(attempt, error) if attempt <= self._limits.retries else None
                if delay is None:
                    raise
            await asyncio.sleep(delay)

    def _require_names(self, call: Call) -> None:
        """Nothing but names gets into a URL, and nothing is sent that cannot exist."""
        if not _MODEL.fullmatch(call.model):
            raise ModelMissing(f"{call.model!r} is not the name of a model.")
        if not _METHOD.fullmatch(call.method):
            raise MethodMissing(f"{call.method!r} is not the name of a method.")
        self._require_database()

    def _require_database(self) -> None:
        """An empty name would let 14 choose a database of its own; others do not fit into a header."""
        name = self.credentials.database
        if not (name and name.isascii() and name.isprintable()):
            raise DatabaseNotFound(f"This server has no database {name!r}.")

    def _told(self, error: CredentialsInvalid) -> CredentialsInvalid | KeyExpired:
        """Odoo answers alike for a wrong and for an expired key; the date that was saved tells them apart."""
        if self._key_expires is not None and self._key_expires <= datetime.now(UTC):
            return KeyExpired(f"The API key of {self.credentials.login} expired on {self._key_expires:%Y-%m-%d}.")
        return error


def open_client(
    info: ServerInfo,
    credentials: Credentials,
    limits: Limits,
    *,
    uid: int | None = None,
    key_expires: datetime | None = None,
) -> OdooClient:
    """A client over the protocol that server and secret allow. No I/O: sockets are made by the first request.

    `uid` (of an earlier sign-in) spares JSON-RPC its sign-in; `key_expires` (aware) tells an expired key apart from a
    wrong one.
    """
    from atlas_odoo.odoo.http import HttpChannel  # noqa: PLC0415 -- httpx is heavy, and start-up must not wait for it

    channel = HttpChannel(info.url, limits)
    transport: Transport
    if choose_wire(info, credentials) is Wire.JSON2:
        transport = Json2Transport(channel, credentials)
    else:
        silent = not dialect(info.major).faults_without_session
        transport = JsonRpcTransport(channel, credentials, uid=uid, faults_need_session=silent)
    return OdooClient(info, credentials, limits, transport, key_expires=key_expires)
