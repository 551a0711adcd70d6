"""Bring a store to the schema of this program, with the migrations that travel in the package.

Everything happens in the transaction of the connection that is handed in. SQLite and PostgreSQL both roll back
changes of the schema, so a process that is killed in the middle leaves the store as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

FOLDER: Final = Path(__file__).with_name("migrations")


def configuration() -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to `target` in the connection's open transaction."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, target)
