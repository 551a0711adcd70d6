"""The key file: a file that only its owner can read, in the folder of the store."""

from __future__ import annotations

import asyncio
import os
import platform
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

from atlas_odoo.connections.secrets import parse_keys
from atlas_odoo.errors import SecretError

_OTHERS = 0o077


class KeyFile:
    """Keys in one file, one to a line, newest first; replaced as a whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.held_by = f"the key file {path} on {platform.node() or 'this machine'}"

    async def read(self) -> tuple[str, ...] | None:
        """The keys; None when there is no such file.

        Raises SecretError when others may read the file, it cannot be read, or what it holds is not a key.
        """
        return await asyncio.to_thread(self._read)

    async def write(self, keys: Sequence[str]) -> bool:
        """Replace the file; True, since a file either takes the keys or raises SecretError."""
        await asyncio.to_thread(self._write, keys)
        return True

    def _read(self) -> tuple[str, ...] | None:
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                self._check_owner(os.fstat(file.fileno()))
                lines = file.read().split()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SecretError(f"{self._named} cannot be read: {error.strerror}.") from None
        return parse_keys(",".join(lines), held_by=self.held_by)

    def _check_owner(self, stat: os.stat_result) -> None:
        if os.name != "posix":
            return
        path = shlex.quote(str(self._path))
        if stat.st_uid != os.geteuid():
            raise SecretError(
                f"{self._named} belongs to another user.",
                advice=f"Run atlas-odoo as that user, or give it the file: `chown {os.geteuid()} {path}`.",
            )
        if stat.st_mode & _OTHERS:
            raise SecretError(
                f"{self._named} can be read by others than its owner, so it is not used.",
                advice=f"Run `chmod 600 {path}`; if others may have read it, also `atlas-odoo secrets rotate`.",
            )

    def _write(self, keys: Sequence[str]) -> None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)  # 0600
            try:
                with os.fdopen(descriptor, "w", encoding="ascii") as file:
                    file.write("".join(f"{key}\n" for key in keys))
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self._path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            _sync_folder(self._path.parent)
        except OSError as error:
            raise SecretError(
                f"{self._named} cannot be written: {error.strerror}.",
                advice="Give this user the right to write there, or set ATLAS_ODOO_HOME or ATLAS_ODOO_KEY.",
            ) from None

    @property
    def _named(self) -> str:
        return f"The key file {self._path}"


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system offers it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
