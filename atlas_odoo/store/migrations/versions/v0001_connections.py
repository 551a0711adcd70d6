"""Connections, their sealed secrets, and which key sealed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables. There is no way back: a store from before them is an empty one."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "connections",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_folded", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("database", sa.Text, nullable=False),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("uid", sa.Integer, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("major", sa.Integer, nullable=False),
        sa.Column("wire", sa.Text, nullable=False),
        sa.Column("company_id", sa.Integer, nullable=False),
        sa.Column("company_name", sa.Text, nullable=False),
        sa.Column("secret_kind", sa.Text, nullable=False),
        sa.Column("key_expires", moment),
        sa.Column("allow_admin", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("tested_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("name_folded", name="uq_connections_name_folded"),
    )
    op.create_index(
        "uq_connections_one_active",
        "connections",
        ["active"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "connection_secrets",
        sa.Column("connection_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("connection_id", name="pk_connection_secrets"),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name="fk_connection_secrets_connection_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "seal",
        sa.Column("single", sa.Boolean, server_default=sa.text("true"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("held_by", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("single", name="pk_seal"),
        sa.CheckConstraint("single", name="single"),
    )
