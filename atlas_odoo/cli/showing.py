"""A saved connection as commands show it. Its secret is not part of it."""

from __future__ import annotations

from datetime import UTC, datetime

from atlas_odoo.connections.connection import Connection, SecretKind
from atlas_odoo.odoo.call import Json


def connection_document(connection: Connection) -> dict[str, Json]:
    """The connection for `--json`; times are ISO 8601 in UTC."""
    return {
        "name": connection.name,
        "active": connection.active,
        "url": connection.url,
        "database": connection.database,
        "login": connection.login,
        "uid": connection.uid,
        "version": connection.version,
        "protocol": connection.wire.value,
        "company": connection.company_name,
        "company_id": connection.company_id,
        "secret": connection.secret_kind.value,
        "key_expires": connection.key_expires.isoformat() if connection.key_expires else None,
        "allow_admin": connection.allow_admin,
        "created_at": connection.created_at.isoformat(),
        "tested_at": connection.tested_at.isoformat(),
        "id": connection.id,
    }


def connection_facts(connection: Connection) -> dict[str, str]:
    """The connection for people."""
    facts = {
        "Name": f"{connection.name} (active)" if connection.active else connection.name,
        "URL": connection.url,
        "Database": connection.database,
        "User": f"{connection.login} ({connection.uid})",
        "Company": f"{connection.company_name} ({connection.company_id})",
        "Odoo": f"{connection.version}, over {connection.wire.value.upper()}",
        "Signs in with": "an API key" if connection.secret_kind is SecretKind.API_KEY else "a password",
        "Key expires": expiry(connection),
        "Tested": moment(connection.tested_at),
        "Saved": moment(connection.created_at),
    }
    if connection.allow_admin:
        facts["Allowed"] = "administrator rights (--allow-admin)"
    return facts


def expiry(connection: Connection) -> str:
    """When the key stops working, in words."""
    if connection.key_expires is None:
        return "never"
    days = (connection.key_expires - datetime.now(UTC)).days
    when = f"{connection.key_expires:%Y-%m-%d}"
    return f"{when} (in {days} days)" if days >= 0 else f"{when} (expired)"


def moment(time: datetime) -> str:
    """A time for people, in their own zone."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
