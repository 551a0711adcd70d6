"""How long clients may keep what they were shown."""

from __future__ import annotations

from typing import Final

from mcp.server.caching import CacheHint

from atlas_odoo.server.surface import Surface

HOUR: Final = 3_600_000
MINUTES: Final = 300_000
"""Milliseconds for which a client may keep a tenant's lists: they change with its schema, which is rare."""

FIXED: Final = CacheHint(ttl_ms=HOUR, scope="public")
"""Lists that change with the program only."""
TENANT: Final = CacheHint(ttl_ms=MINUTES, scope="private")
"""Lists of one tenant's own."""
RECORDS: Final = CacheHint(ttl_ms=0, scope="private")


def ttl(surface: Surface) -> int:
    """Milliseconds that a surface may be kept; one that only stands in for the tenant's is asked for again at once."""
    return MINUTES if surface.settled else 0
