"""Text of records made fit for one cell of a table: HTML reduced, invisible characters removed, long ones cut."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_DROPPED: Final = re.compile(r"<(script|style|head|template)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_ITEM: Final = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br\b[^>]*>|</(?:p|div|li|tr|h[1-6]|ul|ol|table|blockquote)\s*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[a-zA-Z/!?][^>]*>")
_BLANKS: Final = re.compile(r"[ \t\xa0]+")
_NEWLINES: Final = re.compile(r"\s*\n\s*")

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
# Unicode tags are invisible and have been used to smuggle instructions; flags such as Scotland's are made of them.
_TAGS: Final = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")


def from_html(html: str) -> str:
    """The words of an HTML field, one line per block."""
    if "<" not in html and "&" not in html:
        return html
    text = _DROPPED.sub("", html).replace("\n", " ")
    text = _TAG.sub("", _BREAK.sub("\n", _ITEM.sub("- ", text)))
    return _NEWLINES.sub("\n", _BLANKS.sub(" ", unescape(text))).strip()


def clean(text: str) -> str:
    """`text` without control characters and invisible tags; emoji and right-to-left scripts stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _TAGS.sub("", text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, with a mark that says how many are left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()}…(+{len(text) - limit:,} chars)"
