"""The files attached to a record: what there is, and what is in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from atlas_odoo.errors import ArgumentInvalid, RecordMissing, ReferenceAmbiguous
from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Content, Reference
from atlas_odoo.operations.across.file_text import decoded, is_text, lines, part
from atlas_odoo.operations.across.record import belonging, one
from atlas_odoo.operations.inputs import Arguments, Ref
from atlas_odoo.operations.operation import Operation
from atlas_odoo.operations.plain_text import from_html
from atlas_odoo.operations.result import File, Result, Table, Value
from atlas_odoo.operations.tabulate import tabulate
from atlas_odoo.operations.work import Found, Work
from atlas_odoo.schema.catalogue import Model
from atlas_odoo.settings import MEGABYTE

_FIELDS: Final = ("name", "type", "size", "date", "by", "kind", "link")
_MOST: Final = 200
_LARGEST: Final = 10 * MEGABYTE
"""Bytes of a file that is read; more helps nobody who reads it in a conversation."""
_TEXT: Final = 10_000
"""Bytes of text in one answer."""
_IMAGES: Final = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
"""The types of images that models look at."""
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_FEW: Final = 10


class Attachments(Arguments):
    """One record, and one of its files."""

    object: Annotated[str, Field(description="object or model")]
    record: Annotated[Ref, Field(description="number or name")]
    read: Annotated[Ref | None, Field(description="file id or name")] = None
    from_line: Annotated[int | None, Field(description="of long texts")] = None
    download: Annotated[bool | None, Field(description="any file")] = None


async def run(work: Work, arguments: Attachments) -> Result:
    """The list, or one file. Raises ArgumentInvalid for a file that is too large, and what naming a record raises."""
    model, record = await one(work, arguments.object, arguments.record)
    where = await belonging(work, model, record)
    found = await work.find("attachment", _FIELDS, where, order="date desc, id desc", limit=_MOST, total=True)
    if arguments.read is None:
        return _list(model, record, found)
    file = _chosen(found.records, arguments.read)
    if file["kind"] == "url":
        return Result(f"{file['name']}: a link to {file['link']}", untrusted=True)
    return await _read(work, file, arguments)


def _list(model: Model, record: Reference, found: Found) -> Result:
    rows: list[dict[str, Value]] = [
        {
            "file": Reference(item["id"], item["name"] or ""),
            "type": item["type"] if item["kind"] != "url" else f"link to {item['link']}",
            "size": _sized(item["size"]) if item["size"] else None,
            "date": item["date"],
            "by": item["by"],
        }
        for item in found.records
    ]
    total = found.total or 0
    more = f"{total - len(rows)} more: find_records on attachment" if total > len(rows) else None
    title = f"{model.label} {record.id} {record.name}: {total} {'file' if total == 1 else 'files'}"
    tables = (tabulate("files", ("file", "type", "size", "date", "by"), rows, more=more),) if rows else ()
    return Result(title, tables=tables, untrusted=True)


def _chosen(files: Sequence[Record], wanted: int | str) -> Record:
    """The file of that id or name. Raises RecordMissing, ReferenceAmbiguous."""
    text = str(wanted).strip().casefold()
    found = [item for item in files if str(item["id"]) == text] or [
        item for item in files if (item["name"] or "").casefold() == text
    ]
    if not found:
        named = ", ".join(f"{item['id']} {item['name']}" for item in files[:_FEW]) or "none"
        raise RecordMissing(f"This record has no file {wanted!r}.", advice=f"Its files: {named}.")
    if len(found) > 1:
        raise ReferenceAmbiguous(f"{len(found)} files are called {wanted!r}: {', '.join(str(f['id']) for f in found)}.")
    return found[0]


async def _read(work: Work, file: Record, arguments: Attachments) -> Result:
    name, kind, size = file["name"] or f"file-{file['id']}", file["type"] or "", file["size"] or 0
    title = f"{file['id']} {name}: {kind or 'of unknown type'}, {_sized(size)}"
    text, image = is_text(kind, name), kind in _IMAGES
    if not (text or image or arguments.download):
        return Result(title, notes=("binary: its text cannot be read here; download=true gives the file itself",))
    if size > _LARGEST:
        raise ArgumentInvalid(
            f"{name} is {_sized(size)}, more than the {_sized(_LARGEST)} that are read.", advice="Open it in Odoo."
        )
    content = await work.gateway.content(Content("ir.attachment", file["id"], "datas"))
    if arguments.download or image:
        uri = f"atlas-odoo://attachment/{file['id']}"
        return Result(title, files=(File(uri, name, kind or "application/octet-stream", content),), untrusted=True)
    words = decoded(content)
    if words is None:
        return Result(title, notes=("no text, whatever its type says; download=true gives the file itself",))
    return _told(title, from_html(words) if kind in _HTML else words, max(arguments.from_line or 1, 1))


def _told(title: str, text: str, start: int) -> Result:
    """As much of a text as fits, from line `start` on."""
    every = lines(text)
    shown = part(every, start, _TEXT)
    if not shown:
        return Result(title, notes=(f"it has {len(every)} lines",), untrusted=True)
    last = start + len(shown) - 1
    more = f"{len(every) - last} more lines: from_line={last + 1}" if last < len(every) else None
    table = Table(f"lines {start} to {last} of {len(every)}", ("text",), [[line] for line in shown], more=more)
    return Result(title, tables=(table,), untrusted=True)


def _sized(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{size / 1024:.1f} kB"


OPERATION: Final = Operation(arguments=Attachments, needs=("attachment",), run=run)
