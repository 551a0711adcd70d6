"""Sealing and opening of secrets with Fernet keys. Nothing here knows where the keys are kept."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from atlas_odoo.errors import SecretError

KEY_ADVICE: Final = "`atlas-odoo secrets new-key` prints a good one; several are separated by commas, newest first."


def new_key() -> str:
    """A fresh random key."""
    return Fernet.generate_key().decode("ascii")


def parse_keys(text: str, *, held_by: str) -> tuple[str, ...]:
    """The keys in a text that separates them by commas, newest first; at least one.

    Raises SecretError, which says which of them is wrong and never repeats it.
    """
    keys = tuple(part.strip() for part in text.split(","))
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            which = f"Key number {position} of {len(keys)}" if len(keys) > 1 else "The key"
            raise SecretError(f"{which} in {held_by} is not an encryption key.", advice=KEY_ADVICE) from None
    return keys


def fingerprint(key: str) -> str:
    """A short name for a key that tells nothing about it."""
    return sha256(b"atlas-odoo sealing key:" + urlsafe_b64decode(key)).hexdigest()[:16]


class Sealer:
    """Seals with the first of its keys and opens with any of them. `held_by` says in words where they are from."""

    __slots__ = ("_fernet", "fingerprints", "held_by")

    def __init__(self, keys: Sequence[str], *, held_by: str, first: str | None = None) -> None:
        """Take well-formed keys; the one with the fingerprint `first`, when it is among them, seals."""
        ordered = sorted(keys, key=lambda key: fingerprint(key) != first)
        self.held_by = held_by
        self.fingerprints = tuple(fingerprint(key) for key in ordered)
        self._fernet = MultiFernet([Fernet(key) for key in ordered])

    def __repr__(self) -> str:
        return f"Sealer({len(self.fingerprints)} keys)"

    def seal(self, text: str) -> str:
        """The sealed form of a secret: ASCII, different each time."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def open(self, token: str, *, of: str) -> str:
        """The secret in a token. Raises SecretError, naming the connection `of`, when no key opens it."""
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken:
            raise self._closed(of) from None

    def rotate(self, token: str, *, of: str) -> str:
        """The same secret, sealed anew with the first key. Raises SecretError as `open` does."""
        try:
            return self._fernet.rotate(token).decode("ascii")
        except InvalidToken:
            raise self._closed(of) from None

    def _closed(self, of: str) -> SecretError:
        return SecretError(
            f"The saved secret of {of!r} does not open with the key in {self.held_by}: it was changed or is damaged.",
            advice="Save it anew: `atlas-odoo connections rotate-key NAME`.",
        )
