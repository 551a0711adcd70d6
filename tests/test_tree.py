"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "atlas_odoo"
SOURCES = sorted(PACKAGE.rglob("*.py"))

BROAD_EXCEPT_ALLOWED = {"cli/main.py", "server/app.py"}
"""The outermost edges of the two kinds of process."""

MOST_LINES = 300


def broad_excepts(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = ast.unparse(node.type) if node.type else "bare"
            if {"bare", "Exception", "BaseException"} & set(names.replace("(", " ").replace(",", " ").split()):
                yield node.lineno


def test_broad_excepts_stand_only_at_the_edges() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        if any(broad_excepts(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found <= BROAD_EXCEPT_ALLOWED


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_is_one_thing(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES or path.name == "errors.py"
    assert path.stem not in {"utils", "helpers", "common", "manager", "misc"}


def test_nothing_is_left_to_do() -> None:
    marks = ("TODO", "FIXME", "XXX", "raise NotImplementedError")
    assert not [(path.name, mark) for path in SOURCES for mark in marks if mark in path.read_text(encoding="utf-8")]


def test_no_module_is_without_purpose() -> None:
    assert not [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
