"""What is to be read, as plain values: built by tools, narrowed by policy, carried out by `execute_*`.

Nothing here knows a tool, a policy or a protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from atlas_odoo.odoo.call import Context, Json

Domain = tuple[Json, ...]
"""A validated Odoo domain: `"&"`, `"|"`, `"!"` and `(field, operator, value)` terms, in prefix notation."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One field to read; `fields` are read on the records it points to (lines, or the record of a many2one).

    `type` and `relation` are the field's Odoo type and comodel. `limit` caps nested lines per record.
    """

    name: str
    type: str
    relation: str | None = None
    fields: tuple[Spec, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Records of `model` that match `domain`; `total` asks for the number of all that match."""

    model: str
    domain: Domain
    fields: tuple[Spec, ...]
    order: str | None = None
    limit: int = 20
    offset: int = 0
    total: bool = True
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class ReadIds:
    """Records by id, in the order of `ids`; ids that cannot be read are left out of the answer."""

    model: str
    ids: tuple[int, ...]
    fields: tuple[Spec, ...]
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Grouping:
    """A field to group by; `granularity` (hour, day, week, month, quarter, year) for dates only.

    `type` is the field's Odoo type where known: Odoo writes "empty" and "no" alike, only the type tells them apart.
    """

    field: str
    granularity: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """`function` (sum, avg, min, max, count, count_distinct) over a field.

    The number of records is `Measure("id", "count")`.
    """

    field: str
    function: str


@dataclass(frozen=True, slots=True)
class Having:
    """Keep only the groups whose `measure` compares with `value` by `operator` (=, !=, <, <=, >, >=)."""

    measure: Measure
    operator: str
    value: float


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Groups of the records that match `domain`, with their measures. `order` names groupings or measures."""

    model: str
    domain: Domain
    group_by: tuple[Grouping, ...]
    measures: tuple[Measure, ...]
    having: tuple[Having, ...] = ()
    order: tuple[tuple[Grouping | Measure, bool], ...] = ()
    """Pairs of what to sort by and whether it descends."""
    limit: int = 50
    offset: int = 0
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Reference:
    """A many2one value as Odoo gives it: the record's id and display name."""

    id: int
    name: str


class Lines(list[Json]):
    """The records of a one2many or many2many: dictionaries where sub-fields were asked for, else ids.

    `total` is their number before the limit of the Spec was applied.
    """

    __slots__ = ("total",)

    def __init__(self, lines: Iterable[Json] = (), total: int | None = None) -> None:
        super().__init__(lines)
        self.total = len(self) if total is None else total


@dataclass(frozen=True, slots=True)
class Page:
    """Records in order, each with `id`; `total` is None when it was not asked for.

    Values by field name: None for what is empty, Reference for a many2one (with sub-fields: a record that has
    `display_name` too), Lines for one2many and many2many, Odoo's own text for dates (UTC), `model,id` for a reference,
    the size as a text such as `10.44 Kb` for a binary (its content is never fetched), else the JSON value.
    """

    records: tuple[dict[str, Json], ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: the values of its groupings and of its measures, each in plan order.

    A key is a Reference, another JSON value, None, or a period: `2026`, `2026-Q1`, `2026-03`, `2026-W09` (ISO weeks,
    from Monday, on every version and in every language), `2026-03-14`, `2026-03-14T09`. A value is a number, None where
    there was nothing to measure, or a text for the first or last of a date.
    """

    keys: tuple[Json, ...]
    values: tuple[float | int | str | None, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of an Aggregate; `more` says that others follow after them."""

    rows: tuple[GroupRow, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Compute:
    """A public method that computes and saves nothing, such as a report's figures or `onchange`.

    `arguments` are its keyword arguments; `ids` is None for a method of the model itself. The answer is plain JSON.
    """

    model: str
    method: str
    ids: tuple[int, ...] | None = None
    arguments: Mapping[str, Json] = field(default_factory=dict)
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Content:
    """What is in one binary field of one record, such as `datas` of an `ir.attachment`."""

    model: str
    id: int
    field: str
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that Odoo made: its name, its type (`application/pdf`) and its bytes."""

    name: str
    mime_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One tracked change, under the label that its field has (from 17) or had then (14); values as Odoo shows them."""

    label: str
    old: Json
    new: Json


@dataclass(frozen=True, slots=True)
class Changes:
    """What one message says was changed in a record of `model`; `hidden` is how many more changes are not told."""

    model: str
    told: tuple[Change, ...]
    hidden: int = 0
