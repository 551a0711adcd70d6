"""Lines of purchase orders with how late they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from atlas_odoo.objects.reading import Record
from atlas_odoo.odoo.plan import Lines
from atlas_odoo.operations.periods import day_of
from atlas_odoo.operations.work import Work

_BY_HAND: Final = "manual"
_FEW: Final = 10


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line that is ordered; `late` is how many days it is past its date, 0 when it is not or has come."""

    order: Record
    line: Record
    late: int

    @property
    def to_come(self) -> bool:
        """Whether not all has been received."""
        return bool(self.line["received"] < self.line["quantity"])

    @property
    def open(self) -> bool:
        """Whether something is to come or to be billed."""
        return self.to_come or bool(self.line["to_invoice"])


def in_days(work: Work, order: Record) -> Record:
    """The order with the user's days instead of moments: nobody asks for the minute of a receipt."""

    def days(record: Record, *fields: str) -> Record:
        return record | {name: str(day_of(record[name], work.zone)) for name in fields if record.get(name)}

    return days(order, "date", "confirmed", "expected") | {
        "lines": Lines((days(line, "expected") for line in order["lines"]), order["lines"].total),
        "receipts": [days(receipt, "scheduled", "done") for receipt in order.get("receipts", ())],
    }


def order_lines(work: Work, orders: Iterable[Record]) -> list[OrderLine]:
    """The lines that order something, not headings and notes."""
    return [
        OrderLine(order, line, _days_late(work, line))
        for order in orders
        for line in order["lines"]
        if not line["display_type"]
    ]


def _days_late(work: Work, line: Record) -> int:
    """Days that the user has been waiting in vain."""
    if not line["expected"] or line["received"] >= line["quantity"]:
        return 0
    return max((work.today - date.fromisoformat(line["expected"])).days, 0)


def late_first(lines: Iterable[OrderLine]) -> list[OrderLine]:
    """The longest late first, then what is to come, by its date."""
    return sorted(lines, key=lambda item: (-item.late, not item.to_come, item.line["expected"] or ""))


def lateness(lines: Iterable[OrderLine], *, several: bool) -> str:
    """`2 lines of 1 order late by up to 12 days`; of one order, not `several`, it is not said how many orders."""
    late = [item for item in lines if item.late]
    if not late:
        return "nothing late"
    orders = f" of {counted(len({item.order['id'] for item in late}), 'order')}" if several else ""
    return f"{counted(len(late), 'line')}{orders} late by up to {counted(max(item.late for item in late), 'day')}"


def without_receipts(orders: Iterable[Record]) -> list[str]:
    """Why orders that something is still to come of have no receipts, as notes."""
    by_hand: list[str] = []
    none: list[str] = []
    for order in orders:
        lines = [line for line in order["lines"] if not line["display_type"]]
        if order["receipts"] or all(line["received"] >= line["quantity"] for line in lines):
            continue
        (by_hand if all(line.get("received_how") == _BY_HAND for line in lines) else none).append(order["number"])
    notes = (
        (by_hand, "received quantities are entered by hand, as for services"),
        (none, "none was made"),
    )
    return [f"no receipts of {_few(numbers)}: {why}" for numbers, why in notes if numbers]


def _few(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:_FEW]) + (f" and {len(numbers) - _FEW} more" if len(numbers) > _FEW else "")


def counted(number: int, what: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def share(lines: Iterable[OrderLine], field: str) -> str:
    """How much of the lines is received or invoiced, in words: their units may differ."""
    states = {(item.line[field] > 0, item.line[field] >= item.line["quantity"]) for item in lines}
    if states and all(whole for _, whole in states):
        return "in full"
    return "in part" if any(some for some, _ in states) else "nothing"
