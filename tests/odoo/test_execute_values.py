"""Odoo's ways to write a value, and the one way of a plan."""

from __future__ import annotations

from typing import Any

import pytest

from atlas_odoo.odoo.execute_values import from_read, from_web, scalar
from atlas_odoo.odoo.plan import Lines, Reference, Spec


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (False, "char", None),
        ("", "html", None),
        (False, "boolean", False),
        (0, "integer", 0),
        (0.0, "float", 0.0),
        (False, "monetary", None),
        (0, "many2one_reference", None),
        (7, "many2one_reference", 7),
        (False, "reference", None),
        ("res.partner,7", "reference", "res.partner,7"),
        ("2026-03-14", "date", "2026-03-14"),
        (False, "binary", None),
        ("10.44 Kb", "binary", "10.44 Kb"),
        ("316.00 bytes", "binary", "316.00 bytes"),
        ("A" * 40_000, "binary", "29.30 Kb"),  # content, from a computed field that does not know of bin_size
        ("TWFu", "binary", "0.00 Kb"),
        ([{"name": "p1", "value": False}], "properties", [{"name": "p1", "value": False}]),
    ],
)
def test_scalars(value: Any, kind: str, told: Any) -> None:
    found = scalar(value, kind)

    assert found == told
    assert type(found) is type(told)


def test_a_relation_reads_alike_from_both_ways_of_asking() -> None:
    fields = (Spec("partner_id", "many2one", "res.partner"), Spec("tag_ids", "many2many", "crm.tag", limit=2))

    new = from_web({"id": 1, "partner_id": {"id": 7, "display_name": "Azure"}, "tag_ids": [3, 2, 1]}, fields)
    old = from_read({"id": 1, "partner_id": [7, "Azure"], "tag_ids": [3, 2, 1]}, fields)

    assert new == old == {"id": 1, "partner_id": Reference(7, "Azure"), "tag_ids": [3, 2]}
    assert new["tag_ids"].total == old["tag_ids"].total == 3


def test_a_record_without_a_name_is_still_referred_to() -> None:
    field = (Spec("partner_id", "many2one", "res.partner"),)

    assert from_web({"id": 1, "partner_id": {"id": 7, "display_name": False}}, field)["partner_id"] == Reference(7, "")
    assert from_web({"id": 1, "partner_id": False}, field)["partner_id"] is None


def test_lines_know_how_many_there_were() -> None:
    assert Lines([1, 2]).total == 2
    assert Lines([1, 2], 9).total == 9
    assert Lines([1, 2], 9) == [1, 2]
