"""`atlas-odoo serve`: the MCP server."""

from __future__ import annotations

import click

from atlas_odoo.cli.choosing import check_names, choice_options, chosen
from atlas_odoo.cli.options import connection_option, settings
from atlas_odoo.cli.output import run_async
from atlas_odoo.server.http import DEFAULT, bind
from atlas_odoo.server.process import log_to_stderr, run
from atlas_odoo.server.surface_cache import SurfaceCache


@click.command("serve")
@connection_option
@click.option(
    "--http",
    metavar="[HOST:PORT]",
    is_flag=False,
    flag_value=DEFAULT,
    help=f"Serve streamable HTTP on this machine (default: {DEFAULT}) instead of stdio.",
)
@choice_options
def command(
    connection: str | None, http: str | None, toolsets: str | None, tools: str | None, *, read_only: bool
) -> None:
    """Serve one saved connection to MCP clients: over stdio, or over HTTP with --http.

    Works without a saved connection too: every call then says how to make one, and the first call after that works.
    """
    place = bind(http) if http is not None else None
    configured = settings()
    choice = chosen(configured, toolsets, tools, read_only=read_only)
    log_to_stderr()
    if not SurfaceCache(configured, choice).served_before():
        check_names(configured, choice)
    run_async(run(configured, choice, connection, place))
