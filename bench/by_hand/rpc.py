"""What a specialist sends by hand: requests to JSON-2, some of them side by side, some with ids found before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answers = Sequence[Any]
"""What came back so far, in the order of the requests."""


@dataclass(frozen=True, slots=True)
class Rpc:
    """One request; without `method` it is a GET of the path in `model`, such as a link that Odoo gave."""

    model: str
    method: str = ""
    body: Mapping[str, Any] | None = None


Step = Sequence[Rpc] | Callable[[Answers], Sequence[Rpc]]
"""Requests that go side by side; a function where they need what earlier steps found."""


@dataclass(frozen=True, slots=True)
class Question:
    """A tool with arguments, and what a specialist would send for the same figures."""

    tool: str
    arguments: Mapping[str, Any]
    steps: Sequence[Step]


def read(model: str, domain: Sequence[Any], fields: Sequence[str], **more: Any) -> Rpc:
    """Records with plain fields."""
    return Rpc(model, "search_read", {"domain": domain, "fields": fields, **more})


def web(model: str, domain: Sequence[Any], specification: Mapping[str, Any], **more: Any) -> Rpc:
    """Records with what stands below them, and their number."""
    return Rpc(model, "web_search_read", {"domain": domain, "specification": specification, **more})


def groups(model: str, domain: Sequence[Any], groupby: Sequence[str], aggregates: Sequence[str], **more: Any) -> Rpc:
    """Sums, computed by Odoo."""
    body = {"domain": domain, "groupby": groupby, "aggregates": aggregates, **more}
    return Rpc(model, "formatted_read_group", body)


NAMED: Mapping[str, Any] = {"fields": {"display_name": {}}}
"""A linked record with its name."""


def spec(plain: str, named: str = "", **nested: Mapping[str, Any]) -> dict[str, Any]:
    """A specification: plain fields, linked records with their names, and lines with fields of their own."""
    below = {name: {"fields": fields} for name, fields in nested.items()}
    return {**{name: {} for name in plain.split()}, **dict.fromkeys(named.split(), NAMED), **below}
