"""What an operation works with: this tenant's objects by business name, read through the one door.

Records come back by business name: `{"id": 7, "customer": Reference, "lines": [{"id": 9, "product": Reference}]}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from atlas_odoo.errors import ArgumentInvalid, ModelMissing
from atlas_odoo.objects.bound import Binding, BoundObject
from atlas_odoo.objects.reading import LINES, Record, Wanted, wanted
from atlas_odoo.odoo.call import Context, Json
from atlas_odoo.odoo.plan import Aggregate, Domain, Grouping, GroupRow, Having, Measure, Read, ReadIds, Reference
from atlas_odoo.operations.membership import instead
from atlas_odoo.operations.references import resolve
from atlas_odoo.schema.catalogue import Catalogue, nearest

if TYPE_CHECKING:
    from atlas_odoo.gateway import Gateway

MOST: Final = 500
"""Records that an operation reads at once, unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Found:
    """Records in order; `total` is the number of all that match, when it was asked for."""

    records: tuple[Record, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One call's work on one tenant. `currency` is the company's; `zone` is the user's, UTC when not known."""

    gateway: Gateway
    binding: Binding
    company: str
    currency: str | None
    zone: ZoneInfo

    @property
    def catalogue(self) -> Catalogue:
        """The tenant's models and fields, without what is hidden."""
        return self.binding.catalogue

    @property
    def today(self) -> date:
        """The day that it is for the user."""
        return datetime.now(self.zone).date()

    def has(self, *objects: str) -> bool:
        """Whether this tenant has all of these objects."""
        return all(name in self.binding.objects for name in objects)

    def object(self, name: str) -> BoundObject:
        """The object called `name`. Raises ModelMissing when this tenant has none."""
        found = self.binding.objects.get(self.binding.aliases.get(name, name))
        if found is None:
            why = next((item.reason for item in self.binding.left if item.name == name), None)
            raise ModelMissing(
                f"This tenant has no {name.replace('_', ' ')}" + (f": {why}." if why else "."),
                near=nearest(name, self.binding.objects),
            )
        return found

    async def find(
        self,
        object: str,  # noqa: A002 -- the word of this project for it
        fields: Iterable[str],
        where: Sequence[Json] = (),
        *,
        optional: Iterable[str] = (),
        order: str | None = None,
        limit: int = MOST,
        offset: int = 0,
        total: bool = False,
        lines: int = LINES,
        context: Context | None = None,
    ) -> Found:
        """Records of a business object, in one call (17+).

        `fields`, `where` and `order` name fields by business or technical path; `optional` fields are left out where
        this tenant lacks them. `where` is a domain of tuples; the object's own condition is added.
        """
        bound = self.object(object)
        plan = self._wanted(bound, fields, optional, lines)
        read = Read(
            bound.model.name,
            (*bound.where, *self.domain(bound, where)),
            plan.specs,
            self._order(bound, order) if order is not None else bound.order,
            limit,
            offset,
            total,
            context or Context(),
        )
        page = await self.gateway.read(read)
        return Found(tuple(plan.record(record) for record in page.records), page.total)

    async def get(
        self,
        object: str,  # noqa: A002 -- as above
        ids: Iterable[int],
        fields: Iterable[str],
        *,
        optional: Iterable[str] = (),
        lines: int = LINES,
        context: Context | None = None,
    ) -> tuple[Record, ...]:
        """Records by ids that Odoo gave, in that order; those that cannot be read are left out.

        Ids that people gave are for `named`, which also looks whether they are of the object.
        """
        bound = self.object(object)
        plan = self._wanted(bound, fields, optional, lines)
        wished = tuple(dict.fromkeys(ids))
        if not wished:
            return ()
        page = await self.gateway.read_ids(ReadIds(bound.model.name, wished, plan.specs, context or Context()))
        return tuple(plan.record(record) for record in page.records)

    async def sums(
        self,
        object: str,  # noqa: A002 -- as above
        group_by: Sequence[str],
        measures: Sequence[str],
        where: Sequence[Json] = (),
        *,
        order: str | None = None,
        limit: int = MOST,
        having: Sequence[tuple[str, str, float]] = (),
    ) -> tuple[GroupRow, ...]:
        """Groups with their measures, computed by Odoo: `("customer", "date:month")`, `("total:sum", "count")`.

        `order` is one grouping or measure as written there, `desc` after it reverses; keys and values of a row stand
        in the order of `group_by` and `measures`.
        """
        bound = self.object(object)
        groupings = {text: self._grouping(bound, text) for text in group_by}
        measured = {text: self._measure(bound, text) for text in measures}
        named: dict[str, Grouping | Measure] = {**groupings, **measured}
        key, _, way = (order or "").partition(" ")
        plan = Aggregate(
            bound.model.name,
            (*bound.where, *self.domain(bound, where)),
            tuple(groupings.values()),
            tuple(measured.values()),
            tuple(Having(measured[name], operator, value) for name, operator, value in having),
            ((named[key], way == "desc"),) if key else (),
            limit,
            context=Context(tz=self.zone.key),
        )
        return (await self.gateway.aggregate(plan)).rows

    async def one(self, object: str, reference: int | str) -> Reference:  # noqa: A002 -- as above
        """The record that `reference` means. Raises ReferenceAmbiguous with choices, RecordMissing with near ones."""
        return (await self.several(object, (reference,)))[0]

    async def several(self, object: str, references: Sequence[int | str]) -> tuple[Reference, ...]:  # noqa: A002
        """The records that `references` mean, in order, in one to three calls however many there are.

        Raises ReferenceAmbiguous with choices, RecordMissing with near matches, ArgumentInvalid when there are none.
        """
        records = await self.named(object, references, ("display_name",))
        return tuple(Reference(record["id"], record["display_name"] or "") for record in records)

    async def named(
        self,
        object: str,  # noqa: A002 -- as above
        references: Sequence[int | str],
        fields: Iterable[str],
        *,
        optional: Iterable[str] = (),
        any_state: bool = False,
        lines: int = LINES,
        context: Context | None = None,
    ) -> tuple[Record, ...]:
        """As `several`, with the records' fields instead of their names: as many calls, however many fields.

        One call (17+) where ids, codes, numbers or full names are given; a part of a name is looked up first.
        A record that two references mean comes once. With `any_state` any record of the object's model may be meant,
        also one that does not meet the object's own condition.
        """
        bound = self.object(object)
        fields, optional = tuple(fields), tuple(optional)
        if not references:
            raise ArgumentInvalid(f"No {object} was named.", advice="Give an id, a name, a code or a number.")
        about = replace(bound, where=()) if any_state else bound
        plan = self._wanted(bound, fields, optional, lines)
        context = context or Context()
        resolved = await resolve(
            self.gateway, self.binding, about, references, heads=True, specs=plan.specs, context=context
        )
        if resolved.ambiguous or resolved.unknown:
            raise resolved.failure(object)
        known = {record.id for record in resolved.meant.values()}
        others = [number for number in resolved.ids if number in known and number not in resolved.records]
        read = await self.get(object, others, fields, optional=optional, lines=lines, context=context)
        records = {
            **{number: plan.record(raw) for number, raw in resolved.records.items()},
            **{record["id"]: record for record in read},
        }
        missing = [number for number in resolved.ids if number not in records]
        if missing:
            what = await instead(self.gateway, self.binding, about, missing) if about.where else {}
            raise resolved.absent(object, missing, what)
        return tuple(records[number] for number in resolved.ids)

    def domain(self, bound: BoundObject, where: Sequence[Json]) -> Domain:
        """`where` with technical paths."""
        return tuple(
            (bound.path(item[0]), *item[1:]) if isinstance(item, tuple) and isinstance(item[0], str) else item
            for item in where
        )

    def _wanted(self, bound: BoundObject, fields: Iterable[str], optional: Iterable[str], lines: int) -> Wanted:
        return wanted(self.catalogue, bound, (*fields, *bound.present(optional)), lines=lines)

    def _order(self, bound: BoundObject, order: str) -> str:
        terms = (term.strip().partition(" ") for term in order.split(","))
        return ", ".join(f"{bound.path(name)} {way}".strip() for name, _, way in terms)

    def _grouping(self, bound: BoundObject, text: str) -> Grouping:
        name, _, granularity = text.partition(":")
        path = bound.path(name)
        return Grouping(path, granularity or None, self.catalogue.path(bound.model.name, path)[-1].type)

    def _measure(self, bound: BoundObject, text: str) -> Measure:
        name, _, function = text.partition(":")
        return Measure("id", "count") if text == "count" else Measure(bound.path(name), function)
