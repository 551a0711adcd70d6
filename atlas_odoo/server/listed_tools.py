"""Tools as MCP clients see them: names, descriptions, annotations and JSON Schemas.

Input schemas come from the tools' pydantic models, reduced to what strict clients accept (Vertex, VS Code,
llama.cpp): no `$ref`, no titles that repeat the name, no `anyOf` whose only purpose is to allow null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mcp_types import Tool as ListedTool
from mcp_types import ToolAnnotations
from pydantic import BaseModel

from atlas_odoo.business.tool import Tool

Schema = dict[str, Any]

_NAMED: Final = frozenset({"properties", "$defs", "patternProperties"})
"""Keywords whose value maps names of the author's choice to schemas."""


def listed(tool: Tool[Any, Any]) -> ListedTool:
    """What `tools/list` says about one tool."""
    return ListedTool(
        name=tool.name,
        title=_title(tool),
        description=tool.description,
        input_schema=input_schema(tool.arguments),
        output_schema=tool.output_schema,
        annotations=ToolAnnotations(
            read_only_hint=tool.hints.read_only,
            destructive_hint=tool.hints.destructive,
            idempotent_hint=tool.hints.idempotent,
            open_world_hint=tool.hints.open_world,
        ),
    )


def listing(tools: Iterable[Tool[Any, Any]]) -> tuple[ListedTool, ...]:
    """What `tools/list` says about all of them, in their order."""
    return tuple(listed(tool) for tool in tools)


def _title(tool: Tool[Any, Any]) -> str | None:
    """The title, unless it only repeats the name: every conversation pays for each byte of the list."""
    return None if tool.title.lower().replace(" ", "_") == tool.name else tool.title


def input_schema(arguments: type[BaseModel]) -> Schema:
    """The JSON Schema of a tool's arguments, as strict clients accept it."""
    full = arguments.model_json_schema()
    schema = _plain(full, full.get("$defs", {}))
    schema.pop("$defs", None)
    schema.pop("description", None)  # the class docstring is for readers of the code
    schema.pop("additionalProperties", None)  # unknown arguments are refused with a hint, which costs agents nothing
    schema.setdefault("properties", {})
    return schema


def _plain(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Schema:
    """`schema` with references filled in, and titles, null alternatives and defaults that say nothing left out."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _plain({**definitions[name], **beside}, definitions)
    alternatives = schema.get("anyOf")
    if alternatives is not None:
        real = [item for item in alternatives if item.get("type") != "null"]
        if len(real) == 1:
            beside = {key: value for key, value in schema.items() if key != "anyOf"}
            return _plain({**real[0], **beside}, definitions)
        schema = {**schema, "anyOf": real}
    return {
        key: _value(key, value, definitions)
        for key, value in schema.items()
        if key != "title" and not (key == "default" and value in (None, [], ""))
    }


def _value(key: str, value: Any, definitions: Mapping[str, Any]) -> Any:
    if key in _NAMED:
        return {name: _plain(item, definitions) for name, item in value.items()}
    if key in {"default", "const", "enum", "examples"}:
        return value
    if isinstance(value, Mapping):
        return _plain(value, definitions)
    if isinstance(value, list):
        return [_plain(item, definitions) if isinstance(item, Mapping) else item for item in value]
    return value
