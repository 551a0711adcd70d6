"""What becomes of an exception at the edge of the protocol.

An error of ours is told as it is. Anything else is a fault of the program: the client gets a reference, and the log
(stderr) gets the way there. Exception messages stay out of both, since they may quote values or secrets.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator

logger = logging.getLogger(__name__)


def report(error: BaseException, doing: str) -> str:
    """Log an unexpected error under a new reference; the text for the client."""
    reference = secrets.token_hex(4)
    logger.error("fault %s in %s\n%s", reference, doing, "".join(_lines(error)).rstrip())
    return (
        f"atlas-odoo failed inside (reference {reference}); its log has the details. "
        "Try again, or ask for something simpler; if it stays, report it with the reference."
    )


def _lines(error: BaseException) -> Iterator[str]:
    """Where the error and its causes came from, types only."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield from traceback.format_tb(link.__traceback__)
        yield f"{type(link).__module__}.{type(link).__qualname__}\n"
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        if link is not None:
            yield "after\n"
