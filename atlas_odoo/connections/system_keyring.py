"""The system keyring, asked through a process of its own.

Backends come from the desktop and from plugins: some raise what they like, some print, and one behind a locked D-Bus
session waits for a dialogue that a headless machine never shows. A thread could not be ended; a process can.
"""

from __future__ import annotations

import asyncio
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from atlas_odoo.connections.secrets import parse_keys
from atlas_odoo.errors import SecretError

SERVICE: Final = "atlas-odoo"
FIRST_ASK_SECONDS: Final = 3.0
"""Patience while a place for a new key is chosen: a keyring that is slower is passed over."""
ASK_SECONDS: Final = 30.0
"""Patience once the key is in there: a person may have to type a password into a dialogue."""

_PROGRAM: Final = Path(__file__).with_name("keyring_process.py")


class SystemKeyring:
    """The keys of one store as one entry of the system keyring."""

    def __init__(self, entry: str, *, patience: float = ASK_SECONDS) -> None:
        self._entry = entry
        self._patience = patience
        self.held_by = f"the system keyring on {platform.node() or 'this machine'} (entry {SERVICE} / {entry})"

    async def read(self) -> tuple[str, ...] | None:
        """The keys; None when the keyring answers and has no such entry.

        Raises SecretError when there is no keyring, it does not answer, or the entry is not a key.
        """
        answer = await self._ask("get")
        if answer is None:
            raise SecretError(
                f"The encryption key is in {self.held_by}, which does not answer here.",
                advice="Unlock it, run this as the same user in a session with access to it, or set ATLAS_ODOO_KEY.",
            )
        password = answer["password"]
        return None if password is None else parse_keys(password, held_by=self.held_by)

    async def write(self, keys: Sequence[str]) -> bool:
        """Replace the entry; False when there is no keyring or it did not keep the keys."""
        wanted = ",".join(keys)
        answer = await self._ask("set", wanted)
        return answer is not None and answer["password"] == wanted

    async def _ask(self, action: str, password: str = "") -> dict[str, Any] | None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # no path of ours or of the current folder: `secrets.py` beside the program is not the library's
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
            output, _ = await asyncio.wait_for(process.communicate(password.encode()), self._patience)
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            return None
        answer: dict[str, Any] = json.loads(output)
        return answer if answer["usable"] else None
