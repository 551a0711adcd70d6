"""Building the file of a schema cache: tables, full-text index, and the rename that makes it the current one."""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import sqlite_utils

from atlas_odoo.schema.catalogue import Field, Model
from atlas_odoo.schema.fields import MAGIC
from atlas_odoo.schema.search import words
from atlas_odoo.schema.snapshot import FORMAT, Snapshot

_INDEXED: Final = ("names", "labels", "said", "about")
_ENTRY: Final[dict[str, type]] = {
    "model": str,
    "model_label": str,
    "field": str,
    "label": str,
    "type": str,
    "origin": str,
    "weight": float,
    "common": int,
    "names": str,
    "labels": str,
    "said": str,
    "about": str,
}
"""What a find shows, then what it is found by: the words of the name, of the label, of help and selection labels, and
of the model's name and label."""
_INSERT: Final = f"INSERT INTO entries VALUES ({', '.join('?' * len(_ENTRY))})"  # noqa: S608 -- constants
_COMMON: Final = 20
"""A field that this many models have alike comes from a mixin."""
_LEFTOVER: Final = 3600.0
"""Seconds after which the unfinished file of a process that was killed is removed."""


def write(path: Path, snapshot: Snapshot, models: Mapping[str, Model]) -> None:
    """Build the file and put it in place of `path`, readable by its owner only. Raises OSError and sqlite3.Error.

    `models` are those of the snapshot, decoded.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".building")  # mode 0600
    os.close(handle)
    building = Path(name)
    try:
        _build(building, snapshot, models)
        _flush(building)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


def _build(path: Path, snapshot: Snapshot, models: Mapping[str, Model]) -> None:
    with closing(sqlite_utils.Database(path)) as database:
        # Nobody else sees this file before it is complete, so it needs no journal.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        with database.conn:
            database.table("meta").create({"key": str, "value": str}, pk="key")
            database.table("models").create({"name": str, "body": str}, pk="name")
            entries = database.table("entries")
            entries.create(_ENTRY)
            # insert_all looks at every value of every row, and takes twice as long for 8,000 of them
            database.conn.executemany("INSERT INTO meta VALUES (?, ?)", _meta(snapshot))
            database.conn.executemany("INSERT INTO models VALUES (?, ?)", snapshot.bodies.items())
            database.conn.executemany(_INSERT, _entries(models))
            entries.enable_fts(_INDEXED, tokenize="unicode61")


def _meta(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    values = {"format": FORMAT, "fingerprint": snapshot.fingerprint, "facts": snapshot.facts.as_json()}
    for key, value in values.items():
        yield key, json.dumps(value, ensure_ascii=False)


def _entries(models: Mapping[str, Model]) -> Iterator[tuple[Any, ...]]:
    weights = _weights(models)
    alike = Counter((field.name, field.label) for model in models.values() for field in model.fields.values())
    for model in models.values():
        weight = weights.get(model.name, 0.0)
        about = _plain(model.name, model.label)
        yield _entry(model, None, weight, common=False, about=about)
        for field in model.fields.values():
            yield _entry(model, field, weight, common=alike[field.name, field.label] >= _COMMON, about=about)


def _entry(model: Model, field: Field | None, weight: float, *, common: bool, about: str) -> tuple[Any, ...]:
    shown = field or model
    said = "" if field is None else _plain(field.help or "", *(label for _, label in field.selection))
    return (
        model.name,
        model.label,
        None if field is None else field.name,
        shown.label,
        "model" if field is None else field.type,
        shown.origin.value,
        weight,
        common,
        _plain(shown.name),
        _plain(shown.label),
        said,
        about,
    )


def _plain(*texts: str) -> str:
    return " ".join(" ".join(words(text, most=None)) for text in texts)


def _weights(models: Mapping[str, Model]) -> dict[str, float]:
    """How much each model matters: the relations that point to it, on a scale from 0 to 1."""
    pointed = Counter(
        field.relation
        for model in models.values()
        for field in model.fields.values()
        if field.relation and field.name not in MAGIC
    )
    top = math.log1p(max(pointed.values(), default=1))
    return {name: math.log1p(count) / top for name, count in pointed.items()}


def _flush(path: Path) -> None:
    """The content is on the disk before the name points to it."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Remove what a killed process left; a living one finishes within the hour."""
    for leftover in path.parent.glob(f".{path.name}.*"):
        try:
            if time.time() - leftover.stat().st_mtime > _LEFTOVER:
                leftover.unlink()
        except FileNotFoundError:
            continue  # another process was faster
