"""The rules that always hold: secrets of people, of the server and of other services are nobody's business data.

Collected from the real catalogues and the sources of Odoo 14 and 19.
"""

from __future__ import annotations

from typing import Final

from atlas_odoo.policy.computing import COMPUTING, CONTEXT_KEYS
from atlas_odoo.policy.printed import DOCUMENTS
from atlas_odoo.policy.rules import Rules

_PASSWORDS: Final = (
    r"passw(or)?d",
    r"passphrase",
    r"(^|_)(new_?)?pwd($|_)",
    r"passwort|kennwort|wachtwoord|mot_?de_?passe|contrase(n|ñ)a|palavra_?passe|(^|_)senha($|_)",
)
_KEYS: Final = (
    r"api_?key",
    r"(private|secret|shared|encryption|signature|signing|transaction|verification|hmac|bearer)_?key",
    r"access_?key(_id)?$",
    r"hmac",
    r"credential",
)
_TOKENS: Final = (
    r"secret(?!ar)",  # not secretary, secretariat
    r"r?token(?!i[sz])",  # not tokenize, tokenization
    r"(^|_)t?otp($|_)",
    r"(^|_)pin$",
    r"(^|_)cv[vc]2?$",
    r"session_(identifier|key|token)",
    r"signup_url|webhook_(url|uuid)|(recovery|backup|verification)_codes?$",
)

BUILT_IN: Final = Rules(
    hidden_models=(
        # How people and programs sign in.
        "res.users.apikeys*",
        "res.users.identitycheck",
        "res.device*",
        "auth_totp.*",
        "auth.passkey.*",
        "auth.oauth.provider",
        "auth_oauth.*",
        "change.password.*",
        "res.company.ldap",
        # How the server itself signs in elsewhere.
        "ir.config_parameter",
        "res.config.settings",
        "ir.mail_server",
        "fetchmail.server",
        "certificate.key",
        "mail.ice.server",
        "mail.push*",
        "iap.account",
        # Outgoing mail holds the links that reset passwords; logs hold whatever was logged.
        "mail.mail",
        "ir.logging",
        # Values that fields had, also hidden ones: `policy.changed` tells the others.
        "mail.tracking.value",
        "payment.token",
    ),
    hidden_fields={
        "res.partner": ("signup_*",),
        "res.users": ("signup_*", "oauth_uid"),
        "payment.provider": ("*_key*", "*_hash*", "*_login*", "*_merchant_id*"),
        "payment.acquirer": ("*_key*", "*_hash*", "*_login*", "*_shakey*", "*_merchant_id*"),
        "base.automation": ("url", "webhook_uuid"),
        "ir.actions.server*": ("code",),
        "ir.cron": ("code",),
        "discuss.channel": ("uuid", "sfu_channel_uuid", "invitation_url"),
        "mail.channel": ("uuid",),
        # As mail.tracking.value; and a condition on it searches the values.
        "mail.message": ("account_audit_log_preview",),
        "res.company": ("attendance_kiosk_key", "l10n_*_key", "*_certificate"),
        # The words of attached files, those included in which Odoo keeps what hidden fields hold.
        "*": ("index_content",),
        "website": ("*_key", "*_client_id"),
    },
    secret_names=_PASSWORDS + _KEYS + _TOKENS,
    harmless_names=(
        r"_(count|duration|length|minlength|expiry|expires?(_at)?|expiration|validity|policy|type|status|state|version)$",
    ),
    secret_labels=(
        r"\bpassw(or)?d\b|passwort|kennwort|wachtwoord|mot de passe|contraseña|palavra[- ]passe|\bsenha\b",
        r"\bpass(phrase|code)\b|\bapi[- ]?key\b|\b(private|secret|access)[- ]?key\b|\bsecret\b|\baccess token\b",
        r"\b(pin|cvv|cvc)\b(?! ?code)",
    ),
    computing=COMPUTING,
    documents=DOCUMENTS,
    context_keys=CONTEXT_KEYS,
)
