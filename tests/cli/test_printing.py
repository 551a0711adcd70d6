"""What reaches the screen: text from Odoo cannot act on it, colours only where they belong, columns that line up."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.cli.output import Output, coloured, plain, width


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@given(st.text())
def test_text_from_outside_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = plain(text)
    assert len(shown) == len(text)
    assert all(sign in "\n\t" or ord(sign) >= 32 for sign in shown)
    assert not any(127 <= ord(sign) < 160 for sign in shown)


@pytest.mark.parametrize(
    ("environment", "colours"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_only_where_they_are_wanted(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], *, colours: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert coloured(Terminal()) is colours
    assert not coloured(io.StringIO())


def test_columns_line_up_with_wide_signs(capsys: pytest.CaptureFixture[str]) -> None:
    Output().table(("NAME", "CITY"), [("株式会社", "Tokyo"), ("Cafe\u0301", "Paris"), ("ACME", "Utrecht")])
    lines = capsys.readouterr().out.splitlines()
    ends = ("CITY", "Tokyo", "Paris", "Utrecht")
    assert {width(line[: line.index(end)]) for line, end in zip(lines, ends, strict=True)} == {10}


def test_json_is_the_only_thing_printed(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(json=True)
    out.line("for people")
    out.step("ok", "server", "answers", 0.1)
    out.table(("A",), [("b",)])
    out.facts({"A": "b"})
    out.document({"company": "Müller 🙂", "escape": "\x1b[2J"})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"company": "Müller 🙂", "escape": "\x1b[2J"}
    assert "\x1b" not in printed


def test_lines_are_the_only_thing_printed(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output()
    out.document({"for": "programs"})
    out.line("Fine \x1b[2Jshoes", style="bold")
    assert capsys.readouterr().out == "Fine \N{REPLACEMENT CHARACTER}[2Jshoes\n"
