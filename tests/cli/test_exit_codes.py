"""docs/reference/exit-codes.md against the errors themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from atlas_odoo.errors import AtlasError

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exit-codes.md"
OUTSIDE_THE_TREE = {"usage", "unexpected"}
"""Codes of the command line itself: an unknown option, a fault of ours."""


def tree(kind: type[AtlasError]) -> Iterator[type[AtlasError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


def test_page_names_every_error_with_its_exit_code() -> None:
    documented = {
        int(code): set(re.findall(r"`(\w+)`", names)) - OUTSIDE_THE_TREE
        for code, names in re.findall(r"^\| (\d+) \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    }
    real: dict[int, set[str]] = defaultdict(set)
    for kind in tree(AtlasError):
        if kind.__module__ == "atlas_odoo.errors":
            real[kind.exit_code].add(kind.code)
    assert {code: names for code, names in documented.items() if names} == dict(real)


def test_every_error_class_has_a_code_of_its_own() -> None:
    kinds = [kind for kind in tree(AtlasError) if kind.__module__ == "atlas_odoo.errors"]
    codes = [kind.code for kind in kinds]
    assert sorted(codes) == sorted(set(codes))
