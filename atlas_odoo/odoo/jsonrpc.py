"""JSON-RPC: `POST /jsonrpc`, with login and key or password. Odoo 13 to 18, and passwords on 19."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Final

from atlas_odoo.errors import CredentialsInvalid, DatabaseNotFound, OdooError, ServerFault, TwoFactorNeedsKey
from atlas_odoo.odoo.call import Call, Json
from atlas_odoo.odoo.channel import Answer, Channel
from atlas_odoo.odoo.fault_texts import error_for, unreadable
from atlas_odoo.odoo.faults import JSONRPC, Fault
from atlas_odoo.odoo.transport import Credentials, Wire
from atlas_odoo.odoo.web_session import knows_database, open_session
from atlas_odoo.odoo.wire import is_api_key

_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode
_HEADERS: Final[dict[str, str]] = {"Content-Type": "application/json"}

POSITIONAL: Final[dict[str, tuple[tuple[str, Json], ...]]] = {
    "create": (("vals_list", None),),
    "write": (("vals", None),),
    "load": (("fields", None), ("data", None)),
    "search": (("domain", None),),
    "search_count": (("domain", None),),
    "name_search": (("name", ""), ("domain", None)),
    "default_get": (("fields", None),),
}
"""Arguments that go by position, with what stands in for one that is left out before another.

Odoo renamed them between 14 and 19 (`args` became `domain`, `fields_list` became `fields`), reads the values of
`create` by position in every version, and some models name those of `write` otherwise. Callers use the names of 19.
"""
_AUTHENTICATE: Final = Call("res.users", "authenticate")


class JsonRpcTransport:
    """A `Transport`. Calls need the user's id; the first one signs in when nothing has before."""

    wire = Wire.JSONRPC

    def __init__(
        self, channel: Channel, credentials: Credentials, *, uid: int | None = None, faults_need_session: bool = False
    ) -> None:
        self._channel = channel
        self._credentials = credentials
        self._uid = uid
        self._session_wanted = faults_need_session
        self._headers = _HEADERS
        self._preparing = asyncio.Lock()

    async def sign_in(self) -> int:
        """Prove login and secret; the user's id."""
        async with self._preparing:
            await self._want_session()
            return await self._authenticate()

    async def call(self, call: Call) -> Json:
        """Carry out one call, once (and what has to come before the first)."""
        if self._uid is None or self._session_wanted:
            async with self._preparing:
                await self._want_session()
                if self._uid is None:
                    await self._authenticate()
        mine = self._credentials
        positional, named = arranged(call)
        if context := call.context.as_odoo():
            named["context"] = context
        parameters = [mine.database, self._uid, mine.secret, call.model, call.method, positional, named]
        return await self._post("/jsonrpc", _service("object", "execute_kw", parameters), call)

    async def visit(self, path: str) -> Answer:
        """A page as somebody without login sees it, in a web session of its own that has chosen the database."""
        cookie = await open_session(self._channel, self._credentials.database)
        return await self._channel.send("GET", path, headers={"Cookie": cookie} if cookie else None)

    async def close(self) -> None:
        """Give the sockets back."""
        await self._channel.close()

    async def _authenticate(self) -> int:
        mine = self._credentials
        parameters = [mine.database, mine.login, mine.secret, {}]
        try:
            uid = await self._post("/jsonrpc", _service("common", "authenticate", parameters), _AUTHENTICATE)
        except ServerFault:
            cookie = self._headers.get("Cookie")
            if cookie is None or await knows_database(self._channel, cookie):
                raise
            raise DatabaseNotFound(f"This server has no database {mine.database!r}.") from None
        if isinstance(uid, int) and uid:
            self._uid = uid
            return uid
        if not is_api_key(mine.secret) and await self._has_second_factor():
            raise TwoFactorNeedsKey(f"The account {mine.login} signs in with a second factor.")
        raise CredentialsInvalid(
            f"Odoo does not accept these credentials for {mine.login} on database {mine.database}.",
            advice="Check login and key, and that the user is active. After several failures Odoo refuses every "
            "sign-in for a minute.",
        )

    async def _want_session(self) -> None:
        if self._session_wanted:
            cookie = await open_session(self._channel, self._credentials.database)
            self._headers = {**_HEADERS, "Cookie": cookie} if cookie else _HEADERS
            self._session_wanted = False

    async def _post(self, path: str, parameters: dict[str, Json], call: Call) -> Json:
        answer = await self._channel.send(
            "POST",
            path,
            body=_ENCODE({"jsonrpc": "2.0", "method": "call", "params": parameters, "id": 1}).encode(),
            headers=self._headers,
            effect=call.effect,
            timeout=call.timeout,
        )
        try:
            value = answer.json()
        except ValueError:
            value = None
        told = isinstance(value, dict) and "jsonrpc" in value
        if told and "error" not in value and answer.status == HTTPStatus.OK:
            return value.get("result")
        if not told and answer.status == HTTPStatus.OK:
            raise unreadable(f"{call.model}.{call.method}", call.effect)
        if not told and "Cookie" in self._headers:
            self._session_wanted = True  # the session may be lost: the next call gets a new one
        raise error_for(JSONRPC, _fault(answer, value), call, self._credentials)

    async def _has_second_factor(self) -> bool:
        """Whether login and password are right and only a second factor is missing.

        `authenticate` answers false in both cases. The sign-in of the web client tells them apart: it accepts the
        password and leaves the user's id empty (seen on 14 and 19).
        """
        mine = self._credentials
        parameters = {"db": mine.database, "login": mine.login, "password": mine.secret}
        try:
            session = await self._post("/web/session/authenticate", parameters, _AUTHENTICATE)
        except OdooError:
            return False
        return isinstance(session, dict) and "uid" in session and not session["uid"]


def _service(service: str, method: str, parameters: list[Json]) -> dict[str, Json]:
    return {"service": service, "method": method, "args": parameters}


def arranged(call: Call) -> tuple[list[Json], dict[str, Json]]:
    """The arguments of `execute_kw`: by position (ids first), and by name."""
    named = dict(call.arguments)
    positional: list[Json] = [] if call.ids is None else [call.ids]
    order = POSITIONAL.get(call.method, ())
    last = max((index for index, (name, _) in enumerate(order) if name in named), default=-1)
    positional += [named.pop(name, stand_in) for name, stand_in in order[: last + 1]]
    return positional, named


def _fault(answer: Answer, value: Json) -> Fault:
    """What the answer says; the name stays empty when it is a page of something else than JSON-RPC."""
    error = value.get("error") if isinstance(value, dict) else None
    data = error.get("data") if isinstance(error, dict) else None
    if isinstance(data, dict) and isinstance(data.get("name"), str):
        return Fault(answer.status, data["name"], str(data.get("message") or ""))
    return Fault(answer.status, "", "")
