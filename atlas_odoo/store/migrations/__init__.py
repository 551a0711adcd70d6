"""Migrations, run by `store.migrate` with alembic."""
