"""Text of records made fit for one cell of a table: HTML reduced, long ones cut."""

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


def from_html(html: str) -> str:
    """The words of an HTML field, one line per block."""
    if "<" not in html and "&" not in html:
        return html
    text = _DROPPED.sub("", html).replace("\n", " ")
    text = _TAG.sub("", _BREAK.sub("\n", _ITEM.sub("- ", text)))
    return _NEWLINES.sub("\n", _BLANKS.sub(" ", unescape(text))).strip()


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, with a mark that says how many are left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()}…(+{len(text) - limit:,} chars)"
