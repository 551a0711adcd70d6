"""Run by alembic. The connection, and the transaction that it is in, come from `store.migrate`."""

from __future__ import annotations

from alembic import context

from atlas_odoo.store.revisions import VERSION_TABLE
from atlas_odoo.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # alembic believes that SQLite cannot; with our own BEGIN it does
)
context.run_migrations()
