"""The tool files on disk: those of the program and the tenant's own, and what is wrong with them."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from atlas_odoo.objects.consistency import Known, inconsistent
from atlas_odoo.objects.definition import ObjectDefinition, ToolFile
from atlas_odoo.objects.fault import Fault
from atlas_odoo.objects.templates import unusable
from atlas_odoo.objects.validation import Misfit, validated

if TYPE_CHECKING:  # it brings PyYAML along
    from atlas_odoo.objects.document import Document

Check = Callable[[ToolFile], Iterable[Misfit]]
"""What does not hold together in a file."""
Kind = Literal["objects", "questions", "prompts"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
NOTHING_KNOWN: Final = Known()
_ENDINGS: Final = frozenset({".yaml", ".yml"})
_LARGEST: Final = 512 * 1024
"""Bytes of one file: ten times the largest that is shipped."""
_TOLD: Final = 100
"""Faults of one file that are told."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Something shipped in whose place the tenant's own file `path` has another."""

    kind: Kind
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Loaded:
    """Tool files that hold together; each name stands in one of them. `faults` are of the files that were left out."""

    files: tuple[ToolFile, ...]
    faults: tuple[Fault, ...] = ()
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that holds together by itself, and its text's places."""

    path: Path
    file: ToolFile
    document: Document

    def names(self) -> Iterator[tuple[Kind, str]]:
        """All that it defines."""
        return ((kind, name) for kind in KINDS for name in getattr(self.file, kind))

    def without(self, names: Collection[tuple[Kind, str]]) -> ToolFile:
        """The file without what is defined elsewhere."""
        if not any(item in names for item in self.names()):
            return self.file
        kept: dict[str, object] = {
            kind: {name: item for name, item in getattr(self.file, kind).items() if (kind, name) not in names}
            for kind in KINDS
        }
        return self.file.model_copy(update=kept)


def load(shipped: Path, own: Path | None = None, *, program: Known = NOTHING_KNOWN) -> Loaded:
    """The tool files of the folder `shipped` and those of `own`, a file or folder that may change what is shipped.

    An own object of a shipped one's name and model has its fields too, and what else the own file does not say; own
    questions and prompts stand in the place of shipped ones. A file that cannot be used is left out as a whole, and
    its faults are told: nothing is raised.
    """
    faults: list[Fault] = []
    base = _unshadowing(_once(_sources(shipped, lambda file: inconsistent(file, program), faults), faults), (), faults)
    objects = {name: item for source in base for name, item in source.file.objects.items()}

    def all_of(file: ToolFile) -> Iterator[Misfit]:
        yield from inconsistent(extended(file, objects), program)
        yield from unusable(file)  # those of the program are tested with it: no need to import Jinja for them

    read = _sources(own, all_of, faults) if own is not None else ()
    added = _unshadowing(_once(read, faults), base, faults)
    anew = {item: source.path for source in added for item in source.names()}
    replaced = (
        Replaced(kind, name, anew[kind, name])
        for source in base
        for kind, name in source.names()
        if (kind, name) in anew
    )
    files = (*(source.without(anew.keys()) for source in base), *(extended(item.file, objects) for item in added))
    return Loaded(files, tuple(faults), tuple(replaced))


def extended(file: ToolFile, objects: Mapping[str, ObjectDefinition]) -> ToolFile:
    """The file, whose objects have what those of `objects` with their name and model have and they do not say."""
    known = {
        name: (objects[name], item)
        for name, item in file.objects.items()
        if name in objects and set(item.model) & set(objects[name].model)
    }
    if not known:
        return file
    merged = {
        name: first.model_copy(
            update={key: getattr(item, key) for key in item.model_fields_set} | {"fields": first.fields | item.fields}
        )
        for name, (first, item) in known.items()
    }
    return file.model_copy(update={"objects": {**file.objects, **merged}})


def _sources(place: Path, check: Check, faults: list[Fault]) -> Iterator[_Source]:
    """The files of a folder by name, or the one file, as far as they can be used."""
    try:
        if not place.exists():
            faults.append(Fault("there is no such file or folder", path=place))
            return
        paths = [item for item in place.iterdir() if item.suffix in _ENDINGS] if place.is_dir() else [place]
    except OSError as error:
        faults.append(Fault(f"it cannot be read: {error.strerror}", path=place))
        return
    for path in sorted(paths):
        source = _read(path, check)
        if isinstance(source, _Source):
            yield source
        else:
            faults.extend(source)


def _once(sources: Iterable[_Source], faults: list[Fault]) -> Iterator[_Source]:
    """The sources that define nothing that one before them defines."""
    taken: dict[tuple[Kind, str], Path] = {}
    for source in sources:
        again = tuple(
            Misfit((kind, name), f"`{name}` stands in {taken[kind, name].name} already", key=True)
            for kind, name in source.names()
            if (kind, name) in taken
        )
        if again:
            faults.extend(_placed(source.path, source.document, again))
            continue
        taken.update(dict.fromkeys(source.names(), source.path))
        yield source


def _unshadowing(sources: Iterable[_Source], before: Iterable[_Source], faults: list[Fault]) -> list[_Source]:
    """The sources none of whose aliases is the name of something in them or in those `before`."""
    sources = list(sources)
    names = {name: source.path for source in (*before, *sources) for _, name in source.names()}
    kept: list[_Source] = []
    for source in sources:
        misfits = [
            Misfit(("aliases", old), f"`{old}` is a name that {names[old].name} uses: an alias is an old one", key=True)
            for old in source.file.aliases
            if old in names
        ]
        faults.extend(_placed(source.path, source.document, misfits))
        if not misfits:
            kept.append(source)
    return kept


def _read(path: Path, check: Check) -> _Source | tuple[Fault, ...]:
    from atlas_odoo.objects import document  # noqa: PLC0415 -- nothing heavy on the start path

    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return (Fault(f"it is larger than {_LARGEST // 1024} kB: no tool file needs so much", path=path),)
        text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig").read()
    except OSError as error:
        return (Fault(f"it cannot be read: {error.strerror}", path=path),)
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        return (Fault("it is not UTF-8 text", before.count(b"\n") + 1, len(before) - before.rfind(b"\n"), path),)
    found = document.read(text)
    if isinstance(found, Fault):
        return (found.in_file(path),)
    file = validated(found.data)
    misfits = tuple(check(file)) if isinstance(file, ToolFile) else file
    if isinstance(file, ToolFile) and not misfits:
        return _Source(path, file, found)
    return tuple(_placed(path, found, misfits))


def _placed(path: Path, document: Document, misfits: Iterable[Misfit]) -> list[Fault]:
    """Misfits with their lines and columns, from top to bottom."""
    placed = {(document.place(item.path, key=item.key), item.message) for item in islice(misfits, _TOLD)}
    return [Fault(message, line, column, path) for (line, column), message in sorted(placed)]
