"""Links that Odoo makes for customers, and the file behind one. Pure.

Whoever has such a link sees the document, for it holds a token: nothing here puts it into an error.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from email.message import Message
from http import HTTPStatus
from typing import Final

from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.channel import Answer
from atlas_odoo.odoo.plan import Document
from atlas_odoo.settings import MEGABYTE

PDF: Final = "application/pdf"
MOST: Final = 32 * MEGABYTE
"""Bytes of a PDF that comes packed; a small archive may hold a large file."""
_PATH: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path and query of printable ASCII. Behind a second slash, or a backslash, comes the name of another server."""
_BEYOND_NAMES: Final = re.compile(r"[\x00-\x1f\x7f/\\]+")


def path_on(server: str, url: Json) -> str | None:
    """The path and query of a link on `server` (`https://host`), without its fragment; None for any other link."""
    if not isinstance(url, str):
        return None
    path = url.removeprefix(server).partition("#")[0]
    return path if _PATH.fullmatch(path) else None


def document_in(answer: Answer, name: str) -> Document | None:
    """The PDF in an answer, called `name` unless the answer says otherwise; None for a page or an error.

    19 packs an invoice together with its electronic data: the PDF is taken out.
    """
    if answer.status != HTTPStatus.OK:
        return None
    return pdf(_file_name(answer) or name, answer.body) or _unpacked(answer.body)


def pdf(name: str, content: bytes) -> Document | None:
    """A PDF under a name that is safe to save it by; None when it is something else."""
    return Document(_clean(name), PDF, content) if content.startswith(b"%PDF-") else None


def _file_name(answer: Answer) -> str | None:
    """What Content-Disposition says, in whichever of its forms."""
    head = Message()
    head["Content-Disposition"] = answer.headers.get("content-disposition", "")
    return head.get_filename()


def _clean(name: str) -> str:
    return _BEYOND_NAMES.sub("_", name).strip(" .") or "document.pdf"


def _unpacked(body: bytes) -> Document | None:
    """The first PDF of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for member in archive.infolist():
                if member.filename.lower().endswith(".pdf") and member.file_size <= MOST:
                    return pdf(member.filename, archive.read(member))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return None  # no archive at all, or one that cannot be read
    return None
