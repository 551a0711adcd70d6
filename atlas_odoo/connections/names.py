"""Names of connections as they are compared. Apart from the rows, so that a server's start needs no SQLAlchemy."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """A name as it is compared: without regard to case, spaces around it and ways to write the same letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
