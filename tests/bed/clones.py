"""State files of cloned databases: their version, who made them, who can sign in, what serves them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bed.places import Places, write_private
from tests.bed.processes import Process
from tests.bed.server import Server
from tests.bed.tenants import Credential


@dataclass(frozen=True)
class Clone:
    """One cloned database of the bed."""

    name: str
    version: int
    maker: Process
    people: dict[str, Credential]

    @property
    def forsaken(self) -> bool:
        """Whether it was a test's and the test run died without dropping it."""
        return self.name.startswith(f"t{self.version}_") and not self.maker.alive


@dataclass(frozen=True)
class Clones:
    """All clones of a bed."""

    places: Places

    def record(self, name: str, version: int, people: Path) -> Clone:
        """Write the state file of a clone that is about to be made."""
        maker = Process.of(os.getpid())
        state = {
            "version": version,
            "maker": {"pid": maker.pid, "started": maker.started},
            "people": json.loads(people.read_text("utf-8")),
        }
        write_private(self._file(name), json.dumps(state, indent=1))
        return _clone(name, state)

    def get(self, name: str) -> Clone | None:
        """The clone of that name."""
        file = self._file(name)
        return _clone(name, json.loads(file.read_text("utf-8"))) if file.exists() else None

    def all(self) -> list[Clone]:
        """Every clone, sorted by name."""
        found = [self.get(file.stem) for file in sorted(self.places.clones.glob("*.json"))]
        return [clone for clone in found if clone is not None]

    def forget(self, name: str) -> None:
        """Remove the state files of a dropped clone."""
        self._file(name).unlink(missing_ok=True)
        self.server_file(name).unlink(missing_ok=True)

    def server(self, name: str) -> Server | None:
        """The server of that clone, if it runs."""
        return Server.load(self.server_file(name))

    def server_file(self, name: str) -> Path:
        """Where the server of a clone is remembered."""
        return self.places.run / f"serving-{name}.json"

    def _file(self, name: str) -> Path:
        return self.places.clones / f"{name}.json"


def _clone(name: str, state: dict[str, Any]) -> Clone:
    people = {who: Credential(**values) for who, values in state["people"].items()}
    return Clone(name, state["version"], Process(**state["maker"]), people)
