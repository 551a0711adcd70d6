"""Connections to save. They lead nowhere: the book does not call Odoo."""

from __future__ import annotations

from datetime import UTC, datetime

from atlas_odoo.connections.connection import Connection, SecretKind
from atlas_odoo.odoo.transport import Wire

PRODUCTION = Connection(
    id="c1",
    name="Production",
    url="https://erp.example.com",
    database="erp",
    login="agent@example.com",
    uid=7,
    version="19.0",
    major=19,
    wire=Wire.JSON2,
    company_id=1,
    company_name="Ünïcode & Söhne 株式会社",
    secret_kind=SecretKind.API_KEY,
    key_expires=datetime(2027, 1, 31, 12, 30, tzinfo=UTC),
    allow_admin=False,
    active=False,
    created_at=datetime(2026, 3, 1, 8, 0, 0, 5, tzinfo=UTC),
    tested_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
)
OLD_SHOP = Connection(
    id="c2",
    name="Old shop",
    url="http://127.0.0.1:8069",
    database="shop",
    login="agent",
    uid=2,
    version="14.0",
    major=14,
    wire=Wire.JSONRPC,
    company_id=3,
    company_name="Shop",
    secret_kind=SecretKind.PASSWORD,
    key_expires=None,
    allow_admin=True,
    active=False,
    created_at=datetime(2026, 2, 1, tzinfo=UTC),
    tested_at=datetime(2026, 2, 2, tzinfo=UTC),
)
