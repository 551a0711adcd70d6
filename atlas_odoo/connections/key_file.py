"""A key in a file that only its owner can read, in the folder of the store."""

from __future__ import annotations

import asyncio
import os
import platform
import shlex
from pathlib import Path
from typing import Final

from atlas_odoo.connections.secrets import parse_keys
from atlas_odoo.errors import SecretError

_OTHERS: Final = 0o077


class KeyFile:
    """One key in one file, written once: a new key gets a file of its own."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._path = folder / f"sealing-key-{fingerprint}"
        self.held_by = f"the key file {self._path} on {platform.node() or 'this machine'}"

    async def read(self) -> str | None:
        """The key; None when there is no such file.

        Raises SecretError when others may read the file, it cannot be read, or what it holds is not a key.
        """
        return await asyncio.to_thread(self._read)

    async def create(self, key: str) -> bool:
        """Write the file, durably; True, since a file either takes the key or raises SecretError."""
        await asyncio.to_thread(self._create, key)
        return True

    async def delete(self) -> bool:
        """Delete the file; False when that was not possible."""
        try:
            await asyncio.to_thread(self._path.unlink, missing_ok=True)
        except OSError:
            return False
        return True

    def _read(self) -> str | None:
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                self._check_owner(os.fstat(file.fileno()))
                text = file.read(1000)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SecretError(
                f"The key file {self._path} cannot be read: {error.strerror}.",
                advice="Make it readable for its owner, who must be the user that runs atlas-odoo.",
            ) from None
        return parse_keys(text, held_by=self.held_by)[0]

    def _check_owner(self, stat: os.stat_result) -> None:
        if os.name != "posix":
            return
        path = shlex.quote(str(self._path))
        if stat.st_uid != os.geteuid():
            raise SecretError(
                f"The key file {self._path} belongs to another user.",
                advice=f"Run atlas-odoo as that user, or give this one the file: `chown {os.geteuid()} {path}`.",
            )
        if stat.st_mode & _OTHERS:
            raise SecretError(
                f"The key file {self._path} can be read by others than its owner, so it is not used.",
                advice=f"Run `chmod 600 {path}`; if others may have read it, also `atlas-odoo secrets rotate`.",
            )

    def _create(self, key: str) -> None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{key}\n")
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(self._path.parent)
        except OSError as error:
            raise SecretError(
                f"The key file {self._path} cannot be written: {error.strerror}.",
                advice="Give this user the right to write there, or set ATLAS_ODOO_HOME or ATLAS_ODOO_KEY.",
            ) from None


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system offers it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
