"""From business names to what is read, and from what came back to records by business name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from atlas_odoo.objects.bound import TO_MANY, BoundObject
from atlas_odoo.odoo.call import Json
from atlas_odoo.odoo.plan import Lines, Reference, Spec
from atlas_odoo.schema.catalogue import Catalogue

Record = dict[str, Json]
LINES = 200
"""Lines of one record that an operation reads, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read (`specs`), and where the value of each business path is found in it."""

    specs: tuple[Spec, ...]
    values: Mapping[str, tuple[str, ...]]
    """Technical steps by business path."""
    lists: Mapping[str, tuple[tuple[str, ...], Wanted]] = field(default_factory=dict)
    """Lists by business path: the steps that lead there, and what is wanted of their records."""

    def record(self, raw: Record) -> Record:
        """One record by business path: `{"id": 7, "customer": Reference, "lines": [{"id": 9, ...}]}`."""
        found: Record = {"id": raw.get("id")}
        for name, steps in self.values.items():
            found[name] = _plain(_at(raw, steps))
        for name, (steps, below) in self.lists.items():
            items = _at(raw, steps) or []
            total = items.total if isinstance(items, Lines) else None
            found[name] = Lines([below.record(item) for item in items if isinstance(item, dict)], total)
        return found


@dataclass(slots=True)
class _Node:
    """A field to read, with what is to be read behind it."""

    spec: Spec
    below: dict[str, _Node] = field(default_factory=dict)


def wanted(catalogue: Catalogue, bound: BoundObject, names: Iterable[str], *, lines: int = LINES) -> Wanted:
    """What to read for `names`: business or technical paths, also into lists (`lines.product`).

    Raises FieldMissing, FieldHidden, ModelMissing or ModelHidden.
    """
    pairs = [(name, bound.path(name)) for name in dict.fromkeys(bound.expanded(names))]
    return _wanted(catalogue, bound.model.name, pairs, lines)


def _wanted(catalogue: Catalogue, model: str, pairs: Iterable[tuple[str, str]], lines: int) -> Wanted:
    tree: dict[str, _Node] = {}
    values: dict[str, tuple[str, ...]] = {}
    listed: dict[str, tuple[tuple[str, ...], str, list[tuple[str, str]]]] = {}
    for name, path in pairs:
        if path == "id":
            values[name] = ("id",)
            continue
        steps = path.split(".")
        fields = catalogue.path(model, path)
        split = next((index for index, item in enumerate(fields) if item.type in TO_MANY), None)
        if split is None:
            _grow(tree, catalogue, model, steps)
            values[name] = tuple(steps)
            continue
        before, after = steps[: split + 1], steps[split + 1 :]
        # A business path names the list by its first word and goes on from there; a technical one word by word.
        words = name.split(".")
        kept = 1 if after and len(words) > 1 and words[0] != steps[0] else len(words) - len(after)
        key = ".".join(words[:kept]) if after else name
        _, _, inner = listed.setdefault(key, (tuple(before), fields[split].relation or "", []))
        if after:
            inner.append((".".join(words[kept:]), ".".join(after)))
    lists: dict[str, tuple[tuple[str, ...], Wanted]] = {}
    for key, (steps_to, relation, inner) in listed.items():
        below = _wanted(catalogue, relation, inner or [("display_name", "display_name")], lines)
        node = _grow(tree, catalogue, model, list(steps_to))
        node.spec = replace(node.spec, fields=below.specs, limit=lines)
        lists[key] = (steps_to, below)
    return Wanted(tuple(_spec(node) for node in tree.values()), values, lists)


def _grow(tree: dict[str, _Node], catalogue: Catalogue, model: str, steps: list[str]) -> _Node:
    """The node at the end of `steps`, with all before it."""
    here: str | None = model
    level = tree
    node: _Node | None = None
    for name in steps:
        item = catalogue.model(here or "").field(name)
        node = level.setdefault(name, _Node(Spec(item.name, item.type, item.relation)))
        level = node.below
        here = item.relation
    assert node is not None  # noqa: S101 -- steps are never empty
    return node


def _spec(node: _Node) -> Spec:
    if not node.below:
        return node.spec
    return replace(node.spec, fields=tuple(_spec(item) for item in node.below.values()))


def _at(record: Json, steps: tuple[str, ...]) -> Json:
    for name in steps:
        if isinstance(record, Reference) and name == "id":
            return record.id
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record


def _plain(value: Json) -> Json:
    """A many2one that was read with fields of its record is a dictionary: here it is a reference all the same."""
    if isinstance(value, dict) and "id" in value:
        return Reference(value["id"], value.get("display_name") or "")
    return value
