"""What a database or the file system raised, as a StoreError that says what to do and holds no password."""

from __future__ import annotations

import errno
from typing import Final

from sqlalchemy.exc import DBAPIError

from atlas_odoo.errors import StoreError
from atlas_odoo.store.place import Place

_RIGHTS: Final = "Give this user the right to write there, or set ATLAS_ODOO_HOME to another folder."
_SPACE: Final = "Free some space, then try again: nothing was changed."
_DATABASE_RIGHTS: Final = "Give the user of ATLAS_ODOO_DATABASE_URL the rights to create and change tables in it."

# Part of SQLite's message, in lower case -> what happened, what to do.
_SQLITE: Final = (
    ("not a database", "is not a store of atlas-odoo", "Move the file away, or set ATLAS_ODOO_HOME to another folder."),
    ("malformed", "is damaged", "Restore it from a backup, or move it away and connect again."),
    ("disk is full", "has no space left", _SPACE),
    ("readonly database", "cannot be written", _RIGHTS),
    ("unable to open", "cannot be opened", _RIGHTS),
    ("locked", "is being written by another process", "Wait for that process to finish, then try again."),
    ("disk i/o", "cannot be read or written: the disk reports an error", "Check the disk."),
)

# SQLSTATE, or what stands in the message of a connection that failed before there was one -> the same.
_POSTGRES: Final = (
    ("28p01", "does not take this user and password", "Check user and password in ATLAS_ODOO_DATABASE_URL."),
    ("28000", "does not let this user in", "Check the user in ATLAS_ODOO_DATABASE_URL and the server's pg_hba.conf."),
    ("3d000", "does not exist", "Create it, or correct its name in ATLAS_ODOO_DATABASE_URL."),
    ("42501", "does not give this user enough rights", _DATABASE_RIGHTS),
    ("25006", "can only be read", "Point ATLAS_ODOO_DATABASE_URL at a server that can be written, not at a replica."),
    ("53100", "has no space left", _SPACE),
    ("53300", "has no connection free", "Try again later, or raise max_connections there."),
    ("55p03", "is locked by another process", "Wait for that process to finish, then try again."),
    ("password authentication failed", "does not take this user and password", "Check ATLAS_ODOO_DATABASE_URL."),
    ("no password supplied", "wants a password", "Put it into ATLAS_ODOO_DATABASE_URL."),
    ("pg_hba.conf", "does not let this user in from here", "Check the server's pg_hba.conf."),
    ("does not exist", "does not exist, or its user does not", "Check both names in ATLAS_ODOO_DATABASE_URL."),
)

_UNREACHABLE: Final = "Check that PostgreSQL runs, and the host and port in ATLAS_ODOO_DATABASE_URL."


def translate(error: BaseException, place: Place) -> StoreError:
    """The StoreError for whatever SQLAlchemy, a driver or the file system raised at this place."""
    origin = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(origin, OSError) and origin.errno is not None:
        return _file_fault(origin, place)
    lines = str(origin).strip().splitlines()
    said = place.scrub(lines[0]) if lines else type(origin).__name__
    known = _SQLITE if place.file is not None else _POSTGRES
    state = getattr(origin, "sqlstate", None) or ""
    searched = f"{state} {origin}".lower()
    for mark, happened, advice in known:
        if mark in searched:
            return StoreError(f"The store ({place.words}) {happened}.", advice=advice)
    if place.file is None and not state:
        return StoreError(f"The store ({place.words}) cannot be reached: {said}.", advice=_UNREACHABLE)
    return StoreError(f"The store ({place.words}) failed: {said}.", advice="Try again; if it stays, report this.")


def _file_fault(error: OSError, place: Place) -> StoreError:
    said = error.strerror or "the system gives no reason"
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    if place.file is None:
        return StoreError(f"The store ({place.words}) cannot be reached: {said}.", advice=_UNREACHABLE)
    return StoreError(f"The store ({place.words}) cannot be opened: {said}.", advice=_SPACE if full else _RIGHTS)
