"""Small tools and a desk without Odoo, for what the server does by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from atlas_odoo.business.tool import READING, Tool, ToolAnswer
from atlas_odoo.errors import AccessDenied, AtlasError, NoConnection
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.server.changes import Changes
from atlas_odoo.server.desk_lending import Desks, Opened
from atlas_odoo.server.listed_tools import listing
from atlas_odoo.server.state import State
from atlas_odoo.server.surface import Surface
from atlas_odoo.server.surface_shown import SurfaceShown
from atlas_odoo.server.tenant_tools import Kit

SECRET = "the-secret-that-no-client-and-no-log-may-see"


@dataclass
class Desk:
    """Counts what happens at it."""

    name: str
    closed: bool = False
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    working: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Station:
    """A desk with the stub tools on it; the test puts others there."""

    desk: Desk
    tools: tuple[Tool[Any, Any], ...]

    @property
    def name(self) -> str:
        return self.desk.name

    @property
    def closed(self) -> bool:
        return self.desk.closed

    async def kit(self) -> Kit[Desk]:
        return Kit(self.desk, surface(self.tools), {tool.name: tool for tool in self.tools}, aliases={"mirror": "echo"})


def surface(tools: tuple[Tool[Any, Any], ...], *, settled: bool = True) -> Surface:
    return Surface(f"A stub of {len(tools)} tools.", listing(tools), settled=settled)


@dataclass
class Saved:
    """A saved connection that the test changes under the server; `key` None means that nothing is saved."""

    key: str | None = "first"
    looks: int = 0
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    opened: list[Desk] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    closed: bool = False
    slow: float = 0.0
    broken: AtlasError | None = None
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    slow_to_close: float = 0.0
    lost: AtlasError | None = None
    """Why it cannot even be said which connection is served."""
    known: bool = True
    """Whether it can be said without asking Odoo what the tools are."""
    look_every: float = 0.0
    tools: tuple[Tool[Any, Any], ...] = field(default_factory=lambda: TOOLS)

    async def look(self) -> str:
        self.looks += 1
        self.looked.set()
        await asyncio.sleep(self.slow)
        if self.broken is not None:
            raise self.broken
        if self.key is None:
            raise NoConnection("No Odoo connection is saved.")
        return self.key

    async def open(self, key: str) -> Opened[Station]:
        desk = Desk(key)
        self.opened.append(desk)

        async def close() -> None:
            self.closing.set()
            await asyncio.sleep(self.slow_to_close)
            desk.closed = True

        self.stations.append(Station(desk, self.tools))
        return Opened(self.stations[-1], close)

    async def surface(self, *, anyway: bool = False) -> Surface | None:
        if self.lost is not None and not anyway:
            raise self.lost
        if self.known:
            return surface(self.tools)
        return surface(TOOLS, settled=False) if anyway or self.key is None else None

    async def close(self) -> None:
        self.closed = True

    def desks(self, **options: Any) -> Desks[str, Station]:
        return Desks(lambda: self, **options)

    def serving(self, **options: Any) -> State:
        """What a server of this connection works with; nothing lies ready for it."""

        async def ready() -> Surface | None:
            return None

        async def standard() -> Surface:
            return surface(TOOLS, settled=False)

        desks, changes = self.desks(**options), Changes()
        return State(desks, SurfaceShown(desks, changes, ready, standard, look_every=self.look_every), changes)


class Line(Arguments):
    field_name: Annotated[str, Field(alias="field", description="A field.")]


class EchoArguments(Arguments):
    """Not for clients."""

    text: Annotated[str, Field(description="What to give back.", max_length=1000)]
    times: Annotated[int, Field(description="How often.", ge=1, le=9)] = 1
    marks: Annotated[tuple[str, ...], Field(description="What to put behind it.")] = ()
    lines: Annotated[tuple[Line, ...] | None, Field(description="Lines.")] = None


OUTPUT = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "desk": {"type": "string"}},
    "required": ["text", "desk"],
    "additionalProperties": False,
}


async def _echo(desk: Desk, arguments: EchoArguments) -> ToolAnswer:
    text = arguments.text * arguments.times + "".join(arguments.marks)
    return ToolAnswer(text, {"text": text, "desk": desk.name})


class NoArguments(Arguments):
    """None."""


async def _refuse(_desk: Desk, _arguments: NoArguments) -> ToolAnswer:
    raise AccessDenied("You may not read res.bank.", groups=("Accounting / Bank",))


async def _break(_desk: Desk, _arguments: NoArguments) -> ToolAnswer:
    try:
        int(SECRET)
    except ValueError as error:
        raise LookupError(SECRET) from error
    return ToolAnswer("", {})


async def _wait(desk: Desk, _arguments: NoArguments) -> ToolAnswer:
    desk.working.set()
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        desk.cancelled.set()
        raise
    return ToolAnswer("", {})


def _tool(name: str, arguments: type[Arguments], run: Any) -> Tool[Any, Any]:
    return Tool(
        name=name,
        title=name.title(),
        description=f"The tool {name}.",
        arguments=arguments,
        output_schema=OUTPUT,
        hints=READING,
        run=run,
    )


TOOLS: tuple[Tool[Any, Any], ...] = (
    _tool("echo", EchoArguments, _echo),
    _tool("refuse", NoArguments, _refuse),
    _tool("break", NoArguments, _break),
    _tool("wait", NoArguments, _wait),
)
