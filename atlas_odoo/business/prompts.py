"""Prompts of the tool files: which of them a tenant gets, their text, and names while a person types an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from atlas_odoo.business.prompt_text import filled
from atlas_odoo.errors import ArgumentInvalid
from atlas_odoo.objects.definition import PromptArgument, PromptDefinition, ToolFile
from atlas_odoo.odoo.plan import Read, Spec

if TYPE_CHECKING:
    from atlas_odoo.business.desk import Desk
    from atlas_odoo.objects.bound import Binding

_OFFERED: Final = 20
"""Names offered for what was typed so far."""
_LONGEST: Final = 500
"""Characters of an argument: prompts take names and dates, not texts."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt under its name."""

    name: str
    toolset: str
    definition: PromptDefinition

    @property
    def arguments(self) -> Mapping[str, PromptArgument]:
        """What it asks a person for."""
        return self.definition.arguments


def prompts_of(files: Iterable[ToolFile], binding: Binding, tools: Collection[str]) -> tuple[Prompt, ...]:
    """The prompts for which this tenant has the objects, and agents the tools, that they speak of."""
    there = {*tools, *binding.objects}
    return tuple(
        Prompt(name, file.toolset, definition)
        for file in files
        for name, definition in file.prompts.items()
        if there.issuperset(definition.needs)
    )


def rendered(prompt: Prompt, given: Mapping[str, str], desk: Desk) -> str:
    """The prompt's text with its arguments filled in.

    Raises ArgumentInvalid for arguments that are missing, unknown or too long, ToolFileInvalid for a template that
    cannot be used.
    """
    values = {name: given.get(name, "").strip() for name in prompt.arguments}
    missing = [name for name, item in prompt.arguments.items() if item.required and not values[name]]
    unknown = [name for name in given if name not in prompt.arguments]
    long = [name for name, value in values.items() if len(value) > _LONGEST]
    for names, what in ((missing, "is required"), (unknown, "is no argument of it"), (long, "is too long")):
        if names:
            known = ", ".join(prompt.arguments) or "none"
            raise ArgumentInvalid(f"{prompt.name}: `{names[0]}` {what}.", advice=f"Arguments: {known}.")
    today = datetime.now(desk.zone or UTC).date().isoformat()
    facts = {"company": desk.company, "currency": desk.currency or "", "today": today}
    return filled(prompt.name, prompt.definition.text, {**facts, **values})


async def completed(prompt: Prompt, argument: str, typed: str, desk: Desk) -> list[str]:
    """Names of the argument's object that have what was typed in them, in the object's order.

    Raises ArgumentInvalid for an argument that the prompt does not have, and what reading raises.
    """
    definition = prompt.arguments.get(argument)
    if definition is None:
        raise ArgumentInvalid(f"{prompt.name} has no argument {argument!r}.")
    binding = await desk.binding()
    bound = binding.objects.get(definition.completes or "")
    if bound is None or not bound.keys:
        return []
    key = bound.keys[0]
    where = (*bound.where, (key, "ilike", typed.strip())) if typed.strip() else bound.where
    spec = Spec(key, bound.model.field(key).type)
    page = await desk.gateway.read(Read(bound.model.name, where, (spec,), bound.order, _OFFERED, total=False))
    return list(dict.fromkeys(str(record[key]) for record in page.records if record.get(key)))
