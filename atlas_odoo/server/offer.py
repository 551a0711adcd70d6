"""The tools, prompts and words of one tenant, from its binding: a surface, and what stands behind it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mcp_types import Prompt as ListedPrompt
from mcp_types import PromptArgument

from atlas_odoo.business.choosing import choose
from atlas_odoo.business.chosen import Chosen
from atlas_odoo.business.instructions import instructions, unconnected
from atlas_odoo.business.prompts import Prompt, prompts_of
from atlas_odoo.business.tool import Tool
from atlas_odoo.business.toolbox import tools_of
from atlas_odoo.connections.connection import Connection
from atlas_odoo.objects.bound import Binding
from atlas_odoo.objects.definition import ToolFile
from atlas_odoo.server.facts import Facts
from atlas_odoo.server.listing import listing
from atlas_odoo.server.surface import Surface


@dataclass(frozen=True, slots=True)
class Offer:
    """What agents can use, and the surface that clients are shown of it."""

    tools: tuple[Tool[Any, Any], ...]
    prompts: tuple[Prompt, ...]
    surface: Surface


def offer(
    files: Sequence[ToolFile],
    binding: Binding,
    chosen: Chosen,
    connection: Connection | None,
    facts: Facts,
    *,
    settled: bool = True,
) -> Offer:
    """The offer to agents of a connection's tenant; None stands for a server that has no connection yet."""
    tools = choose(tools_of(binding, facts.references), chosen, binding.aliases)
    names = [tool.name for tool in tools]
    prompts = prompts_of(files, binding, names)
    words = (
        unconnected(names)
        if connection is None
        else instructions(
            binding.catalogue,
            names,
            company=connection.company_name,
            currency=facts.currency,
            version=connection.version,
        )
    )
    surface = Surface(words, listing(tools), tuple(map(listed, prompts)), settled and connection is not None)
    return Offer(tools, prompts, surface)


def listed(prompt: Prompt) -> ListedPrompt:
    """What `prompts/list` says about one prompt."""
    return ListedPrompt(
        name=prompt.name,
        title=prompt.definition.title,
        description=prompt.definition.says,
        arguments=[
            PromptArgument(name=name, description=item.says, required=item.required)
            for name, item in prompt.arguments.items()
        ],
    )
