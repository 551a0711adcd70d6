"""The saved connections at a glance, with the standard library alone.

A server that starts has to know which tenant it serves, and importing SQLAlchemy takes longer than everything else it
does until then. So this reads the SQLite file as it is, and changes nothing. Whatever is in the way (another database,
a lock, a schema that is not the present one) gives None, and the caller opens the store itself.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas_odoo.settings import Settings

FILE_NAME: Final = "atlas-odoo.db"

_ESSENCE: Final = ("id", "name", "url", "database", "login", "uid", "version", "major", "company_id", "company_name")
"""What tools and instructions may depend on. The secret is in another table; times change by themselves."""
_QUERY: Final = f"SELECT name_folded, active, {', '.join(_ESSENCE)} FROM connections ORDER BY name_folded"  # noqa: S608 -- constants
_PATIENCE: Final = 0.2
"""Seconds to wait for a writer."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A saved connection. `folded` is its name as names are compared, `essence` all that a tool list depends on."""

    id: str
    folded: str
    active: bool
    essence: str


def glance(settings: Settings) -> tuple[Glimpse, ...] | None:
    """The saved connections by name, none when there is no store yet; None when the store itself has to be asked."""
    file = settings.home / FILE_NAME
    if settings.database_url is not None:
        return None
    try:
        if not file.exists():
            return ()
        with closing(sqlite3.connect(_uri(file), uri=True, timeout=_PATIENCE)) as connection:
            rows = connection.execute(_QUERY).fetchall()
    except (sqlite3.Error, OSError):
        return None
    return tuple(
        Glimpse(id=essence[0], folded=folded, active=bool(active), essence=json.dumps(essence))
        for folded, active, *essence in rows
    )


def _uri(file: Path) -> str:
    """How to open the file for reading only, and leave nothing beside it."""
    # Without a log nobody has it open, and a reader that is not told so would leave an empty log and its index behind.
    alone = not file.with_name(f"{file.name}-wal").exists()
    return f"{file.as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
