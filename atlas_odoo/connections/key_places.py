"""The places where a sealing key can be, and where a new one is kept."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from atlas_odoo.connections.key_file import KeyFile
from atlas_odoo.connections.secrets import fingerprint
from atlas_odoo.connections.system_keyring import SystemKeyring

ENVIRONMENT: Final = "the environment variable ATLAS_ODOO_KEY"


class Source(StrEnum):
    """Where a sealing key is kept."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    FILE = "key file"


class KeyPlace(Protocol):
    """Where one key is kept that we made ourselves. A place is written once and never overwritten."""

    held_by: str

    async def read(self) -> str | None:
        """The key, None when it is gone; SecretError when the place cannot be asked."""
        ...

    async def create(self, key: str) -> bool:
        """Keep the key; False when this place cannot."""
        ...

    async def delete(self) -> bool:
        """Forget the key; False when that failed."""
        ...


def key_place(source: Source, mark: str, home: Path) -> KeyPlace | None:
    """The place of the key with the fingerprint `mark`; None for the environment, which is not ours."""
    match source:
        case Source.KEYRING:
            return SystemKeyring(mark)
        case Source.FILE:
            return KeyFile(home, mark)
        case Source.ENVIRONMENT:
            return None


async def keep(key: str, home: Path) -> tuple[Source, str]:
    """Keep a new key in the system keyring when there is one that works, else in a file in `home`.

    Returns where it is now, also in words. Raises SecretError when the file cannot be written.
    """
    mark = fingerprint(key)
    keyring = SystemKeyring(mark)
    if await keyring.create(key):
        return Source.KEYRING, keyring.held_by
    file = KeyFile(home, mark)
    await file.create(key)
    return Source.FILE, file.held_by
