"""atlas-odoo: the MCP server through which AI agents work in a company's Odoo."""

__version__ = "0.1.0"
