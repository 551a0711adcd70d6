"""An attachment is judged by what it belongs to."""

from __future__ import annotations

import pytest

from atlas_odoo.policy.attached import is_attachment, judge_attached
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.decide import Ground
from tests.business.tenants import PARTNER, field, model, whole


@pytest.mark.parametrize(
    ("owner", "name", "why"),
    [
        (None, None, None),
        ("sale.order", None, None),
        ("res.partner", "image_1920", None),
        ("no.longer.there", "image", None),
        ("res.users.apikeys", None, Ground.MODEL_HIDDEN),
        ("ir.mail_server", "smtp_ssl_certificate", Ground.MODEL_HIDDEN),
        ("res.users", "totp_secret", Ground.FIELD_HIDDEN),
        ("no.longer.there", "private_key", Ground.FIELD_HIDDEN),
    ],
)
def test_what_is_hidden_is_hidden_as_an_attachment_too(owner: str | None, name: str | None, why: Ground | None) -> None:
    denied = judge_attached(BUILT_IN, whole(), owner, name)
    assert (denied and denied.ground) is why


def test_what_holds_attachments_is_known_by_its_fields() -> None:
    assert is_attachment(model("product.document", field("res_model", "char"), field("res_field", "char")))
    assert not is_attachment(PARTNER)
