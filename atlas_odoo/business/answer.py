"""From parts of an answer to its text and structured content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from atlas_odoo.business.desk import Desk
from atlas_odoo.business.layout import Layout
from atlas_odoo.business.render import DATA
from atlas_odoo.business.tool import ToolAnswer
from atlas_odoo.odoo.call import Json

RESERVE: Final = 700
"""Bytes of the budget that are kept for the first and the last lines."""


def opening(desk: Desk, layout: Layout | None = None) -> str:
    """The first line: whose words follow, and in which zone times are."""
    return f"{DATA}{in_utc(desk)}" if layout is not None and layout.has_times else DATA


def in_utc(desk: Desk) -> str:
    """What is said of times: Odoo gives them so whatever the user's zone is."""
    zone = f" (user's zone: {desk.tz})" if desk.tz and desk.tz != "UTC" else ""
    return f"; times in UTC{zone}"


def counted(model: str, number: int, what: str, *, more: bool = False) -> str:
    """`sale.order: 3 records`; `first 3` when there are more."""
    return f"{model}: {'first ' if more else ''}{number} {what}{'' if number == 1 else 's'}"


def answer(lines: Sequence[str], content: dict[str, Json], notes: Sequence[str] = ()) -> ToolAnswer:
    """The answer; notes stand last in the text and under `notes` in the structured content."""
    if notes:
        content = {**content, "notes": list(notes)}
    text = "\n".join([*(part for part in lines if part), *(f"note: {note}" for note in notes)])
    return ToolAnswer(text, content)
