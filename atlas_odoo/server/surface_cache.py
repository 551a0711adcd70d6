"""Surfaces that were made before, in small files beside the schema caches, for servers that start.

Making one takes the store, the tool files and the catalogue, and more time than a start should. A file is used when its
key can be shown to be current: the key is a digest of all that the surface was made from. Writing one that is never
used does no harm; a file that cannot be read or written makes starts slower and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import VERSION as PYDANTIC

from atlas_odoo import __version__, shipped
from atlas_odoo.business.selection import Chosen
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.surface import Surface
from atlas_odoo.settings import Settings
from atlas_odoo.store.glance import Glimpse

logger = logging.getLogger(__name__)

FORMAT: Final = 1
"""Raise it when the meaning of anything in the files changes."""
_NOBODY: Final = "baseline"
"""Stands for the id of a connection where there is none."""
_ENDING: Final = "json"
_DATA: Final = frozenset({".yaml", ".yml"})


class SurfaceCache:
    """The surfaces of one choice of tools. Its methods block for some milliseconds. None stands for no connection."""

    def __init__(self, settings: Settings, chosen: Chosen) -> None:
        self._settings = settings
        self._chosen = chosen

    def take(self, glimpse: Glimpse | None) -> Surface | None:
        """The connection's surface, when there is one that is current."""
        data = _read(self._path(glimpse))
        try:
            if data is None or data["key"] != self._key(glimpse, self.head(glimpse)):
                return None
            return Surface.from_json(data["surface"])
        except (KeyError, TypeError, ValueError):
            return None

    def served_before(self) -> bool:
        """Whether this choice of tools was served by this program with these tool files, for whatever connection."""
        files = self._settings.cache.glob(f"*.{self._name}.{_ENDING}")
        return any(isinstance(data := _read(path), dict) and data.get("program") == self._program for path in files)

    def put(self, glimpse: Glimpse | None, fingerprint: str | None, surface: Surface) -> None:
        """Keep what was made from a catalogue of this fingerprint, if that is the one that a start would find."""
        if fingerprint == self.head(glimpse):
            key = self._key(glimpse, fingerprint)
            _write(self._path(glimpse), {"program": self._program, "key": key, "surface": surface.as_json()})

    def facts(self, glimpse: Glimpse) -> Facts | None:
        """What Odoo said last."""
        data = _read(self._beside(glimpse, "facts"))
        try:
            return None if data is None or data["essence"] != glimpse.essence else Facts.from_json(data["facts"])
        except (KeyError, TypeError, ValueError):
            return None

    def learn(self, glimpse: Glimpse, facts: Facts) -> None:
        """Keep what Odoo said."""
        if self.facts(glimpse) != facts:
            _write(self._beside(glimpse, "facts"), {"essence": glimpse.essence, "facts": asdict(facts)})

    def head(self, glimpse: Glimpse | None) -> str | None:
        """The fingerprint of the connection's cached catalogue."""
        return None if glimpse is None else SchemaCache(cache_path(self._settings.cache, glimpse.id)).mark()

    def _key(self, glimpse: Glimpse | None, fingerprint: str | None) -> str:
        facts = None if glimpse is None else self.facts(glimpse)
        parts = [
            FORMAT,
            self._program,
            asdict(self._chosen),
            None if glimpse is None else glimpse.essence,
            None if facts is None else asdict(facts),
            fingerprint,
        ]
        return _digest(json.dumps(parts).encode())

    @cached_property
    def _program(self) -> list[str]:
        """The program and the tool files, as they were when this process began to look."""
        digest = hashlib.sha256()
        for path in self._tool_files():
            digest.update(f"{path.name}\n".encode())
            with suppress(OSError):
                digest.update(path.read_bytes())
        return [__version__, PYDANTIC, digest.hexdigest(), _edited()]

    def _tool_files(self) -> Iterator[Path]:
        for place in (shipped.folder("tools"), self._settings.own_tools):
            if place is not None and place.is_dir():
                yield from sorted(item for item in place.iterdir() if item.suffix in _DATA)
            elif place is not None:
                yield place

    def _path(self, glimpse: Glimpse | None) -> Path:
        return self._beside(glimpse, self._name)

    @cached_property
    def _name(self) -> str:
        """Tells the files of this choice of tools from those of others."""
        return f"surface-{_digest(json.dumps(asdict(self._chosen)).encode())[:8]}"

    def _beside(self, glimpse: Glimpse | None, name: str) -> Path:
        """The file called `name` beside the connection's schema cache."""
        return cache_path(self._settings.cache, glimpse.id if glimpse else _NOBODY).with_suffix(f".{name}.{_ENDING}")


def _edited() -> str:
    """When the program was last edited, in a checkout: there it changes without another version."""
    top = shipped.checkout()
    if top is None:
        return ""
    folders = (top / "atlas_odoo", top / "schema_cache" / "baseline")
    times = [
        path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.*") if path.suffix in {".py", ".txt"}
    ]
    return f"{len(times)} {max(times, default=0)}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> Any:
    """The JSON in a file; None when there is none."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _write(path: Path, data: dict[str, Any]) -> None:
    """Put `data` in place of what the file holds, for the owner's eyes only."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".building")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(data, stream, ensure_ascii=False, separators=(",", ":"))
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        logger.info("%s cannot be kept: %s. Servers will start more slowly.", path, error.strerror)
