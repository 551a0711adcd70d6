"""A budget of requests per second, as a token bucket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class TokenBucket:
    """Lets `rate` requests through per second, after a first burst of at most one second's worth.

    Tokens are taken in advance: whoever comes while the bucket is empty gets a later turn, first come, first served,
    so that the budget holds however many wait.
    """

    def __init__(
        self,
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate = rate
        self._capacity = max(1.0, rate)
        self._clock = clock
        self._sleep = sleep
        self._tokens = self._capacity
        self._at = clock()

    def reserve(self) -> float:
        """Take one token; the seconds until it may be used."""
        now = self._clock()
        self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._rate) - 1.0
        self._at = now
        return max(0.0, -self._tokens / self._rate)

    async def take(self) -> None:
        """Wait for the next token. Cancelled while waiting, the token goes back."""
        delay = self.reserve()
        if not delay:
            return
        try:
            await self._sleep(delay)
        except asyncio.CancelledError:
            self._tokens += 1.0
            raise
