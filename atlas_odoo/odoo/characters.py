"""Characters in other people's texts that are invisible or break lines: what hides instructions, or fakes our lines."""

from __future__ import annotations

import re
from typing import Final

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
# Unicode tags are invisible and have been used to smuggle instructions; flags such as Scotland's are made of them.
_TAGS: Final = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")


def clean(text: str) -> str:
    """`text` without control characters and invisible tags; emoji and right-to-left scripts stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _TAGS.sub("", text)


def one_line(text: str) -> str:
    """`text` clean and on one line, every run of blanks as one."""
    return " ".join(clean(text).split())
