"""What came back is cut down to what may be read, whatever Odoo put into it."""

from __future__ import annotations

import pytest

from atlas_odoo.odoo.plan import Page, Spec
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.redact import redacted

PROPERTIES = (Spec("properties", "properties"),)


def labels(*given: str) -> list[str]:
    """The labels of the properties that are left of a record with properties labelled so."""
    items = [{"name": f"{number:016x}", "string": label, "value": "x"} for number, label in enumerate(given)]
    page = redacted(BUILT_IN, PROPERTIES, Page(({"id": 1, "properties": items},), None))
    return [item["string"] for item in page.records[0]["properties"]]


@pytest.mark.parametrize(
    "label",
    [
        "WiFi password",
        "API-Key",
        "API key",
        "Passcode",
        "Bank-PIN",
        "Bank PIN",
        "Private-Key",
        "Private key",
        "mot de passe",
    ],
)
def test_a_property_whose_label_sounds_like_a_secret_is_not_shown(label: str) -> None:
    assert labels("Colour", label) == ["Colour"]


def test_other_properties_are_shown() -> None:
    kept = ["Key account", "Spin class", "Secretary", "Pin code"]
    assert labels(*kept) == kept


def test_a_property_is_judged_by_its_own_name_too() -> None:
    items = [{"name": "api_key", "string": "Number", "value": "x"}]
    page = redacted(BUILT_IN, PROPERTIES, Page(({"id": 1, "properties": items},), None))
    assert page.records[0]["properties"] == []
