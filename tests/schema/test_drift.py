"""Drift: each kind of change is named once, in words, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from atlas_odoo.schema.catalogue import Field, Model
from atlas_odoo.schema.drift import Drift, diff, diff_baseline
from tests.schema.tenants import EQUIPMENT, ORDER, PARTNER, TENANT, model, models


def _with(base: Model, **changed: Field | None) -> Model:
    fields = {**base.fields, **changed}
    return replace(base, fields={name: field for name, field in fields.items() if field is not None})


TIER = PARTNER.fields["x_customer_tier"]
NAME = PARTNER.fields["name"]


@pytest.mark.parametrize(
    ("after", "line"),
    [
        pytest.param(
            _with(PARTNER, x_new=Field("x_new", "date", "New")), '+ res.partner.x_new: date, "New"', id="added"
        ),
        pytest.param(
            _with(PARTNER, x_ref=Field("x_ref", "many2one", "Ref", relation="res.users")),
            '+ res.partner.x_ref: many2one to res.users, "Ref"',
            id="added relation",
        ),
        pytest.param(_with(PARTNER, phone=None), '- res.partner.phone: char, "Phone"', id="removed"),
        pytest.param(
            _with(PARTNER, name=replace(NAME, type="text")), "~ res.partner.name: type char -> text", id="retyped"
        ),
        pytest.param(
            _with(PARTNER, name=replace(NAME, required=False)), "~ res.partner.name: required yes -> no", id="optional"
        ),
        pytest.param(
            _with(PARTNER, name=replace(NAME, readonly=True)), "~ res.partner.name: readonly no -> yes", id="readonly"
        ),
        pytest.param(
            _with(PARTNER, name=replace(NAME, label="Title")), "~ res.partner.name: label Name -> Title", id="label"
        ),
        pytest.param(
            _with(PARTNER, country_id=replace(PARTNER.fields["country_id"], relation="x_country")),
            "~ res.partner.country_id: relation res.country -> x_country",
            id="relation",
        ),
        pytest.param(
            _with(PARTNER, x_customer_tier=replace(TIER, selection=(*TIER.selection, ("tin", "Tin")))),
            "~ res.partner.x_customer_tier: selection now also tin (Tin)",
            id="value added",
        ),
        pytest.param(
            _with(PARTNER, x_customer_tier=replace(TIER, selection=TIER.selection[:1])),
            "~ res.partner.x_customer_tier: selection no longer silver (Silver)",
            id="value removed",
        ),
        pytest.param(
            _with(PARTNER, x_customer_tier=replace(TIER, selection=(("gold", "VIP"), ("silver", "Silver")))),
            "~ res.partner.x_customer_tier: selection no longer gold (Gold); now also gold (VIP)",
            id="value renamed",
        ),
    ],
)
def test_a_change_is_one_line(after: Model, line: str) -> None:
    assert diff(models(PARTNER), models(after)).lines == (line,)


def test_models_that_come_and_go_are_told_without_their_fields() -> None:
    drift = diff(models(PARTNER, ORDER), models(PARTNER, EQUIPMENT))

    assert drift.lines == ("+ x_equipment (Equipment, 1 fields)", "- sale.order (Sales Order, 6 fields)")
    assert drift.summary == "1 model added, 1 model removed."


def test_the_same_is_no_drift() -> None:
    turned = replace(TIER, selection=tuple(reversed(TIER.selection)))

    assert not diff(TENANT, dict(reversed(TENANT.items())))
    assert not diff(models(PARTNER), models(_with(PARTNER, x_customer_tier=turned)))
    assert diff(TENANT, TENANT).summary == "Nothing changed."


def test_what_is_stored_comes_back() -> None:
    drift = diff(
        models(PARTNER, ORDER), models(_with(PARTNER, phone=None, x_new=Field("x_new", "date", "New")), EQUIPMENT)
    )

    assert drift
    assert Drift.from_json(json.loads(json.dumps(drift.as_json()))) == drift


def test_against_a_baseline_only_what_it_knows_is_compared() -> None:
    standard = models(
        model(
            "res.partner",
            Field("name", "char", "", required=True),
            Field("phone", "char", ""),
            Field("country_id", "many2one", "", relation="res.country"),
            Field("lang", "selection", ""),
            Field("vat", "char", ""),
        )
    )
    tenant = models(
        _with(
            PARTNER,
            id=Field("id", "integer", "ID", readonly=True),
            phone=replace(PARTNER.fields["phone"], readonly=True, required=True),
            lang=Field("lang", "selection", "Language", selection=(("en_US", "English"),)),
        )
    )

    assert diff_baseline(standard, tenant).lines == (
        '+ res.partner.x_customer_tier: selection, "Customer Tier"',
        "- res.partner.vat: char",
        "~ res.partner.phone: required no -> yes",
    )
