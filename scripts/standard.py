"""What agents are shown of a standard Odoo, by version, from the shipped tool files and baselines."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Final

from atlas_odoo.business.binding import bound
from atlas_odoo.business.selection import Chosen
from atlas_odoo.business.tool_files import tool_files
from atlas_odoo.connections.connection import Connection, SecretKind
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.files import Loaded
from atlas_odoo.odoo.transport import Wire
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.baseline import nearest
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.surface_making import Offer, offer

NEWEST: Final = 19
VERSIONS: Final = (19, 14)
EVERYTHING: Final = Chosen()
_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def files() -> Loaded:
    """The shipped tool files."""
    return tool_files(None)


@cache
def binding(version: int) -> Binding:
    """The shipped files on a standard Odoo."""
    return bound(files().files, VisibleCatalogue(BUILT_IN, nearest(version).catalogue()))


@cache
def standard(version: int, chosen: Chosen = EVERYTHING) -> Offer:
    """What a connection to a standard Odoo of that version offers."""
    return offer(files().files, binding(version), chosen, _connection(version), Facts(currency="EUR"))


def _connection(version: int) -> Connection:
    return Connection(
        id="standard",
        name="Standard",
        url="https://erp.example.com",
        database="erp",
        login="agent",
        uid=2,
        version=f"{version}.0",
        major=version,
        wire=Wire.JSONRPC,
        company_id=1,
        company_name="Your Company",
        secret_kind=SecretKind.API_KEY,
        key_expires=None,
        allow_admin=False,
        active=True,
        created_at=_DAY,
        tested_at=_DAY,
    )
