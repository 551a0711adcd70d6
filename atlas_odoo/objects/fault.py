"""What is wrong with a tool file, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

Step = str | int


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. Line and column count from 1; without them it is the file as a whole."""

    message: str
    line: int | None = None
    column: int | None = None
    path: Path | None = None

    def in_file(self, path: Path) -> Fault:
        """The same, with the file's name."""
        return replace(self, path=path)

    def __str__(self) -> str:
        """`sales.yaml:3:5: there is no key ...`, as compilers and editors write it."""
        place = [str(item) for item in (self.path, self.line, self.column) if item is not None]
        return f"{':'.join(place)}: {self.message}" if place else self.message
