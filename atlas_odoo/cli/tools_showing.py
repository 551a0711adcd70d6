"""What agents get on a connection, as `tools` shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mcp_types import Tool

from atlas_odoo.business.desk import BYTES_PER_TOKEN
from atlas_odoo.cli.output import Output
from atlas_odoo.connections.connection import Connection
from atlas_odoo.objects.bound import Binding, BoundField, BoundObject, Left
from atlas_odoo.objects.fault import Fault
from atlas_odoo.objects.files import Loaded, Replaced
from atlas_odoo.odoo.call import Json
from atlas_odoo.server.surface import wire
from atlas_odoo.server.surface_making import Offer

_MOST_VALUES: Final = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A connection, the tool files, what they are bound to there, and what agents are offered."""

    connection: Connection
    loaded: Loaded
    binding: Binding
    offer: Offer

    @property
    def left(self) -> tuple[Left, ...]:
        """What of the tool files is not there, prompts included, and why."""
        there = {*(tool.name for tool in self.offer.tools), *self.binding.objects}
        prompts = (
            Left(file.toolset, name, f"it needs {', '.join(lacking)}, which agents do not get here")
            for file in self.loaded.files
            for name, prompt in file.prompts.items()
            if (lacking := [item for item in prompt.needs if item not in there])
        )
        return (*self.binding.left, *prompts)

    @property
    def costs(self) -> tuple[Cost, ...]:
        """What each tool costs, in the order of the list."""
        toolsets = {tool.name: tool.toolset for tool in self.offer.tools}
        return tuple(Cost.of(tool, toolsets[tool.name]) for tool in self.offer.surface.tools)


@dataclass(frozen=True, slots=True)
class Cost:
    """The size of one entry of `tools/list` in bytes: as it is, and without its output schema."""

    name: str
    toolset: str
    title: str
    full: int
    lean: int

    @classmethod
    def of(cls, tool: Tool, toolset: str) -> Cost:
        """The cost of a listed tool."""
        entry = wire(tool)
        lean = {key: value for key, value in entry.items() if key != "outputSchema"}
        return cls(tool.name, toolset, tool.title or tool.name, _bytes(entry), _bytes(lean))


def show(out: Output, shown: Shown, *, explain: bool) -> None:
    """Print it."""
    out.document(_document(shown, explain=explain))
    connection = shown.connection
    out.line(f"{connection.name}: Odoo {connection.version}, {connection.company_name}", style="bold")
    costs = shown.costs
    rows = [(cost.toolset, cost.name, str(_tokens(cost.lean)), str(_tokens(cost.full)), cost.title) for cost in costs]
    out.table(("TOOLSET", "TOOL", "TOKENS", "WITH OUTPUT SCHEMA", ""), rows)
    lean, full = sum(cost.lean for cost in costs), sum(cost.full for cost in costs)
    out.line(
        f"{len(costs)} tools: {_tokens(lean):,} tokens ({lean:,} bytes) without output schemas, "
        f"{_tokens(full):,} ({full:,} bytes) with them."
    )
    objects = shown.binding.objects
    out.line(f"{len(objects)} objects for find_records, get_records and aggregate_records: {', '.join(objects)}.")
    for prompt in shown.offer.surface.prompts:
        out.line(f"Prompt {prompt.name}: {prompt.title}")
    if explain:
        _explain(out, shown)
    elif shown.left:
        out.line(f"{len(shown.left)} things of the tool files are not there; --explain says why.")
    for replaced in shown.loaded.replaced:
        out.line(f"`{replaced.name}`: {replaced.path} changes the one that is shipped.", style="note")
    for fault in shown.loaded.faults:
        out.line(f"Left out: {fault}", style="warning")


def fault_document(fault: Fault) -> dict[str, Json]:
    """A fault, as data."""
    path = None if fault.path is None else str(fault.path)
    return {"file": path, "line": fault.line, "column": fault.column, "message": fault.message}


def replaced_document(replaced: Replaced) -> dict[str, Json]:
    """What the tenant's own file has in place of something shipped, as data."""
    return {"kind": replaced.kind, "name": replaced.name, "file": str(replaced.path)}


def _explain(out: Output, shown: Shown) -> None:
    for bound in shown.binding.objects.values():
        out.line()
        out.line(f"{bound.name}: {bound.title}, {bound.model.name}{_condition(bound)}", style="bold")
        out.table(("FIELD", "ODOO", "TYPE", "LABEL", ""), _field_rows(bound.fields))
    if shown.left:
        out.line()
        out.line("Not there", style="bold")
        out.table(("TOOLSET", "NAME", "WHY"), [(item.toolset, item.name, item.reason) for item in shown.left])


def _condition(bound: BoundObject) -> str:
    return f" where {json.dumps(bound.where, ensure_ascii=False)}" if bound.where else ""


def _field_rows(fields: Mapping[str, BoundField], leading: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    for bound in fields.values():
        field = bound.field
        kind = f"{field.type} to {field.relation}" if field.relation else field.type
        values = [value for value, _ in field.selection[:_MOST_VALUES]]
        more = [f"and {len(field.selection) - _MOST_VALUES} more"] if len(field.selection) > _MOST_VALUES else []
        yield f"{leading}{bound.name}", bound.path, kind, field.label, " | ".join([*values, *more])
        yield from _field_rows(bound.fields, f"{leading}{bound.name}.")


def _document(shown: Shown, *, explain: bool) -> dict[str, Json]:
    costs = shown.costs
    document: dict[str, Json] = {
        "connection": shown.connection.name,
        "tools": [
            {
                "name": cost.name,
                "toolset": cost.toolset,
                "title": cost.title,
                "bytes": cost.lean,
                "bytes_with_output_schema": cost.full,
                "tokens": _tokens(cost.lean),
                "tokens_with_output_schema": _tokens(cost.full),
            }
            for cost in costs
        ],
        "bytes": sum(cost.lean for cost in costs),
        "bytes_with_output_schemas": sum(cost.full for cost in costs),
        "objects": {name: _object_document(bound, explain=explain) for name, bound in shown.binding.objects.items()},
        "prompts": [prompt.name for prompt in shown.offer.surface.prompts],
        "replaced": [replaced_document(item) for item in shown.loaded.replaced],
        "faults": [fault_document(item) for item in shown.loaded.faults],
    }
    if explain:
        document["left_out"] = [
            {"toolset": item.toolset, "name": item.name, "reason": item.reason} for item in shown.left
        ]
    return document


def _object_document(bound: BoundObject, *, explain: bool) -> dict[str, Json]:
    document: dict[str, Json] = {"toolset": bound.toolset, "title": bound.title, "model": bound.model.name}
    if not explain:
        return document
    shown = {"columns": list(bound.columns), "details": list(bound.details), "order": bound.order}
    return {
        **document,
        "where": bound.where,
        "keys": list(bound.keys),
        **shown,
        "fields": _fields_document(bound.fields),
    }


def _fields_document(fields: Mapping[str, BoundField]) -> dict[str, Json]:
    return {
        name: {
            "field": bound.path,
            "type": bound.field.type,
            "label": bound.field.label,
            "origin": bound.field.origin.value,
            **({"selection": [list(pair) for pair in bound.field.selection]} if bound.field.selection else {}),
            **({"relation": bound.field.relation} if bound.field.relation else {}),
            **({"fields": _fields_document(bound.fields)} if bound.fields else {}),
        }
        for name, bound in fields.items()
    }


def _bytes(entry: Mapping[str, Json]) -> int:
    return len(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode())


def _tokens(size: int) -> int:
    return round(size / BYTES_PER_TOKEN)
