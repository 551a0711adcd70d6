"""Files as text, as far as they are: which ones are, how they are decoded, and a part of one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

_KINDS: Final = frozenset(
    {
        "application/csv",
        "application/ecmascript",
        "application/javascript",
        "application/json",
        "application/sql",
        "application/x-yaml",
        "application/xhtml+xml",
        "application/xml",
        "application/yaml",
    }
)
_ENDINGS: Final = frozenset(
    {".csv", ".eml", ".ics", ".json", ".log", ".md", ".tsv", ".txt", ".vcf", ".xml", ".yaml", ".yml"}
)
_UNKNOWN: Final = frozenset({"", "application/octet-stream"})
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LONGEST: Final = 1000
"""Characters of a line; longer ones are broken."""


def is_text(kind: str, name: str) -> bool:
    """Whether a file of that media type, or with that name where the type says nothing, is text."""
    kind = kind.partition(";")[0].strip().lower()
    if kind in _UNKNOWN:
        return PurePath(name).suffix.lower() in _ENDINGS
    return kind.startswith("text/") or kind in _KINDS or kind.endswith(("+json", "+xml"))


def decoded(content: bytes) -> str | None:
    """The text in `content`: Unicode by its mark, else UTF-8, else Western European; None for what is no text."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\x00" in content:
        return None
    for tried in (encoding,) if encoding else ("utf-8", "cp1252", "latin-1"):
        try:
            return content.decode(tried)
        except UnicodeDecodeError:
            continue
    return None


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text, in pieces where they are very long."""
    return tuple(_broken(text))


def part(every: Sequence[str], start: int, most: int) -> tuple[str, ...]:
    """Lines from number `start` (from 1) on that are `most` bytes together; at least one, when there is any."""
    found: list[str] = []
    room = most
    for line in every[start - 1 :]:
        room -= len(line.encode()) + 1
        if found and room < 0:
            break
        found.append(line)
    return tuple(found)


def _broken(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from (line[place : place + _LONGEST] for place in range(0, max(len(line), 1), _LONGEST))
