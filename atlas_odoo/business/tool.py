"""A tool, as a frozen record: registration is data, and the server layer only translates it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from atlas_odoo.business.selection import GENERIC
from atlas_odoo.odoo.call import Json
from atlas_odoo.operations.inputs import Arguments
from atlas_odoo.operations.result import File


@dataclass(frozen=True, slots=True)
class Hints:
    """The four annotations of MCP; all of them are stated for every tool, and true."""

    read_only: bool
    destructive: bool
    idempotent: bool
    open_world: bool


READING = Hints(read_only=True, destructive=False, idempotent=True, open_world=True)
"""Reads of a live ERP: nothing changes, and the world behind it is open."""
LEAVING_TRACES = Hints(read_only=False, destructive=False, idempotent=True, open_world=True)
"""What Odoo writes something of its own for, such as the token of a link, once; no business data changes."""


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a tool gives back: `text` for the model, `structured` with the same content for programs, and files."""

    text: str
    structured: dict[str, Json]
    files: tuple[File, ...] = ()


A = TypeVar("A", bound=Arguments)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Tool(Generic[A, D]):
    """One tool. `run` gets the desk (what tools work with: see `business.desk`) and checked arguments."""

    name: str
    title: str
    description: str
    arguments: type[A]
    output_schema: dict[str, Any]
    hints: Hints
    run: Callable[[D, A], Awaitable[ToolAnswer]]
    toolset: str = GENERIC
