"""A tool file, as values: what an administrator writes in `tools/*.yaml`. The published JSON Schema comes from here."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

NAME: Final = r"^[a-z][a-z0-9_]*$"
PATH: Final = r"^[a-zA-Z_][a-zA-Z0-9_]*(\.[a-zA-Z_][a-zA-Z0-9_]*)*$"
OPERATION: Final = r"^[a-z_]+\.[a-z_]+$"

Name = Annotated[str, Field(pattern=NAME, max_length=60)]
"""Names that agents use: lower case, words joined by underscores."""
Path = Annotated[str, Field(pattern=PATH, max_length=200)]
"""A technical field of Odoo, or a way through many2one fields such as `partner_id.country_id`."""
ModelName = Annotated[str, Field(pattern=PATH)]
"""A model of Odoo, such as `sale.order`."""


class Definition(BaseModel):
    """Base of everything in a tool file: unknown keys are faults, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Paths = Annotated[list[Path], Field(min_length=1)]
_ModelNames = Annotated[list[ModelName], Field(min_length=1)]
Paths = Annotated[_Paths, BeforeValidator(_several, json_schema_input_type=Path | _Paths)]
ModelNames = Annotated[_ModelNames, BeforeValidator(_several, json_schema_input_type=ModelName | _ModelNames)]


def _candidates(value: Any) -> Any:
    """`partner_id`, `[a, b]` and `{field: ...}` all say which field; the first that the tenant has is used."""
    return {"field": value} if isinstance(value, str | list) else value


class FieldDefinition(Definition):
    """A field by its business name."""

    field: Paths
    """Odoo's field, or candidates: the first that this tenant has is used. Versions of Odoo name things differently."""
    fields: dict[Name, FieldEntry] = Field(default_factory=dict)
    """For a list such as the lines of an order: the fields of its records, by business name."""
    columns: list[Name] = Field(default_factory=list)
    """The fields of its records that are shown when none are asked for; empty means all of `fields`."""
    says: str | None = None
    """A word for agents where the name does not say enough."""


FieldEntry = Annotated[
    FieldDefinition, BeforeValidator(_candidates, json_schema_input_type=Path | _Paths | FieldDefinition)
]


class ObjectDefinition(Definition):
    """A business object: records of one model under a name that people use."""

    model: ModelNames
    """Odoo's model, or candidates: the first that this tenant has is used. Versions of Odoo name models differently."""
    title: str
    """What people call several of them, such as Quotations."""
    says: str | None = None
    """What an agent should know about it, in one short sentence."""
    where: list[Any] = []
    """A domain of Odoo, over technical names, that every record of this object meets."""
    where_otherwise: list[Any] = []
    """The domain instead, for tenants where `where` cannot hold: versions of Odoo tell the same records differently."""
    keys: list[Name] = []
    """The fields, by business name, by which people name a record: number, code, e-mail."""
    fields: Annotated[dict[Name, FieldEntry], Field(min_length=1)]
    """Its fields by business name: `customer: partner_id`. Custom fields of the model need not be listed."""
    columns: Annotated[list[str], Field(min_length=1)]
    """The fields that a listing shows when none are asked for; `lines.product` shows lines."""
    details: list[str] = []
    """The fields that one record shows when none are asked for; empty means all of `fields`."""
    order: str | None = None
    """How a listing is sorted, in business names: `date desc, number`."""
    needs: list[Name] = []
    """Fields without which the object makes no sense; the keys are always needed."""


class QuestionDefinition(Definition):
    """A tool that answers one question over several models, by a Python operation."""

    operation: Annotated[str, Field(pattern=OPERATION)]
    """The program's own code that answers it, such as `sales.progress`."""
    title: str
    """Its name for people, as clients show it."""
    says: str
    """The description that agents read: what it answers, and when to use it."""


class PromptArgument(Definition):
    """One argument of a prompt."""

    says: str
    """What a person is asked for."""
    required: bool = False
    """Whether the prompt makes no sense without it."""
    completes: Name | None = None
    """The object whose names are offered while a person types."""


class PromptDefinition(Definition):
    """A prompt that people choose in their client."""

    title: str
    """Its name for people, as clients show it."""
    says: str
    """What it is good for."""
    arguments: dict[Name, PromptArgument] = {}
    """What a person is asked for, by name."""
    needs: list[Name] = []
    """The tools and objects that it speaks of; it is left out where one of them is."""
    text: str
    """A Jinja template over the arguments, `company`, `currency` and `today`: conditions, simple filters, no loops."""


class ToolFile(Definition):
    """One domain: its toolset, its objects, questions and prompts."""

    toolset: Name
    """The name by which `--toolsets` chooses what is in this file; several files may share it."""
    title: str
    """What the file is about, for people."""
    objects: dict[Name, ObjectDefinition] = {}
    """Business objects, by the names that agents use."""
    questions: dict[Name, QuestionDefinition] = {}
    """Questions by the names of their tools."""
    prompts: dict[Name, PromptDefinition] = {}
    """Prompts by name."""
    aliases: dict[Name, Name] = {}
    """Old names of objects, questions and prompts, with the names they have now."""
