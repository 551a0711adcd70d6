"""How commands print: lines for people, or one JSON document for programs.

Results go to standard output, errors and questions to standard error, so that a pipe gets results only.
Nothing here is heavy: every command imports it, `serve` included.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import unicodedata
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TextIO, TypeVar

import click

from atlas_odoo.errors import AtlasError
from atlas_odoo.odoo.call import Json

T = TypeVar("T")

# Text from Odoo is printed on terminals: escape sequences in a company's name must not act there.
_CONTROL: Final = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}
_COLOURS: Final = {"ok": "green", "note": "cyan", "warning": "yellow", "failed": "red"}
_EXTRAS: Final = ("groups", "near", "position", "retry_after")


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """The edge between click and asyncio: run `work` to its end in an event loop of its own."""
    return asyncio.run(work)


def plain(text: str) -> str:
    """`text` without control characters, tabs and line ends excepted."""
    return text.translate(_CONTROL)


def width(text: str) -> int:
    """Columns that `text` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def coloured(stream: TextIO) -> bool:
    """Whether colours may be sent to `stream`: only to a terminal, and not where NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def error_document(error: AtlasError) -> dict[str, Json]:
    """An error as data: code, message, advice, exit_code, and what its class adds (groups, near, ...)."""
    document: dict[str, Json] = {
        "code": error.code,
        "message": error.message,
        "advice": error.advice,
        "exit_code": error.exit_code,
    }
    for name in _EXTRAS:
        value = getattr(error, name, None)
        if value:
            document[name] = list(value) if isinstance(value, tuple) else value
    return document


def print_error(message: str, advice: str = "") -> None:
    """An error for people, on standard error: what happened, and below it what to do next."""
    colour = coloured(sys.stderr)
    click.echo(click.style("Error: ", fg="red", bold=True) + plain(message), err=True, color=colour)
    if advice:
        click.echo(plain(advice), err=True, color=colour)


def print_json(document: Json) -> None:
    """One JSON document on standard output; the only thing that a command with `--json` prints there."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(document, ensure_ascii=not readable, indent=2, default=str))


@dataclass(frozen=True, slots=True)
class Output:
    """What a command prints with; `json` is the command's `--json`.

    `line`, `step` and `table` print nothing when `json` is set; `document` prints nothing when it is not: a command
    calls both and asks nothing.
    """

    json: bool = False

    @property
    def interactive(self) -> bool:
        """Whether a person watches: progress bars make sense."""
        return not self.json and sys.stdout.isatty()

    def line(self, text: str = "", *, style: str | None = None) -> None:
        """One line for people; `style` is an outcome (ok, note, warning, failed) or `bold`."""
        if not self.json:
            self._echo(_styled(plain(text), style))

    def step(self, outcome: str, name: str, text: str, seconds: float | None = None) -> None:
        """One finished step, as it happens: outcome (ok, note, warning, failed), name, what came out, its time."""
        if self.json:
            return
        mark = _styled(f"{outcome:<7}", outcome)
        time = f"{seconds:6.2f} s" if seconds is not None else " " * 8
        self._echo(f"{mark} {click.style(time, dim=True)}  {_padded(plain(name), 20)} {plain(text)}")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Rows in aligned columns under a header."""
        if self.json:
            return
        cells = [tuple(plain(cell).replace("\n", " ") for cell in row) for row in rows]
        widths = [max(map(width, column)) for column in zip(columns, *cells, strict=True)]
        self._echo(_styled(_row(columns, widths), "bold"))
        for row in cells:
            self._echo(_row(row, widths))

    def facts(self, pairs: Mapping[str, str]) -> None:
        """Named values, one per line."""
        if self.json or not pairs:
            return
        longest = max(map(width, pairs))
        for name, value in pairs.items():
            self._echo(f"{_styled(_padded(name, longest), 'bold')}  {plain(value)}")

    def document(self, document: Json) -> None:
        """The command's result as data. Call it once: `--json` promises one document."""
        if self.json:
            print_json(document)

    def fail(self, error: AtlasError, **beside: Json) -> NoReturn:
        """End the command with `error`; with `--json`, `beside` stands next to it in the one document."""
        if not self.json:
            raise error
        print_error(error.message, error.advice)
        print_json({**beside, "error": error_document(error)})
        raise click.exceptions.Exit(error.exit_code)

    def _echo(self, text: str) -> None:
        click.echo(text, color=coloured(sys.stdout))


def _styled(text: str, style: str | None) -> str:
    if style is None:
        return text
    return click.style(text, bold=True) if style == "bold" else click.style(text, fg=_COLOURS[style])


def _padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(_padded(cell, columns) for cell, columns in zip(cells, widths, strict=True)).rstrip()
