"""The `atlas-odoo` program: one command per file, the only part that is synchronous."""
