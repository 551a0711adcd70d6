"""What clients see of one tenant: ready for the protocol, and the same whether it was just made or kept in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mcp_types import Prompt, Tool


@dataclass(frozen=True, slots=True)
class Surface:
    """Tools and prompts in the order of their lists. `settled` is False while it is not the tenant's own yet."""

    instructions: str
    tools: tuple[Tool, ...]
    prompts: tuple[Prompt, ...] = ()
    settled: bool = True

    def lists_as(self, other: Surface) -> bool:
        """Whether a client that was shown the one has to ask for nothing when it is the other."""
        return (self.tools, self.prompts) == (other.tools, other.prompts)

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "instructions": self.instructions,
            "tools": [wire(item) for item in self.tools],
            "prompts": [wire(item) for item in self.prompts],
            "settled": self.settled,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Surface:
        """What `as_json` gave. Raises KeyError, TypeError or ValueError when it is something else."""
        return cls(
            instructions=data["instructions"],
            tools=tuple(Tool.model_validate(item) for item in data["tools"]),
            prompts=tuple(Prompt.model_validate(item) for item in data["prompts"]),
            settled=data["settled"],
        )


def wire(item: Tool | Prompt) -> dict[str, Any]:
    """A tool or prompt as it goes over the wire."""
    return item.model_dump(by_alias=True, exclude_none=True, mode="json")
