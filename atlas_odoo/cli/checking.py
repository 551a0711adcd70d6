"""Test & Save on a terminal: its steps are printed as they happen, its questions asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from atlas_odoo.cli.asking import answer
from atlas_odoo.cli.output import Output
from atlas_odoo.connections.check import check
from atlas_odoo.connections.check_values import Checked, Draft, Event, Question, Step
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.settings import Settings


class Checking:
    """One run of Test & Save; `steps` are those so far, also when it failed."""

    def __init__(self, settings: Settings, out: Output) -> None:
        self.steps: list[Step] = []
        self._limits = Limits.from_settings(settings)
        self._out = out

    def run(self, draft: Draft) -> Checked:
        """Run it to its end; what passed. Raises the error of the step that failed.

        The event loop rests while a question is asked, so that Ctrl-C ends the question.
        """
        events = check(draft, self._limits)
        reply: str | None = None
        with asyncio.Runner() as loop:
            try:
                while True:
                    event = loop.run(_next(events, reply))
                    reply = None
                    match event:
                        case Checked():
                            return event
                        case Question():
                            reply = answer(event)
                        case Step():
                            self._show(event)
            finally:
                loop.run(events.aclose())

    def steps_as_data(self) -> list[dict[str, Json]]:
        """The steps for `--json`."""
        return [step.as_data() for step in self.steps]

    def _show(self, step: Step) -> None:
        self.steps.append(step)
        self._out.step(step.outcome.value, step.name, step.text, step.seconds)


async def _next(events: AsyncGenerator[Event, str | None], reply: str | None) -> Event:
    return await events.asend(reply)
