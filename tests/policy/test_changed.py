"""Messages tell what fields held: what rules hide is hidden there too."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from atlas_odoo.odoo.plan import Change, Changes
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.changed import visible_changes
from atlas_odoo.schema.catalogue import Catalogue, Origin
from tests.business.tenants import field, model

KEYED = model(
    "res.partner",
    field("name", "char", "Name"),
    field("x_door_pin", "char", "Way in", origin=Origin.CUSTOM),
    field("x_studio_char_7", "char", "API key", origin=Origin.CUSTOM),
)
ORDER = model(
    "sale.order",
    field("state", "selection", "Status"),
    field("access_token", "char", "Ticket"),
    field("pin", "char", "Status "),
)
CATALOGUE = Catalogue({item.name: partial(replace, item) for item in (KEYED, ORDER)}, fingerprint="", version=19)


def told(name: str, *labels: str) -> tuple[list[str], int]:
    """The labels of the changes that are told, and how many are hidden."""
    found = visible_changes(BUILT_IN, CATALOGUE, Changes(name, tuple(Change(label, "a", "b") for label in labels)))
    return [change.label for change in found.told], found.hidden


@pytest.mark.parametrize("label", ["API key", "Portal password", "Passwort", "Access Token", "Auth_Token"])
def test_a_label_that_sounds_like_a_secret_is_hidden_on_any_model(label: str) -> None:
    assert told("res.partner", "Name", label) == (["Name"], 1)
    assert told("sale.order", "Total", label) == (["Total"], 1)


def test_the_label_of_a_hidden_field_is_hidden_whatever_it_is() -> None:
    assert told("res.partner", "Way in", " WAY IN", "Name") == (["Name"], 2)
    assert told("sale.order", "Ticket") == ([], 1)


def test_a_label_that_a_hidden_field_shares_is_hidden() -> None:
    assert told("sale.order", "Status") == ([], 1)


def test_an_unknown_label_is_told_unless_somebody_added_a_secret_field() -> None:
    """It may be an old one, or one in another language."""
    assert told("sale.order", "Statut") == (["Statut"], 0)
    assert told("res.partner", "How to get in") == ([], 1)


@pytest.mark.parametrize("name", ["res.users.apikeys", "no.such", ""])
def test_nothing_is_told_of_a_model_that_is_hidden_or_unknown(name: str) -> None:
    assert told(name, "Name", "Status") == ([], 2)


def test_what_was_hidden_before_stays_counted() -> None:
    found = visible_changes(BUILT_IN, CATALOGUE, Changes("res.partner", (Change("API key", "a", "b"),), hidden=1))
    assert found == Changes("res.partner", (), hidden=2)
