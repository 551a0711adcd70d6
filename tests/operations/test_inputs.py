"""Lists of references, as agents send them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from atlas_odoo.operations.inputs import References

REFERENCES: TypeAdapter[list[int | str]] = TypeAdapter(References)


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        ("[FURN_6666] Acoustic Bloc Screens", ["[FURN_6666] Acoustic Bloc Screens"]),
        ("[7] Desk, large", ["[7] Desk, large"]),
        ('["S00001", 7]', ["S00001", 7]),
        ("Deco, Addict", ["Deco, Addict"]),
        (7, [7]),
        (None, []),
        (" ", []),
    ],
)
def test_what_is_no_json_is_one_name(sent: object, understood: list[int | str]) -> None:
    assert REFERENCES.validate_python(sent) == understood
