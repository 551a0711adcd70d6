"""Cursors: where a listing goes on, bound to the query that it belongs to."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Final

from atlas_odoo.errors import CursorInvalid
from atlas_odoo.odoo.call import Json

_MARK: Final = 6
"""Bytes of the query's hash in a cursor: it keeps apart queries, not attackers, who could as well send the query."""
_OFFSET: Final = 5
"""Bytes of the position."""


def issue(offset: int, *query: Json) -> str:
    """The cursor of position `offset` in the listing that `query` describes."""
    return urlsafe_b64encode(offset.to_bytes(_OFFSET) + _hash(query)).decode().rstrip("=")


def position(cursor: str, *query: Json) -> int:
    """The offset that a cursor of this very query stands for. Raises CursorInvalid."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        raw = b""
    if len(raw) != _OFFSET + _MARK:
        raise CursorInvalid(f"{cursor[:40]!r} is not a cursor of atlas-odoo.")
    if raw[_OFFSET:] != _hash(query):
        raise CursorInvalid(
            "This cursor belongs to another query.",
            advice="Send it with the model, domain, fields and order of the call that gave it, or without cursor.",
        )
    return int.from_bytes(raw[:_OFFSET])


def _hash(query: tuple[Json, ...]) -> bytes:
    canonical = json.dumps(query, sort_keys=True, separators=(",", ":"), default=list)
    return blake2b(canonical.encode(), digest_size=_MARK).digest()
