"""`python -m atlas_odoo`: the same program where no script is on the path."""

from __future__ import annotations

from atlas_odoo.cli.main import run

if __name__ == "__main__":
    run()
