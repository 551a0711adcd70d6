"""A saved connection, as a value. Its secret is kept apart and never part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from atlas_odoo.odoo.transport import Wire


class SecretKind(StrEnum):
    """What the integration user signs in with."""

    API_KEY = "api_key"
    PASSWORD = "password"  # noqa: S105 -- the name of a kind, not a password


@dataclass(frozen=True, slots=True)
class Connection:
    """One tenant that Test & Save has passed. `id` is ours and never changes; `name` is the display name, unique."""

    id: str
    name: str
    url: str
    database: str
    login: str
    uid: int
    version: str
    major: int
    wire: Wire
    company_id: int
    company_name: str
    secret_kind: SecretKind
    key_expires: datetime | None
    allow_admin: bool
    active: bool
    created_at: datetime
    tested_at: datetime
