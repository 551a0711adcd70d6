"""From the fields that were asked for to what is read (specs) and how it is shown (columns and lines)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from atlas_odoo.business.cells import INLINE
from atlas_odoo.errors import ArgumentInvalid, FieldMissing
from atlas_odoo.odoo.execute_values import TO_MANY
from atlas_odoo.odoo.plan import Spec
from atlas_odoo.schema.catalogue import Catalogue, Field

LINES: Final = 20
"""Lines of one record that are read; how many more there are is told."""
MOST_FIELDS: Final = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One value per record: `path` leads to it through many2one fields. `currency` is the path of its currency.

    `asked` is what the caller called it, or its name in the business.
    """

    path: tuple[str, ...]
    field: Field
    currency: tuple[str, ...] | None = None
    asked: str | None = None

    @property
    def name(self) -> str:
        """What stands in the header."""
        return self.asked or ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Lines:
    """The records of a list field, shown under the record that they belong to."""

    path: tuple[str, ...]
    field: Field
    layout: Layout
    asked: str | None = None

    @property
    def name(self) -> str:
        """What stands in the header."""
        return self.asked or ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Layout:
    """How records of `model` are shown; `specs` is what has to be read for it."""

    model: str
    columns: tuple[Column, ...]
    lines: tuple[Lines, ...]
    specs: tuple[Spec, ...]

    @property
    def has_times(self) -> bool:
        """Whether a datetime is shown anywhere."""
        return any(column.field.type == "datetime" for column in self.columns) or any(
            lines.layout.has_times for lines in self.lines
        )


class _Wish(dict[str, "_Wish"]):
    """A tree of wished-for fields; `own` says that the field itself was named, not only fields behind it."""

    own: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """What holds on every level: the schema, the words for fields by technical path, and lines per record."""

    catalogue: Catalogue
    names: Mapping[str, str]
    lines: int


def lay_out(
    catalogue: Catalogue,
    model: str,
    paths: Iterable[str],
    names: Mapping[str, str] | None = None,
    *,
    lines: int = LINES,
) -> Layout:
    """The layout for field paths such as `partner_id.country_id` or `order_line.product_id`.

    `names` are the words for them in headers, by technical path; below a list without the words for the list.
    Raises FieldMissing, ModelMissing, FieldHidden, ModelHidden, or ArgumentInvalid when they are too many.
    """
    wishes = _Wish()
    for number, path in enumerate(paths):
        if number >= MOST_FIELDS:
            raise ArgumentInvalid(
                f"More than {MOST_FIELDS} fields.",
                advice="Ask for those that the task needs, or for none.",
            )
        here = wishes
        for name in path.strip().split("."):
            here = here.setdefault(name, _Wish())
        here.own = True
    return _level(_Plan(catalogue, names or {}, lines), model, wishes, "")


def _level(plan: _Plan, model: str, wishes: _Wish, leading: str) -> Layout:
    """One model's columns and lines; `leading` is the technical path that leads there, with a dot at its end."""
    columns: list[Column] = []
    lines: list[Lines] = []
    specs: dict[str, Spec] = {}
    known = plan.catalogue.model(model)
    for name, wish in wishes.items():
        field = known.field(name)
        spec = Spec(name, field.type, field.relation)
        asked = plan.names.get(f"{leading}{name}")
        if name == "id" and not wish:
            continue
        if not wish:
            columns.append(Column((name,), field, _currency(field, known.fields), asked))
            specs[name] = _inline(plan.catalogue, spec) if field.type in TO_MANY else spec
        elif field.relation is None:
            raise FieldMissing(
                f"{model}.{name} is a {field.type} field: the path {name}.{next(iter(wish))} cannot go on after it.",
                advice="Only many2one, one2many and many2many fields lead to another model.",
            )
        elif field.type in TO_MANY:
            below = _level(plan, field.relation, wish, f"{leading}{name}.")
            lines.append(Lines((name,), field, below, asked))
            specs[name] = replace(spec, fields=below.specs or (_name_spec(),), limit=plan.lines)
        else:
            below = _level(plan, field.relation, wish, f"{leading}{name}.")
            columns += [Column((name,), field, asked=asked)] if wish.own else []
            columns += [replace(item, path=(name, *item.path), currency=_behind(name, item)) for item in below.columns]
            lines += [replace(item, path=(name, *item.path)) for item in below.lines]
            specs[name] = replace(spec, fields=below.specs or (_name_spec(),))
    for column in list(columns):
        if column.currency is not None and len(column.currency) == 1 and column.currency[0] not in specs:
            unit = known.fields[column.currency[0]]
            specs[unit.name] = Spec(unit.name, unit.type, unit.relation)
    return Layout(model, tuple(columns), tuple(lines), tuple(specs.values()))


def _currency(field: Field, fields: Mapping[str, Field]) -> tuple[str, ...] | None:
    return (field.currency_field,) if field.currency_field and field.currency_field in fields else None


def _behind(name: str, column: Column) -> tuple[str, ...] | None:
    return (name, *column.currency) if column.currency is not None else None


def _inline(catalogue: Catalogue, spec: Spec) -> Spec:
    """A list field that is shown in one cell: its records by name, where the user may read them, else by id."""
    if spec.relation is None or spec.relation not in catalogue or catalogue[spec.relation].access.read is False:
        return spec
    return replace(spec, fields=(_name_spec(),), limit=INLINE)


def _name_spec() -> Spec:
    return Spec("display_name", "char")
