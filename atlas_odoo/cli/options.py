"""Options that several commands share, so that they read and mean the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import click

from atlas_odoo.cli.output import Output
from atlas_odoo.settings import Settings

F = TypeVar("F", bound=Callable[..., object])


def settings() -> Settings:
    """The settings of this process. Raises SettingInvalid."""
    return Settings.from_environ(os.environ)


def connection_option(function: F) -> F:
    """`--connection NAME`; the function gets `connection: str | None`, None for the active one."""
    return click.option("--connection", metavar="NAME", help="The saved connection to use (default: the active one).")(
        function
    )


def json_option(function: F) -> F:
    """`--json`; the function gets `out: Output`, which prints lines or the one document."""
    return click.option(
        "--json",
        "out",
        is_flag=True,
        callback=lambda _context, _option, wanted: Output(json=wanted),
        help="Print one JSON document instead of lines.",
    )(function)
