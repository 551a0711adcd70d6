from __future__ import annotations

import inspect
import re

import pytest

from atlas_odoo import errors

ALL = [item for item in vars(errors).values() if inspect.isclass(item) and issubclass(item, errors.AtlasError)]


def test_the_drawing_in_the_docstring_is_the_tree() -> None:
    drawn: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^    ((?:[│ ]   )*(?:[├└]── )?)([A-Z]\w+)", line)
        if found:
            drawn.append((len(found[1]) // 4, found[2]))
    parents: dict[str, str] = {}
    trail: list[str] = []
    for depth, name in drawn:
        trail[depth:] = [name]
        if depth:
            parents[name] = trail[depth - 1]

    assert parents == {item.__name__: item.__bases__[0].__name__ for item in ALL if item is not errors.AtlasError}


def test_codes_are_unique_and_made_for_machines() -> None:
    codes = [item.code for item in ALL]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z][a-z_]*", code) for code in codes)


def test_the_drawing_names_every_exit_code() -> None:
    for line in (errors.__doc__ or "").splitlines():
        found = re.search(r"── (\w+).*exit (\d+)$", line)
        if found:
            assert getattr(errors, found[1]).exit_code == int(found[2]), found[1]


@pytest.mark.parametrize("kind", [item for item in ALL if not item.__subclasses__()], ids=lambda item: item.__name__)
def test_every_kind_says_what_it_is(kind: type[errors.AtlasError]) -> None:
    assert kind.__doc__
    assert kind.exit_code not in {0, 1}


def test_access_denied_names_the_groups_that_would_help() -> None:
    error = errors.AccessDenied("You may not read stock moves.", groups=["Inventory / User"])
    assert error.text == (
        "You may not read stock moves. An Odoo administrator can add the integration user to: Inventory / User."
    )


def test_a_missing_name_offers_the_near_ones() -> None:
    assert errors.FieldMissing("No field 'partner'.", near=["partner_id"]).text.endswith("Did you mean partner_id?")
    assert "search_schema" in errors.FieldMissing("No field 'zzz'.").text
