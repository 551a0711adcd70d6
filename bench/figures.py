"""Figures and how they are told."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing. `value` is compared with `target`; `ours` and `raw` are what a ratio is made of.

    `detail` is what else there is to say of it.
    """

    name: str
    value: float
    target: float
    unit: str
    ours: float | None = None
    raw: float | None = None
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether the target is met."""
        return self.value <= self.target

    def line(self) -> str:
        """A row of the table."""
        times = f"{self.ours * 1000:8.1f} ms {self.raw * 1000:8.1f} ms" if self.ours and self.raw else " " * 23
        return (
            f"{'pass' if self.passed else 'FAIL'}  {self.name:<46} {times} "
            f"{self.value:9.2f} {self.unit:<5} (at most {self.target:g})  {self.detail}"
        ).rstrip()


def ratio(name: str, ours: Sequence[float], raw: Sequence[float], target: float, detail: str = "") -> Figure:
    """Median of ours over median of raw; times in seconds."""
    mine, theirs = statistics.median(ours), statistics.median(raw)
    return Figure(name, mine / theirs, target, "times", mine, theirs, detail)


def told(figures: Sequence[Figure], *, as_json: bool) -> str:
    """All figures, as a table or as JSON."""
    if as_json:
        return json.dumps([{**asdict(figure), "passed": figure.passed} for figure in figures], indent=2)
    head = f"      {'':<46} {'ours':>11} {'raw':>11}"
    return "\n".join([head, *(figure.line() for figure in figures)])


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds until `work` is done."""
    begin = time.perf_counter()
    await work()
    return time.perf_counter() - begin
