"""Where the store is: a file of ours, or a PostgreSQL database that the settings name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from atlas_odoo.errors import SettingInvalid
from atlas_odoo.settings import Settings
from atlas_odoo.store.glance import FILE_NAME

_POSTGRES: Final = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_SQLITE: Final = frozenset({"sqlite", "sqlite+aiosqlite"})
_EXAMPLE: Final = (
    "It looks like postgresql://user:password@host/database; characters such as @ : / % in the password are "
    "written as %40 %3A %2F %25."
)


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """One store's address. `file` is None for PostgreSQL; `url` may hold a password and is never shown."""

    url: URL
    file: Path | None

    def __repr__(self) -> str:
        return f"Place({self.words!r})"

    @property
    def words(self) -> str:
        """The place as a person reads it, without the password."""
        if self.file is not None:
            return str(self.file)
        host = self.url.host or self.url.query.get("host") or "this machine"
        return f"the PostgreSQL database {self.url.database or self.url.username or ''} on {host}"

    def scrub(self, text: str) -> str:
        """The text without anything of the URL that is secret."""
        parts = [self.url.password, *(self.url.query.get(name) for name in ("password", "sslpassword"))]
        for part in parts:
            for secret in (part,) if isinstance(part, str) else part or ():
                for written in {secret, quote(secret, safe=""), quote_plus(secret)} - {""}:
                    text = text.replace(written, "***")
        return text


def find_place(settings: Settings) -> Place:
    """The place that the settings name. Raises SettingInvalid, which never repeats the URL."""
    if settings.database_url is None:
        return _sqlite(settings.home / FILE_NAME)
    try:
        url = make_url(settings.database_url.get_secret_value().strip())
    except (ArgumentError, ValueError):
        raise SettingInvalid("ATLAS_ODOO_DATABASE_URL is not a database URL.", advice=_EXAMPLE) from None
    if url.drivername in _SQLITE:
        if not url.database or url.database == ":memory:":
            raise SettingInvalid(
                "ATLAS_ODOO_DATABASE_URL names an SQLite database in memory, which would keep nothing.",
                advice="Unset it to use a file in ATLAS_ODOO_HOME, or name a file: sqlite:////path/to/file.",
            )
        return _sqlite(Path(url.database).expanduser().absolute())
    if url.drivername not in _POSTGRES:
        raise SettingInvalid("ATLAS_ODOO_DATABASE_URL is neither PostgreSQL nor SQLite.", advice=_EXAMPLE)
    if "@" in (url.host or ""):
        # An @ of the password that was not written as %40: going on would print the rest of it as a host name.
        raise SettingInvalid("ATLAS_ODOO_DATABASE_URL cannot be read: it has an @ too many.", advice=_EXAMPLE)
    return Place(url.set(drivername="postgresql+psycopg"), None)


def _sqlite(file: Path) -> Place:
    return Place(URL.create("sqlite+aiosqlite", database=str(file)), file)
