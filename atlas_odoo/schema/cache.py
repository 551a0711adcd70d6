"""The cache of one connection: a SQLite file that is written whole and never changed.

A discovery builds a new file beside the old one and renames it over: a crash in the middle leaves the old content,
two processes that discover at once leave the content of the one that ended last, and a reader needs no lock.
Files of another format, or damaged ones, count as no cache. Writing goes through sqlite-utils; reading uses sqlite3
alone, because it is on the way of every server start.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from atlas_odoo.errors import CacheError
from atlas_odoo.schema.catalogue import Model, Origin
from atlas_odoo.schema.codec import fingerprint
from atlas_odoo.schema.search import Row, match, words
from atlas_odoo.schema.snapshot import FORMAT, Facts, Snapshot

Stamp = tuple[int, int]
"""A file's inode and its time of change in nanoseconds."""
_WRITER: Final = "atlas_odoo.schema.cache_file"
_CANDIDATES: Final = 600
"""Rows that are ranked for one query."""
_COLUMNS: Final = "e.model, e.model_label, e.field, e.label, e.type, e.origin, e.weight, e.common"
_BY_INDEX: Final = f"""
    SELECT {_COLUMNS} FROM entries_fts JOIN entries e ON e.rowid = entries_fts.rowid
    WHERE entries_fts MATCH ? ORDER BY bm25(entries_fts, 10.0, 8.0, 2.0, 1.0) LIMIT {_CANDIDATES}
"""  # noqa: S608 -- constants
_BY_PART: Final = f"""
    SELECT {_COLUMNS} FROM entries e
    WHERE NOT EXISTS (SELECT 1 FROM json_each(?) WHERE instr(e.names || ' ' || e.labels, json_each.value) = 0)
    LIMIT {_CANDIDATES}
"""  # noqa: S608 -- constants


def cache_path(folder: Path, connection_id: str) -> Path:
    """Where the cache of a connection is. Ids are ours; anything else in one would be a path trick."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", connection_id):
        raise CacheError(f"{connection_id!r} cannot be the id of a connection.")
    return folder / f"{connection_id}.sqlite"


class SchemaCache:
    """The cache file at `path`; nothing is opened before it is used."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def load(self) -> Snapshot | None:
        """What is cached; None when there is nothing, or nothing that this version of the program can use."""
        return await asyncio.to_thread(self._load)

    async def prepare(self) -> None:
        """Import what `save` needs, which takes longer than saving, while there is something else to wait for."""
        await asyncio.to_thread(import_module, _WRITER)

    async def save(self, snapshot: Snapshot, models: Mapping[str, Model]) -> None:
        """Replace what is cached; `models` are the same, decoded. Raises CacheError when the file cannot be written."""
        await asyncio.to_thread(self._save, snapshot, models)

    async def touch(self) -> None:
        """Note that the content was found to be current just now."""
        await asyncio.to_thread(self._touch)

    def stamp(self) -> Stamp | None:
        """Changes when a process replaces or touches the file; None when there is none."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    def mark(self) -> str | None:
        """The fingerprint of what is cached, read from the head of the file; None as for `load`."""
        try:
            with closing(self._open()) as connection:
                meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('format', 'fingerprint')"))
            return str(json.loads(meta["fingerprint"])) if json.loads(meta["format"]) == FORMAT else None
        except (sqlite3.Error, ValueError, KeyError, OSError):
            return None

    async def find(self, text: str) -> tuple[Row, ...]:
        """Models and fields that have to do with a query, unordered: all its words, then any, else parts of words.

        Raises CacheError when the index cannot be read.
        """
        return await asyncio.to_thread(self._find, text)

    def remove(self) -> None:
        """Forget everything, for a connection that is removed. Raises CacheError when a file cannot be deleted."""
        try:
            for beside in self.path.parent.glob(f"{self.path.stem}.*.json"):  # what was made of it for servers
                beside.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise CacheError(
                f"The schema cache {self.path} cannot be deleted: {error.strerror}.",
                advice="Delete it yourself; it holds names, labels and help texts, no records.",
            ) from error

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def _load(self) -> Snapshot | None:
        if not self.path.is_file():
            return None
        try:
            with closing(self._open()) as connection:
                meta = dict(connection.execute("SELECT key, value FROM meta"))
                if json.loads(meta["format"]) != FORMAT:
                    return None
                bodies = dict(connection.execute("SELECT name, body FROM models ORDER BY name"))
            snapshot = Snapshot(Facts.from_json(json.loads(meta["facts"])), bodies, json.loads(meta["fingerprint"]))
        except (sqlite3.Error, ValueError, KeyError, TypeError, OSError):
            return None
        return snapshot if fingerprint(bodies) == snapshot.fingerprint else None

    def _find(self, text: str) -> tuple[Row, ...]:
        query = words(text)
        if not query:
            return ()
        tries = [(_BY_INDEX, match(query, every=True)), (_BY_PART, json.dumps(query, ensure_ascii=False))]
        if len(query) > 1:  # a model and its fields may share out the words among them: `rank` adds them up
            tries[0:1] = [*tries[0:1], (_BY_INDEX, match(query, every=False))]
        rows: dict[tuple[str, str | None], Row] = {}
        try:
            with closing(self._open()) as connection:
                for statement, argument in tries:
                    if statement is _BY_PART and rows:
                        break
                    for found in map(_row, connection.execute(statement, (argument,))):
                        rows.setdefault((found.model, found.field), found)
        except (sqlite3.Error, OSError) as error:
            raise CacheError(f"The schema cache cannot be searched: {error}.") from error
        return tuple(rows.values())

    def _save(self, snapshot: Snapshot, models: Mapping[str, Model]) -> None:
        from atlas_odoo.schema.cache_file import write  # noqa: PLC0415 -- sqlite-utils stays off the way of a start

        try:
            write(self.path, snapshot, models)
        except (sqlite3.Error, OSError) as error:
            raise CacheError(
                f"The schema cache {self.path} cannot be written: {error}.",
                advice="Check the folder, or set ATLAS_ODOO_CACHE to one that can be written.",
            ) from error

    def _touch(self) -> None:
        try:
            os.utime(self.path)
        except FileNotFoundError:
            return  # another process is replacing it: its content is newer
        except OSError as error:
            raise CacheError(f"The schema cache {self.path} cannot be touched: {error}.") from error


def _row(row: tuple[Any, ...]) -> Row:
    model, model_label, field, label, kind, origin, weight, common = row
    return Row(model, model_label, field, label, kind, Origin(origin), weight, common=bool(common))
