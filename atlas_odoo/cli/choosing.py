"""Options that choose among the tools, for the commands that offer and that show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from atlas_odoo.business.selection import Chosen
from atlas_odoo.settings import Settings, separated

F = TypeVar("F", bound=Callable[..., object])


def choice_options(function: F) -> F:
    """`--toolsets`, `--tools` and `--read-only`; the function gets `toolsets`, `tools` and `read_only` for `chosen`."""
    for option in (
        click.option("--read-only", is_flag=True, help="Offer no tool that changes something."),
        click.option("--tools", metavar="NAMES", help="Offer these tools too, or only these without --toolsets."),
        click.option("--toolsets", metavar="NAMES", help="Offer these toolsets only, such as sales,inventory."),
    ):
        function = option(function)
    return function


def chosen(configured: Settings, toolsets: str | None, tools: str | None, *, read_only: bool) -> Chosen:
    """What the options say; what they leave open is as the settings say. Naming tools or toolsets replaces both."""
    if toolsets is None and tools is None:
        named = configured.toolsets, configured.enabled_tools
    else:
        named = separated(toolsets or ""), separated(tools or "")
    return Chosen(*named, read_only=read_only or configured.read_only)


def check_names(configured: Settings, choice: Chosen) -> None:
    """Refuse names that nothing has, before anything is done with them. Raises SettingInvalid."""
    if choice.everything:
        return
    from atlas_odoo.business.selection import check  # noqa: PLC0415 -- heavy, and most servers offer everything
    from atlas_odoo.business.tool_files import tool_files  # noqa: PLC0415 -- as above
    from atlas_odoo.business.toolbox import TOOLS  # noqa: PLC0415 -- as above

    check(choice, tool_files(configured.own_tools).files, [tool.name for tool in TOOLS])
