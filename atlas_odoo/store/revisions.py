"""Which schema a store has, asked with one plain query: alembic is slow to import and only needed to migrate."""

from __future__ import annotations

from typing import Final

from sqlalchemy import column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from atlas_odoo.errors import StoreError

VERSION_TABLE: Final = "atlas_odoo_revision"
"""Our own name: a PostgreSQL database may be shared with another program that uses alembic."""

REVISIONS: Final = ("0001",)
"""Every revision, oldest first. A test compares them with the migrations."""

HEAD: Final = REVISIONS[-1]

_VERSION: Final = table(VERSION_TABLE, column("version_num"))
_EXISTS: Final = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'table' AND name = :name"),
    "postgresql": text("SELECT to_regclass(:name)"),
}


async def current(connection: AsyncConnection) -> str | None:
    """The revision of the store; None when there is nothing yet.

    Raises StoreError for one that this version of the program does not know.
    """
    exists = await connection.scalar(_EXISTS[connection.dialect.name], {"name": VERSION_TABLE})
    if exists is None:
        return None
    found: str | None = await connection.scalar(select(_VERSION.c.version_num))
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"The store was last used by a newer atlas-odoo (its schema is {found}, this program knows up to {HEAD}).",
            advice="Update atlas-odoo: `pip install --upgrade atlas-odoo`. Nothing was changed.",
        )
    return found
