"""Programs for whoever works on atlas-odoo."""
