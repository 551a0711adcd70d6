"""Which names the built-in rules take for secrets, and which ordinary ones they leave alone."""

from __future__ import annotations

import pytest

from atlas_odoo.errors import FieldHidden, FieldMissing, ModelHidden
from atlas_odoo.odoo.plan import Lines, Page, Reference, Spec
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.redact import redacted
from atlas_odoo.schema.catalogue import Origin
from tests.business.tenants import field, visible

SECRET = [
    "password", "new_password", "smtp_password", "x_wifi_passwd", "login_pwd", "key_passphrase", "x_passwort",
    "contrasena", "mot_de_passe", "client_secret", "stripe_secret_key", "totp_secret", "access_token",
    "oauth_access_token", "google_calendar_rtoken", "auth_token", "api_key", "x_apikey", "l10n_id_qris_api_key",
    "private_key", "adyen_hmac_key", "unsplash_access_key", "plausible_shared_key", "credential",
    "smtp_credentials", "l10n_sa_otp", "pin", "cvv", "session_identifier", "signup_url", "webhook_url",
    "recovery_codes",
]  # fmt: skip
"""Names from the catalogues and sources of Odoo 14 and 19, and what tenants call such fields."""
ORDINARY = [
    "name", "secretary", "secretary_name", "allow_tokenization", "description", "barcode", "default_code", "key",
    "sort_key", "country_code", "spinning", "pinned", "shipping_pin_count", "passenger_name", "compass_heading",
    "token_count", "access_token_expiration", "auth_token_type", "api_key_status", "zip_pincode", "opinion",
    "origin", "push_to_talk_key", "access_url", "license_plate",
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_what_sounds_like_a_secret_is_hidden(name: str) -> None:
    for kind in ("char", "text", "binary", "integer"):
        assert BUILT_IN.hides_field("x_any", field(name, kind))


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_fields_stay_visible(name: str) -> None:
    assert not BUILT_IN.hides_field("x_any", field(name, "char"))


@pytest.mark.parametrize("kind", ["boolean", "date", "datetime", "monetary", "selection"])
def test_a_type_that_cannot_hold_a_secret_is_not_hidden_for_its_name(kind: str) -> None:
    assert not BUILT_IN.hides_field("res.users", field("password_expiry", kind))


def test_a_field_that_leads_to_a_hidden_model_is_hidden() -> None:
    assert BUILT_IN.hides_field("account.payment", field("reference_id", "many2one", relation="payment.token"))


@pytest.mark.parametrize("label", ["Portal password", "WiFi-Passwort", "API key", "PIN", "Mot de passe"])
def test_a_studio_field_is_judged_by_its_label_too(label: str) -> None:
    assert BUILT_IN.hides_field("res.partner", field("x_studio_char_7", "char", label, origin=Origin.CUSTOM))
    assert not BUILT_IN.hides_field("res.partner", field("x_studio_char_7", "char", "PIN code", origin=Origin.CUSTOM))


def test_hidden_names_are_not_listed_but_told_when_they_are_asked_for() -> None:
    users = visible().model("res.users")
    assert "password" not in users.fields
    assert "password_write_date" in users.fields
    with pytest.raises(FieldHidden, match=r"res\.users\.password"):
        users.field("password")
    with pytest.raises(FieldMissing) as missing:
        users.field("passwrd")
    assert "password" not in missing.value.near
    assert "res.users.apikeys" not in visible()
    with pytest.raises(ModelHidden):
        visible().model("res.users.apikeys")


def test_what_odoo_sends_beyond_what_was_asked_is_dropped() -> None:
    fields = (
        Spec("name", "char"),
        Spec("user_ids", "one2many", "res.users", (Spec("login", "char"),), limit=1),
        Spec("country_id", "many2one", "res.country", (Spec("code", "char"),)),
    )
    sent = {
        "id": 1,
        "name": "Azure",
        "signup_token": "s3cr3t",
        "user_ids": Lines([{"id": 5, "login": "joel", "password": "s3cr3t"}], 3),
        "country_id": {"id": 2, "display_name": "Belgium", "code": "BE", "vat_label": "VAT"},
    }
    page = redacted(BUILT_IN, fields, Page((sent,), 1))
    assert "s3cr3t" not in str(page)
    assert page.records[0]["user_ids"] == [{"id": 5, "login": "joel"}]
    assert page.records[0]["user_ids"].total == 3
    assert page.records[0]["country_id"] == {"id": 2, "display_name": "Belgium", "code": "BE"}
    assert page.total == 1
    assert redacted(BUILT_IN, (Spec("a", "many2one", "b"),), Page(({"id": 1, "a": Reference(2, "x")},))).records == (
        {"id": 1, "a": Reference(2, "x")},
    )


def test_properties_that_sound_like_secrets_are_dropped() -> None:
    wifi = {"name": "a1b2", "type": "char", "string": "WiFi password", "value": "hunter2"}
    color = {"name": "c3d4", "type": "char", "string": "Colour", "value": "blue"}
    page = redacted(BUILT_IN, (Spec("properties", "properties"),), Page(({"id": 1, "properties": [wifi, color]},)))
    assert page.records == ({"id": 1, "properties": [color]},)
