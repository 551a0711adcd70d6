"""What an operation finds, as values: facts, tables and files. How they look is the business of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from atlas_odoo.odoo.call import Json

Value = Json
"""A fact or a cell: None, a number, a boolean, a text, or a Reference (shown as its id and name)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one heading. `units` are currencies (or units) by column; `more` says how to get the rest."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    units: Mapping[str, str] = field(default_factory=dict)
    more: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """Bytes for the client: a PDF, an image. `uri` names it for the client."""

    uri: str
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: a title (what was asked, in a few words), facts by name, tables, notes, files.

    `notes` say what a reader must know to take the figures right: what was left out, mixed currencies, archived
    records, what another tool would tell. `untrusted` is text that outsiders may have written (mails, chatter).
    """

    title: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    untrusted: bool = False
    files: tuple[File, ...] = ()
