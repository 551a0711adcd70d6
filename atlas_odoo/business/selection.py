"""Which of the tools a server offers: what an administrator asked for on the command line or in the settings. Pure.

Light: a starting server compares choices before it loads any tool.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from atlas_odoo.errors import SettingInvalid

if TYPE_CHECKING:  # see above
    from atlas_odoo.business.tool import Tool
    from atlas_odoo.objects.definition import ToolFile

GENERIC: Final = "generic"
"""The toolset of the tools that work on any model; every other one is that of a tool file."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tools of these toolsets, and these tools besides; all when neither is named. `read_only` drops writers."""

    toolsets: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    read_only: bool = False

    @property
    def everything(self) -> bool:
        """Whether no names were given."""
        return not self.toolsets and not self.tools


def choose(
    tools: Iterable[Tool[Any, Any]], chosen: Chosen, aliases: Mapping[str, str] | None = None
) -> tuple[Tool[Any, Any], ...]:
    """Those of `tools` that are offered, in their order. Old names among the chosen count as the new ones."""
    named = {(aliases or {}).get(name, name) for name in chosen.tools}
    return tuple(
        tool
        for tool in tools
        if (chosen.everything or tool.toolset in chosen.toolsets or tool.name in named)
        and (tool.hints.read_only or not chosen.read_only)
    )


def check(chosen: Chosen, files: Iterable[ToolFile], generic: Iterable[str]) -> None:
    """Refuse names that no tool has on any tenant, with near ones. Raises SettingInvalid.

    `generic` are the tools that stand in no file. What a file has and a tenant has not is no fault.
    """
    files = tuple(files)
    toolsets = {GENERIC, *(file.toolset for file in files)}
    tools = {*generic, *(name for file in files for name in (*file.questions, *file.aliases))}
    for kind, named, known in (("toolset", chosen.toolsets, toolsets), ("tool", chosen.tools, tools)):
        for name in named:
            if name not in known:
                near = get_close_matches(name, known, n=2, cutoff=0.5)
                advice = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(sorted(known))}."
                raise SettingInvalid(f"There is no {kind} called {name!r}.", advice=advice)
