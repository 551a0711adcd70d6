"""A program of its own, started by `system_keyring.py`: reads, writes or deletes one entry of the system keyring.

Usage: keyring_process.py get|set|delete SERVICE ENTRY, with the password to set on stdin. Prints JSON:
{"usable": bool, "password": str | null}. Whatever else a backend does (raise, warn, print, wait for a dialogue that
nobody sees) stays in this process, which its parent ends after a time.
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout

import keyring.core
from keyring.backends import chainer, fail, null


def main(action: str, service: str, entry: str) -> dict[str, object]:
    """Do it; any exception ends the process, which the parent takes as "not usable"."""
    keyring.core.init_backend(limit=keyring.core.recommended)
    backend = keyring.core.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        return {"usable": False, "password": None}
    if isinstance(backend, chainer.ChainerBackend) and not backend.backends:
        return {"usable": False, "password": None}
    if action == "set":
        backend.set_password(service, entry, sys.stdin.read())
    if action == "delete":
        backend.delete_password(service, entry)
    return {"usable": True, "password": backend.get_password(service, entry)}


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        answer = main(*sys.argv[1:])
    print(json.dumps(answer))  # noqa: T201 -- the answer to the parent
