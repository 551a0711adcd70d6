"""The web session that 15 and older need before they tell what went wrong.

On a server with several databases, 13 to 15 answer a failed `/jsonrpc` call with a bare "500 Internal Server Error"
page as long as the request's session has chosen no database (seen on 14). A session without a user, got from the
sign-in page, is enough to get proper answers, and costs nothing per call.
"""

from __future__ import annotations

from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from atlas_odoo.odoo.channel import Channel

_PAGE = "/web/login"
_NAME = "session_id"


async def open_session(channel: Channel, database: str) -> str | None:
    """A `Cookie` header whose session has chosen `database`; None when the server gives none."""
    answer = await channel.send("GET", f"{_PAGE}?{urlencode({'db': database})}")
    try:
        cookie = SimpleCookie(answer.headers.get("set-cookie", "")).get(_NAME)
    except CookieError:
        return None
    return f"{_NAME}={cookie.value}" if cookie is not None else None


async def knows_database(channel: Channel, cookie: str) -> bool:
    """Whether the database that the session has chosen exists: without it the sign-in page leads elsewhere."""
    answer = await channel.send("GET", _PAGE, headers={"Cookie": cookie})
    return answer.status == HTTPStatus.OK
