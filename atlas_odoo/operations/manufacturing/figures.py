"""Figures as they are shown: no digits that are only floating point. Pure."""

from __future__ import annotations

from typing import overload

_QUANTITY = 6
_MONEY = 2


def rounded(quantity: float) -> float:
    """A quantity with the digits that a unit of measure may have."""
    return round(quantity, _QUANTITY)


@overload
def money(amount: float) -> float: ...
@overload
def money(amount: None) -> None: ...
def money(amount: float | None) -> float | None:
    """An amount with two decimals; None stays None."""
    return None if amount is None else round(amount, _MONEY)
