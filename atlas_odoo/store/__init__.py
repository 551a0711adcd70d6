"""The durable state of atlas-odoo: SQLite by default, PostgreSQL by URL."""
