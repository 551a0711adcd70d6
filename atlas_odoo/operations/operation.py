"""An operation, as a frozen record; each stands in a module of its own, under the name `OPERATION`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.operations.result import Result

if TYPE_CHECKING:
    from atlas_odoo.operations.work import Work

A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Operation(Generic[A]):
    """`arguments` are what agents send (every one described), `needs` the objects without which it cannot work.

    In `needs`, `"sales_order|purchase_order"` is one of the two, whichever.
    `leaves_traces` is whether Odoo writes something of its own while it answers: such an operation is no mere reading.
    """

    arguments: type[A]
    needs: tuple[str, ...]
    run: Callable[[Work, A], Awaitable[Result]]
    leaves_traces: bool = False


AnyOperation = Operation[Any]
