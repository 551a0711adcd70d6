"""What all tests share: the real Odoo servers, and the promise that nothing ever shows a key."""

from __future__ import annotations

import signal

pytest_plugins = ["tests.bed.fixtures", "tests.leaks", "tests.store.postgres"]


def pytest_configure() -> None:
    """Ctrl-C reaches the programs under test even where a shell started the tests in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
