"""A desk for the pure parts of the tools: showing and describing do no I/O, so nobody stands behind its door."""

from __future__ import annotations

from typing import cast

from atlas_odoo.business.desk import Desk
from atlas_odoo.gateway import Gateway


def desk(tokens: int = 4000) -> Desk:
    """A desk of a company that counts in dollars."""
    return Desk(cast("Gateway", None), "test", "Azure", "USD", "19.0", tokens=tokens)
