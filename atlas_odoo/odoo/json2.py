"""JSON-2: `POST /json/2/<model>/<method>` with a bearer key. Odoo 19 and later."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from atlas_odoo.errors import AccessDenied, CredentialsInvalid, MethodMissing
from atlas_odoo.odoo.call import Call, Effect, Json
from atlas_odoo.odoo.channel import Answer, Channel
from atlas_odoo.odoo.fault_texts import error_for, unreadable
from atlas_odoo.odoo.faults import JSON2, Fault
from atlas_odoo.odoo.transport import Credentials, Wire

_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


class Json2Transport:
    """A `Transport`. Every request proves the key anew, so that nothing has to be signed in first."""

    wire = Wire.JSON2

    def __init__(self, channel: Channel, credentials: Credentials) -> None:
        self._channel = channel
        self._credentials = credentials
        self._headers: Final = {
            "Authorization": f"bearer {credentials.secret}",
            "X-Odoo-Database": credentials.database,
            "Content-Type": "application/json",
        }

    async def sign_in(self) -> int:
        """Whose key this is; the user's id.

        JSON-2 looks at the key alone, so that a login that is not the key's own has to be found out here.
        """
        context = await self.call(Call("res.users", "context_get"))
        uid = context.get("uid") if isinstance(context, dict) else None
        if not isinstance(uid, int):
            raise unreadable("res.users.context_get", Effect.READ)
        rows = await self.call(Call("res.users", "read", {"fields": ["login"]}, ids=(uid,)))
        owner = str(rows[0]["login"]) if rows else self._credentials.login
        if owner.casefold() != self._credentials.login.casefold():
            raise CredentialsInvalid(
                f"This API key belongs to the user {owner}, not to {self._credentials.login}.",
                advice=f"Use {owner} as the login, or a key of {self._credentials.login}.",
            )
        return uid

    async def call(self, call: Call) -> Json:
        """Carry out one call, once."""
        body: dict[str, Json] = dict(call.arguments)
        if call.ids is not None:
            body["ids"] = call.ids
        if context := call.context.as_odoo():
            body["context"] = context
        answer = await self._channel.send(
            "POST",
            f"/json/2/{call.model}/{call.method}",
            body=_ENCODE(body).encode(),
            headers=self._headers,
            effect=call.effect,
            timeout=call.timeout,
        )
        if answer.status != HTTPStatus.OK:
            raise error_for(JSON2, _fault(answer), call, self._credentials)
        try:
            return answer.json()
        except ValueError:
            raise unreadable(f"{call.model}.{call.method}", call.effect) from None

    async def get(self, path: str, etag: str | None) -> Answer:
        """A page of this Odoo that takes the bearer key: 200, or 304 when `etag` is still current."""
        headers = {**self._headers, "If-None-Match": etag} if etag else self._headers
        answer = await self._channel.send("GET", path, headers=headers)
        if answer.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            return answer
        if answer.status == HTTPStatus.NOT_FOUND:
            raise MethodMissing(f"This Odoo has no page {path}.")
        if answer.status == HTTPStatus.FORBIDDEN:
            raise AccessDenied(f"Odoo does not show {path} to this user.")
        raise error_for(JSON2, _fault(answer), Call(path, "GET"), self._credentials)

    async def visit(self, path: str) -> Answer:
        """A page as somebody without login sees it: the key stays here."""
        return await self._channel.send("GET", path, headers={"X-Odoo-Database": self._credentials.database})

    async def close(self) -> None:
        """Give the sockets back."""
        await self._channel.close()


def _fault(answer: Answer) -> Fault:
    """What the answer says; the name stays empty when it is a page of something else than JSON-2."""
    try:
        value = answer.json()
    except ValueError:
        value = None
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return Fault(answer.status, value["name"], str(value.get("message") or ""))
    return Fault(answer.status, "", "")
