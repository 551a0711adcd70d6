"""The saved connections at a glance, with the standard library alone.

A server that starts has to know which tenant it serves, and importing SQLAlchemy takes longer than everything else it
does until then. So this reads the SQLite file as it is, and changes nothing. Whatever is in the way (another database,
a lock, a schema that is not the present one) gives None, and the caller opens the store itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from atlas_odoo.settings import Settings

FILE_NAME: Final = "atlas-odoo.db"

ESSENCE: Final = ("id", "name", "url", "database", "login", "uid", "version", "major", "company_id", "company_name")
"""What tools and instructions may depend on. The secret is in another table; times change by themselves."""
_QUERY: Final = f"SELECT active, {', '.join(ESSENCE)} FROM connections ORDER BY name_folded"  # noqa: S608 -- constants
_PATIENCE: Final = 0.2
"""Seconds to wait for a writer."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A saved connection. `essence` is all of it that a list of tools depends on: two are equal or not."""

    id: str
    name: str
    active: bool
    essence: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Glimpse:
        """The glimpse of a connection with these values by column."""
        return cls(values["id"], values["name"], bool(values["active"]), json.dumps([values[it] for it in ESSENCE]))


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
    return tuple(Glimpse.of(dict(zip(("active", *ESSENCE), row, strict=True))) for row in rows)


def _uri(file: Path) -> str:
    """How to open the file for reading only, and leave nothing beside it."""
    # Without a log nobody has it open, and a reader that is not told so would leave an empty log and its index behind.
    alone = not file.with_name(f"{file.name}-wal").exists()
    return f"{file.as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
