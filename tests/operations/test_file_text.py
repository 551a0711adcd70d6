"""Which files are text, and how they are read in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.operations.across.file_text import decoded, is_text, lines, part


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("text/plain", "a"),
        ("text/csv; charset=utf-8", "a.csv"),
        ("application/json", "a"),
        ("image/svg+xml", "logo.svg"),
        ("application/octet-stream", "EXPORT.CSV"),
        ("", "notes.md"),
    ],
)
def test_text_is_known_by_its_type_and_by_its_name_where_that_says_nothing(kind: str, name: str) -> None:
    assert is_text(kind, name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("application/pdf", "a.txt"), ("image/png", "a.csv"), ("application/octet-stream", "a.bin"), ("", "a")],
)
def test_other_files_are_no_text(kind: str, name: str) -> None:
    assert not is_text(kind, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_files_have(encoding: str) -> None:
    assert decoded("Größe;5 €".encode(encoding)) == "Größe;5 €"


def test_what_holds_zero_bytes_is_no_text() -> None:
    assert decoded(b"PK\x03\x04\x00\x00") is None


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    assert isinstance(decoded(content), str | None)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), max_size=30), max_size=20), st.integers(1, 80))
def test_parts_follow_one_another_until_nothing_is_left(given_lines: list[str], most: int) -> None:
    every = lines("\n".join(given_lines))
    read: list[str] = []
    while found := part(every, len(read) + 1, most):
        assert len(found) == 1 or sum(len(line.encode()) + 1 for line in found) <= most
        read += found
    assert tuple(read) == every


def test_a_very_long_line_is_broken() -> None:
    assert [len(line) for line in lines("x" * 2_500)] == [1000, 1000, 500]
