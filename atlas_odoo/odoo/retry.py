"""When a read is tried again, and after how long."""

from __future__ import annotations

import random
from typing import Final

from atlas_odoo.errors import GatewayFault, OdooError, RateLimited, RecordLocked, Unreachable

PATIENCE: Final = 10.0
"""Seconds that a Retry-After may ask for; beyond, the caller is told instead of kept waiting."""
_FIRST: Final = 0.2
_LONGEST: Final = 4.0
_PASSING: Final = (Unreachable, GatewayFault, RecordLocked, RateLimited)


def delay_before(attempt: int, error: OdooError, *, jitter: float | None = None) -> float | None:
    """Seconds to wait before retry number `attempt` (from 1) of a read that failed with `error`; None: do not retry.

    The wait doubles up to a cap, and half of it is random (`jitter`, 0 to 1), so that many clients of a server that
    restarts do not come back all at once. A time-out is not retried: the server has had its time.
    """
    if not isinstance(error, _PASSING):
        return None
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return error.retry_after if error.retry_after <= PATIENCE else None
    spread = random.random() if jitter is None else jitter  # noqa: S311 -- spreads load, guards nothing
    longest: float = min(_LONGEST, _FIRST * 2.0 ** (attempt - 1))
    return longest * (0.5 + 0.5 * spread)
