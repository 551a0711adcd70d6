"""Speaking to Odoo: calls, transports, faults, domains, version differences."""
