"""What can go wrong while the bed is made.

    BedError                 a step failed; the message says which and where its log is
    +-- Unavailable          this machine cannot have that server (no Debian packages, no
                             PostgreSQL, an override that does not say enough)

Only `Unavailable` may turn into a skipped test, and never where CI is set.
"""

from __future__ import annotations


class BedError(Exception):
    """A step of the bed failed; shown to the developer as it is."""


class Unavailable(BedError):
    """What was asked for cannot be had on this machine, and trying again will not help."""
