"""`atlas-odoo serve`: the MCP server."""

from __future__ import annotations

import click

from atlas_odoo.business.chosen import Chosen
from atlas_odoo.cli.options import connection_option, settings
from atlas_odoo.cli.output import run_async
from atlas_odoo.server.http import DEFAULT, bind
from atlas_odoo.server.running import log_to_stderr, run
from atlas_odoo.settings import Settings, separated


@click.command("serve")
@connection_option
@click.option(
    "--http",
    metavar="[HOST:PORT]",
    is_flag=False,
    flag_value=DEFAULT,
    help=f"Serve streamable HTTP on this machine (default: {DEFAULT}) instead of stdio.",
)
@click.option("--toolsets", metavar="NAMES", help="Offer these toolsets only, separated by commas: sales,inventory.")
@click.option("--tools", metavar="NAMES", help="Offer these tools too, or these only where no toolsets are named.")
@click.option("--read-only", is_flag=True, help="Offer no tool that changes something.")
def command(
    connection: str | None, http: str | None, toolsets: str | None, tools: str | None, *, read_only: bool
) -> None:
    """Serve one saved connection to MCP clients: over stdio, or over HTTP with --http.

    Works without a saved connection too: every call then says how to make one, and the first call after that works.
    """
    place = bind(http) if http is not None else None
    configured = settings()
    chosen = _chosen(configured, toolsets, tools, read_only=read_only)
    log_to_stderr()
    if not chosen.everything:
        _check(configured, chosen)
    run_async(run(configured, chosen, connection, place))


def _chosen(configured: Settings, toolsets: str | None, tools: str | None, *, read_only: bool) -> Chosen:
    """What the options say; what they leave open is as the settings say. Naming tools or toolsets replaces both."""
    if toolsets is None and tools is None:
        named = configured.toolsets, configured.enabled_tools
    else:
        named = separated(toolsets or ""), separated(tools or "")
    return Chosen(*named, read_only=read_only or configured.read_only)


def _check(configured: Settings, chosen: Chosen) -> None:
    """Refuse names that nothing has before anything is served. Raises SettingInvalid."""
    from atlas_odoo.business.choosing import check  # noqa: PLC0415 -- heavy, and most servers offer everything
    from atlas_odoo.business.toolbox import TOOLS  # noqa: PLC0415 -- as above
    from atlas_odoo.operations.registry import tool_files  # noqa: PLC0415 -- as above

    check(chosen, tool_files(configured).files, [tool.name for tool in TOOLS])
