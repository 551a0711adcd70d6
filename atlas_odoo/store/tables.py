"""The tables, as SQLAlchemy Core sees them. The migrations create them; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment, always aware and in UTC on the Python side, whatever the database keeps.

    SQLite has no zones: there the UTC wall time is stored. A naive datetime is a bug and refused with ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database; PostgreSQL answers in the session's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

connections: Final = Table(
    "connections",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    # The name as it is compared: databases disagree about upper and lower case beyond ASCII, so Python folds it.
    Column("name_folded", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("database", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("uid", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("major", Integer, nullable=False),
    Column("wire", Text, nullable=False),
    Column("company_id", Integer, nullable=False),
    Column("company_name", Text, nullable=False),
    Column("secret_kind", Text, nullable=False),
    Column("key_expires", Instant),
    Column("allow_admin", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("tested_at", Instant, nullable=False),
    # At most one row with active = true, whoever writes.
    Index(
        "uq_connections_one_active",
        "active",
        unique=True,
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
)

connection_secrets: Final = Table(
    "connection_secrets",
    metadata,
    Column("connection_id", String(64), ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", Text, nullable=False),
)

# One row: which key seals the secrets of this store, and where it is kept. Never the key itself.
seal: Final = Table(
    "seal",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("source", Text, nullable=False),
    Column("held_by", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("since", Instant, nullable=False),
    CheckConstraint("single", name="single"),
)
