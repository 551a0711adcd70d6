"""Progress on stderr, so that a first run of minutes does not look dead."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(message: str) -> None:
    """Write one line of progress, at once."""
    sys.stderr.write(f"bed: {message}\n")
    sys.stderr.flush()


@contextmanager
def step(what: str, *, usually: str = "") -> Iterator[None]:
    """Announce `what`, then say how long it took; a failed step says so."""
    hint = f" (usually {usually})" if usually else ""
    say(f"{what}{hint} ...")
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"{what}: FAILED after {time.monotonic() - started:.1f} s")
        raise
    say(f"{what}: {time.monotonic() - started:.1f} s")
