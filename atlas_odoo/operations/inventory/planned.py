"""The planned moves of a product into and out of the warehouses, by date, and what is left after each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.execute_calls import side_by_side

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.operations.work import Found, Work

MOST: Final = 1_000
"""Moves read of each kind, coming and going."""
DIGITS: Final = 6
"""Decimals beyond which a sum of quantities is noise."""
_OPEN: Final = ("waiting", "confirmed", "partially_available", "assigned")
"""The states that Odoo's forecast counts: drafts are not planned yet."""
_QUANTITY: Final = "product_qty"
"""What is demanded, in the unit that the product's stock is counted in."""
_FIELDS: Final = ("date", _QUANTITY, "reference", "source_document", "state")


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
    """What comes into the locations below `roots` and what leaves them, in two calls side by side.

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
    found = await side_by_side(
        [
            work.find("stock_move", _FIELDS, (*where, *condition), order="date, id", limit=MOST)
            for condition in ((*inside, "!", from_inside), (from_inside, "!", *inside))
        ]
    )
    coming, going = found
    moves = [
        *(_move(record, record[_QUANTITY], work.zone) for record in coming.records),
        *(_move(record, -record[_QUANTITY], work.zone) for record in going.records),
    ]
    known = _known(found, work.zone)
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


def _move(record: Record, change: float, zone: ZoneInfo) -> Move:
    due = datetime.fromisoformat(record["date"]).replace(tzinfo=UTC).astimezone(zone).date()
    return Move(due, change, record["reference"] or "", record["source_document"], record["state"])


def _known(found: Iterable[Found], zone: ZoneInfo) -> date | None:
    """The last day of which all moves were read; None when all were read."""
    cut = [page.records[-1] for page in found if len(page.records) == MOST]
    return min((_move(record, 0.0, zone).day for record in cut), default=None)
