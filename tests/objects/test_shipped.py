"""The shipped tool files on a standard Odoo 14 and 19: every object is there, and what a version lacks is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from atlas_odoo import shipped
from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.files import load
from atlas_odoo.operations.registry import needs
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.baseline import nearest
from tests.objects.lacking import LACKING

_LACKING = re.compile(r"(\S+) has no (value )?(.+) here")


def standard(version: int) -> Binding:
    files = load(shipped.folder("tools")).files
    return bind(files, VisibleCatalogue(BUILT_IN, nearest(version).catalogue()), needs(files))


def lacking(binding: Binding) -> Iterator[str]:
    """`sale.order: margin` for each field, `sale.order.state: "done"` for each value that is left out."""
    for item in binding.left:
        found = _LACKING.fullmatch(item.reason)
        if found is None:
            yield f"{item.name}: {item.reason}"
            continue
        whose, value, names = found.groups()
        yield from (f"{whose}: {name}" for name in (names.split(" or ") if value else [names]))


@pytest.mark.parametrize("version", [14, 19])
def test_every_object_and_question_is_there(version: int) -> None:
    files = load(shipped.folder("tools")).files
    binding = standard(version)
    assert list(binding.objects) == [name for file in files for name in file.objects]
    assert [item.name for item in binding.questions] == [name for file in files for name in file.questions]


@pytest.mark.parametrize("version", [14, 19])
def test_what_a_version_lacks_is_on_the_list(version: int) -> None:
    found = set(lacking(standard(version)))
    listed = {item for items in LACKING[version].values() for item in items}
    assert sorted(found - listed) == [], "new: correct the tool file, or add it to lacking.py with the reason"
    assert sorted(listed - found) == [], "there again, or no longer asked for: take it off lacking.py"


@pytest.mark.parametrize("version", [14, 19])
def test_objects_show_few_columns_and_can_be_looked_up(version: int) -> None:
    for bound in standard(version).objects.values():
        assert len(bound.columns) <= 8, bound.name
        assert set(bound.keys) <= set(bound.model.fields), bound.name
