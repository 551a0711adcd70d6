"""`atlas-odoo discover`: bring the cached schema up to date."""

from __future__ import annotations

import click

from atlas_odoo.cli.discovering import discovered, discovery_document, tell
from atlas_odoo.cli.options import connection_option, json_option, settings
from atlas_odoo.cli.output import Output, run_async


@click.command(name="discover")
@connection_option
@click.option("--full", is_flag=True, help="Read everything again, even if Odoo says that nothing changed.")
@json_option
def command(*, connection: str | None, full: bool, out: Output) -> None:
    """Read the schema of the connected Odoo into the cache, and say what changed.

    When Odoo can tell that nothing changed since the last run, this is one small request. What it cannot tell are
    changed access rights and translations: `--full` sees them.
    """
    saved, discovery = run_async(discovered(settings(), connection, out, full=full))
    tell(out, saved, discovery)
    out.document(discovery_document(saved, discovery))
