"""What the transports need of HTTP: one request, one bounded answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from atlas_odoo.odoo.call import Effect, Json


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer, decoded. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Json:
        """The body as JSON. Raises ValueError when it is none."""
        return json.loads(self.body)


class Channel(Protocol):
    """HTTP to one server, within its limits."""

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
        """Send once and read the whole answer.

        Raises Unreachable, TLSFailure, TimedOut, AnswerTooLarge, NotAnOdoo (a redirect), RateLimited, GatewayFault;
        for a write, OutcomeUnknown instead of whatever leaves open whether Odoo has worked on the request.
        """
        ...

    async def close(self) -> None:
        """Give the sockets back."""
        ...
