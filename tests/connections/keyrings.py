"""Backends for the keyring library, as a system may have them. They keep entries in the folder $KEYRING_FOLDER.

A test chooses one by PYTHON_KEYRING_BACKEND; the process that `system_keyring.py` starts loads it.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from pathlib import Path

from keyring.backend import KeyringBackend


class Working(KeyringBackend):
    priority = 5

    def _file(self, service: str, username: str) -> Path:
        return Path(os.environ["KEYRING_FOLDER"]) / f"{service} {username}"

    def get_password(self, service: str, username: str) -> str | None:
        file = self._file(service, username)
        return file.read_text() if file.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        file = self._file(service, username)
        file.parent.mkdir(exist_ok=True)
        file.write_text(password)

    def delete_password(self, service: str, username: str) -> None:
        self._file(service, username).unlink()


class Noisy(Working):
    """Works, and says too much."""

    def get_password(self, service: str, username: str) -> str | None:
        sys.stdout.write("NOISE on stdout\n")
        sys.stderr.write("NOISE on stderr\n")
        warnings.warn("NOISE as a warning", stacklevel=1)
        return super().get_password(service, username)


class Failing(Working):
    """Raises what no keyring should."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError

    set_password = delete_password = get_password  # type: ignore[assignment]


class Hanging(Working):
    """Waits for a dialogue that nobody sees."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(600)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        time.sleep(600)


class Forgetful(Working):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Dying(Working):
    """Takes its process down."""

    def set_password(self, service: str, username: str, password: str) -> None:
        os._exit(7)
