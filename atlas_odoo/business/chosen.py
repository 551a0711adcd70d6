"""What an administrator asked for of the tools, as a value: a starting server compares it before it loads any tool."""

from __future__ import annotations

from dataclasses import dataclass


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
