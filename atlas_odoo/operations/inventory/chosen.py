"""The products that a question about stock is about, with their figures, and what is to be said of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from atlas_odoo.errors import ArgumentInvalid, ReferenceAmbiguous
from atlas_odoo.objects.reading import Record
from atlas_odoo.operations.inventory.figures import ABOUT, FIGURES, SORT, is_storable, kits, only_storable

if TYPE_CHECKING:
    from atlas_odoo.odoo.call import Json
    from atlas_odoo.operations.inventory.place import Place
    from atlas_odoo.operations.work import Work

MOST: Final = 50
"""Products that were not named one by one."""
_NAMED: Final = 10
_SEARCHED: Final = ("name", "code", "barcode", "category.complete_name")
_ATTRIBUTES: Final = "attributes"


class Choice(Protocol):
    """The arguments that choose products."""

    @property
    def products(self) -> Sequence[int | str]:
        """Ids, codes, barcodes or names; the others do not count then."""

    @property
    def search(self) -> str | None:
        """Words of names, codes and categories."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Products with their figures. `total` is the number of all that match, those without stock included."""

    kept: tuple[Record, ...]
    """Those that have stock figures: storable ones and kits."""
    notes: tuple[str, ...]
    total: int
    shown: int

    @property
    def counted(self) -> str:
        """For a title: the product with its id, or how many there are."""
        if len(self.kept) == 1:
            return f"{self.kept[0]['id']} {self.kept[0]['display_name']}"
        return f"{len(self.kept) or 'no'} products"

    @property
    def more(self) -> str | None:
        """What is not shown."""
        left = self.total - self.shown
        return f"{left} more products: narrow the choice, or find_records object=product" if left > 0 else None


async def choose(work: Work, choice: Choice, place: Place) -> Chosen:
    """The products that `choice` means, with the figures of `place`: by reference, or by words.

    Without any choice it is all that stock is kept of. Raises ArgumentInvalid when both ways are taken,
    ReferenceAmbiguous with choices, RecordMissing with near matches.
    """
    fields, context = (*ABOUT, *FIGURES), place.context()
    if choice.products:
        if choice.search:
            raise ArgumentInvalid("Products are either named or searched for.", advice="Leave out products.")
        try:
            found = await work.named("product", choice.products, fields, optional=SORT, context=context)
        except ReferenceAmbiguous as several:
            raise ReferenceAmbiguous(several.message, advice="Give ids or codes, or all with search.") from None
        return await told(work, found, len(found))
    page = await work.find(
        "product",
        fields,
        _words(work, choice.search or "") or only_storable(work),
        optional=SORT,
        limit=MOST,
        total=True,
        context=context,
    )
    return await told(work, page.records, page.total or len(page.records))


async def told(work: Work, found: tuple[Record, ...], total: int) -> Chosen:
    """`found`, split into what has stock figures and what has none; one call when there are goods without stock."""
    lacking = [product for product in found if not is_storable(product)]
    composed = await kits(work, lacking)
    without = [product for product in lacking if product["id"] not in composed]
    kept = tuple(product for product in found if product not in without)
    notes = []
    if composed:
        notes.append(f"kits, figures say what their components make: {_names(kept, composed)}")
    if without:
        notes.append(f"not storable, no stock is kept: {_names(without)}")
    if not found:
        notes.append("no product matches")
    return Chosen(kept, tuple(notes), total, len(found))


def _words(work: Work, text: str) -> tuple[Json, ...]:
    """Each word stands in the name, the code, the barcode, the category, one above it, or an attribute."""
    fields = [*_SEARCHED, f"{_ATTRIBUTES}.name"] if work.object("product").has(_ATTRIBUTES) else list(_SEARCHED)
    terms: list[Json] = []
    for word in text.split():
        terms += [*("|" for _ in fields[1:]), *((field, "ilike", word) for field in fields)]
    return tuple(terms)


def _names(products: Iterable[Record], only: frozenset[int] | None = None) -> str:
    names = [str(item["display_name"]) for item in products if only is None or item["id"] in only]
    rest = len(names) - _NAMED
    return "; ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
