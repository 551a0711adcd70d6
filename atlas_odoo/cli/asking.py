"""Questions to the person at the terminal. They go to standard error: standard output is for results."""

from __future__ import annotations

import os
import sys

import click

from atlas_odoo.cli.output import plain
from atlas_odoo.connections.check_values import Question
from atlas_odoo.errors import ArgumentInvalid


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def ask_text(label: str, suggestion: str | None = None, *, may_be_empty: bool = False) -> str:
    """One line of text."""
    default = "" if may_be_empty and suggestion is None else suggestion
    answer: str = click.prompt(label, default=default, show_default=bool(default), err=True)
    return answer.strip()


def ask_secret(label: str = "API key") -> str:
    """A secret, not shown while it is typed."""
    answer: str = click.prompt(label, hide_input=True, err=True)
    return answer.strip()


def confirmed(question: str) -> bool:
    """A yes or a no; no when only Enter is pressed."""
    return click.confirm(plain(question), default=False, err=True)


def secret_from_stdin() -> str:
    """The first line of standard input; asked for when that is a terminal. Raises ArgumentInvalid when it is empty."""
    secret = ask_secret() if can_ask() else sys.stdin.readline().strip()
    if not secret:
        raise ArgumentInvalid(
            "Standard input is empty, where --api-key-stdin expects the API key.",
            advice="Pipe the key in: `printf %s KEY | atlas-odoo ... --api-key-stdin`.",
        )
    return secret


def secret_from_environment() -> str | None:
    """`ODOO_API_KEY`, or None. There is no option for it: options are seen in process lists and shell histories."""
    return os.environ.get("ODOO_API_KEY", "").strip() or None


def answer(question: Question) -> str | None:
    """The person's answer to a question of Test & Save; None where nobody can be asked."""
    if not can_ask():
        return None
    if not question.options:
        return ask_text(question.text)
    for number, option in enumerate(question.options, start=1):
        click.echo(f"  {number}  {plain(option.label)}{f' ({option.hint})' if option.hint else ''}", err=True)
    suggested = str(question.options.index(question.suggestion) + 1) if question.suggestion else None
    while True:
        text = ask_text(f"{question.text} (number or name)", suggested)
        for number, option in enumerate(question.options, start=1):
            if text == str(number) or text.casefold() == option.label.casefold():
                return option.value
        click.echo("This is none of them.", err=True)
