"""YAML as tool files read it: values mean what JSON says, and every fault has its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.objects.document import Document, read
from atlas_odoo.objects.fault import Fault


def values(text: str) -> Any:
    found = read(text)
    assert isinstance(found, Document), str(found)
    return found.data


@pytest.mark.parametrize(
    "text", ["no", "on", "yes", "Off", "y", "0400", "0o17", "0x1F", "12:30", "2026-03-14", "1_000"]
)
def test_what_yaml_1_1_would_change_stays_text(text: str) -> None:
    assert values(f"[{text}]") == [text]
    assert values(f"{text}: 1") == {text: 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("-12", -12),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("'no'", "no"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!str 12", "12"),
    ],
)
def test_what_json_has_besides_text_is_read_as_json_reads_it(text: str, value: object) -> None:
    assert values(f"a: {text}") == {"a": value}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert values("null: 1\ntrue: 2\n3: 4") == {"null": 1, "true": 2, "3": 4}


def test_what_is_taken_over_stands_below_what_is_said_itself() -> None:
    text = "a: &a {x: 1, y: [1, 2]}\nb: {x: 0, <<: *a, z: 3}\nc: {<<: *a}"
    assert values(text)["b"] == {"x": 0, "y": [1, 2], "z": 3}
    assert values(text)["c"] == {"x": 1, "y": [1, 2]}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\n\tb: 2", (2, 1), "a tab"),
        ("a: b: c", (1, 5), "a colon where none is expected"),
        ("a: 1\nb: [1, 2\nc: 3", (2, 4), "not closed"),
        ("a: 1\nb: 'open\n", (2, 4), "does not end"),
        ("a:\n  b: 1\n c: 2", (3, 2), "indentation"),
        ("a: @b", (1, 4), "begins with @ stands in quotes"),
        ("a: 1\nb: 2\na: 3", (3, 1), "`a` stands here a second time"),
        ("x:\n  a: 1\n  a: 1", (3, 3), "second time"),
        ("a: 1\n---\nb: 2", (2, 1), "a second document"),
        ("a: !!python/object/apply:os.system [ls]", (1, 4), "a tag (!!python/object/apply:os.system)"),
        ("a: !!binary aGk=", (1, 4), "a tag"),
        ("? [a]\n: 1", (1, 3), "a key that is a list"),
        ("a: *nowhere", (1, 4), "no anchor"),
        ("a: &a [*a]", (1, 4), "contains itself"),
        ("a: &a {b: 1}\nc: {<<: [*a]}", (2, 9), "takes over one mapping"),
        ("a: 1\nä: \x07", (2, 4), "a control character"),
        ("- " * 60 + "x", (1, 83), "nested more than 40 levels"),
    ],
)
def test_a_fault_is_told_with_line_and_column(text: str, place: tuple[int, int], words: str) -> None:
    fault = read(text)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column) == place
    assert words in fault.message


def test_a_little_text_that_stands_for_a_huge_one_is_refused() -> None:
    text = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
    text += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    fault = read(text)
    assert isinstance(fault, Fault)
    assert "more than 50,000 values" in fault.message


def test_places_are_those_of_keys_or_values_also_of_what_is_taken_over() -> None:
    document = read("a: &a\n  x: [1,\n    {y: 2}]\nb:\n  <<: *a\n  z: 3\n")
    assert isinstance(document, Document)
    assert document.place(("a", "x", 1, "y")) == (3, 9)
    assert document.place(("a", "x"), key=True) == (2, 3)
    assert document.place(("b", "x", 0)) == (2, 7)
    assert document.place(("b", "z"), key=True) == (6, 3)
    assert document.place(("b", "z", "no", "such")) == (6, 6)
    assert document.place(("a", "x", "text_for_index")) == (2, 6)


@given(st.text(alphabet="ab:-[]{}&*<>'\"#|!%@?,. \n\t0\x85\ufeff"))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    found = read(text)
    if isinstance(found, Fault) and found.line is not None:
        assert 1 <= found.line <= len(text.splitlines()) + 1
        assert found.column is not None
        assert found.column >= 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n "])
def test_nesting_without_end_is_a_fault_and_not_the_end_of_the_process(opening: str) -> None:
    fault = read(opening * 200_000)
    assert isinstance(fault, Fault)
    assert fault.line is not None


def test_levels_that_aliases_add_count_too() -> None:
    text = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))
    fault = read(text)
    assert isinstance(fault, Fault)
    assert "nested more than 40 levels deep, with all that aliases" in fault.message
    assert fault.line == 39


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 31, "1e999", "-1e999", "0." + "1" * 5000])
def test_numbers_that_no_odoo_has_are_faults(number: str) -> None:
    fault = read(f"a: [1, {number}]")
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column) == (1, 8)
    assert values(f"a: '{number}'") == {"a": number}
