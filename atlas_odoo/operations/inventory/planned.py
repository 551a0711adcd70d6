"""The planned moves of a product into and out of the warehouses, by date, and what is left after each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from atlas_odoo.objects.reading import Record

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.operations.work import Work

MOST: Final = 2_000
"""Moves read, coming and going."""
DIGITS: Final = 6
"""Decimals beyond which a sum of quantities is noise."""
_OPEN: Final = ("waiting", "confirmed", "partially_available", "assigned")
"""The states that Odoo's forecast counts: drafts are not planned yet."""
_QUANTITY: Final = "product_qty"
"""What is demanded, in the unit that the product's stock is counted in."""
_PATH: Final = "location.parent_path"
"""The ids of the locations above the one that the move leaves, and its own: `1/7/8/`."""
_FIELDS: Final = ("date", _QUANTITY, "reference", "source_document", "state", _PATH)


@dataclass(frozen=True, slots=True)
class Move:
    """One planned move. `day` is the user's; `change` is negative for what goes; `left` is what is there after it."""

    day: date
    change: float
    document: str
    source: str | None
    state: str
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Planned:
    """Moves in the order in which they are due; `complete` is False when there are more than were read."""

    moves: tuple[Move, ...]
    complete: bool = True


async def planned(work: Work, product: int, roots: Sequence[int], on_hand: float, until: str | None = None) -> Planned:
    """What comes into the locations below `roots` and what leaves them, in one call (17+).

    The same moves that Odoo counts in incoming and outgoing quantity. From 17 on a move may have a destination that it
    reaches by further moves, which do not exist yet: that one counts.
    """
    if not roots:
        return Planned(())
    inside: tuple[Json, ...] = (("destination", "child_of", list(roots)),)
    if work.object("stock_move").has("final_destination"):
        final = ("final_destination", "child_of", list(roots))
        inside = ("|", "&", ("final_destination", "!=", False), final, "&", ("final_destination", "=", False), *inside)
    from_inside = ("location", "child_of", list(roots))
    where: tuple[Json, ...] = (("product", "=", product), ("state", "in", list(_OPEN)))
    if until is not None:
        where += (("date", "<=", until),)
    crossing = ("|", "&", *inside, "!", from_inside, "&", from_inside, "!", *inside)
    found = await work.find("stock_move", _FIELDS, (*where, *crossing), order="date, id", limit=MOST)
    within = {str(root) for root in roots}
    moves = [_move(record, within, work.zone) for record in found.records]
    known = moves[-1].day if len(moves) == MOST else None  # the last day of which all moves may have been read
    due = sorted(
        (move for move in moves if known is None or move.day <= known),
        key=lambda move: (max(move.day, work.today), move.change < 0, move.day, move.document),
    )
    left = accumulate((move.change for move in due), initial=on_hand)
    next(left)
    counted = tuple(
        Move(move.day, move.change, move.document, move.source, move.state, round(rest, DIGITS))
        for move, rest in zip(due, left, strict=True)
    )
    return Planned(counted, known is None)


def first_below(moves: Iterable[Move], level: float, today: date) -> date | None:
    """The first day that ends with less than `level`; None when there is none.

    Within a day what comes is counted first, and what is overdue is expected today.
    """
    return next((max(move.day, today) for move in moves if is_less(move.left, level)), None)


def is_less(quantity: float, level: float) -> bool:
    """Whether it is less by more than the noise of binary fractions."""
    return round(quantity - level, DIGITS) < 0


def _move(record: Record, within: AbstractSet[str], zone: ZoneInfo) -> Move:
    """A move that crosses the border of the locations `within`: what starts inside leaves."""
    due = datetime.fromisoformat(record["date"]).replace(tzinfo=UTC).astimezone(zone).date()
    leaves = not within.isdisjoint((record[_PATH] or "").split("/"))
    change = -record[_QUANTITY] if leaves else record[_QUANTITY]
    return Move(due, change, record["reference"] or "", record["source_document"], record["state"])
