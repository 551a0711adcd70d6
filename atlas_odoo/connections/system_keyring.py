"""The system keyring, asked through a process of its own.

Backends come from the desktop and from plugins: some raise what they like, some print, and one behind a locked D-Bus
session waits for a dialogue that a headless machine never shows. A thread could not be ended; a process can.
"""

from __future__ import annotations

import asyncio
import json
import platform
import sys
from pathlib import Path
from typing import Any, Final

from atlas_odoo.connections.secrets import parse_keys
from atlas_odoo.errors import SecretError

SERVICE: Final = "atlas-odoo"
CREATE_SECONDS: Final = 3.0
"""Patience while a place for a new key is chosen: a keyring that is slower is passed over."""
READ_SECONDS: Final = 30.0
"""Patience once the key is in there: a person may have to type a password into a dialogue."""

_PROGRAM: Final = Path(__file__).with_name("keyring_process.py")


class SystemKeyring:
    """One key as one entry of the system keyring, written once: a new key gets an entry of its own."""

    def __init__(self, fingerprint: str) -> None:
        self._entry = f"sealing key {fingerprint}"
        self.held_by = f"the system keyring on {platform.node() or 'this machine'} ({SERVICE}, {self._entry})"

    async def read(self) -> str | None:
        """The key; None when the keyring answers and has no such entry.

        Raises SecretError when there is no keyring, it does not answer, or the entry is not a key.
        """
        answer = await self._ask("get", patience=READ_SECONDS)
        if answer is None:
            raise SecretError(
                f"The encryption key is in {self.held_by}, which does not answer.",
                advice="Unlock it, run this in a session of that user, or set ATLAS_ODOO_KEY.",
            )
        password = answer["password"]
        return None if password is None else parse_keys(password, held_by=self.held_by)[0]

    async def create(self, key: str) -> bool:
        """Write the entry; False when there is no keyring or it did not keep the key."""
        answer = await self._ask("set", key, patience=CREATE_SECONDS)
        return answer is not None and answer["password"] == key

    async def delete(self) -> bool:
        """Delete the entry; False when that was not possible."""
        answer = await self._ask("delete", patience=CREATE_SECONDS)
        return answer is not None and answer["password"] is None

    async def _ask(self, action: str, password: str = "", *, patience: float) -> dict[str, Any] | None:
        try:
            output = await self._run(action, password, patience)
            answer: dict[str, Any] = json.loads(output)
        except (OSError, ValueError):  # no process, no answer in time (a TimeoutError is an OSError), none in JSON
            return None
        return answer if answer["usable"] else None

    async def _run(self, action: str, password: str, patience: float) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # not the folder of the program: the `secrets.py` beside it would hide the library's
            "-Wignore",
            str(_PROGRAM),
            action,
            SERVICE,
            self._entry,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(password.encode()), patience)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return output
