"""Choosing a strategy by what this user may do, and making models of what it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from atlas_odoo.errors import AccessDenied
from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.catalogue import Model, Origin
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.strategy import Declined, Found, Strategy

_BUSINESS: Final = (
    "res.partner",
    "product.product",
    "crm.lead",
    "sale.order",
    "purchase.order",
    "stock.picking",
    "stock.quant",
    "mrp.production",
    "account.move",
    "pos.order",
    "hr.employee",
    "project.task",
)
"""What people expect to find: told when the user does not see it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run saw: encodable models by name, by which strategy, and in words what it could not see."""

    models: dict[str, Model]
    strategy: Strategy
    token: str | None
    unseen: tuple[str, ...]


async def discover(reader: Reader, baseline: Baseline, *, full: bool, strategies: Sequence[Strategy]) -> Seen:
    """Read the whole schema by the first strategy that works for this user.

    Raises AccessDenied when none does, and what the client raises.
    """
    await reader.speak_as_user()
    declined: list[str] = []
    for strategy in strategies:
        try:
            found = await strategy.find(reader, baseline, full=full)
        except Declined as why:
            declined.append(f"Not read by {strategy.title}: {why}.")
            continue
        models = dict(_models(found, baseline))
        unseen = (*declined, *found.unseen, *_absent(models), *_compared(baseline, reader.server.major))
        return Seen(models, strategy, found.listed.token, unseen)
    raise AccessDenied(f"This user cannot read the schema of this Odoo. {' '.join(declined)}")


def _models(found: Found, baseline: Baseline) -> Iterable[tuple[str, Model]]:
    for name, fields in sorted(found.swept.fields.items()):
        label = found.listed.labels.get(name) or readable_name(name)
        custom = name in found.listed.custom
        yield (
            name,
            Model(
                name=name,
                label=label,
                fields=fields,
                methods=found.listed.methods.get(name),
                origin=Origin.CUSTOM if custom else model_origin(name, baseline),
            ),
        )


def readable_name(name: str) -> str:
    """Words made of a model's name, where its label is not known."""
    return name.removeprefix("x_").replace(".", " ").replace("_", " ").capitalize()


def model_origin(name: str, baseline: Baseline) -> Origin:
    """Where a model comes from, by its name: Odoo itself makes the names of custom models begin with `x_`."""
    if name.startswith("x_"):
        return Origin.CUSTOM
    return Origin.STANDARD if name in baseline else Origin.ADDON


def _absent(models: dict[str, Model]) -> Iterable[str]:
    absent = [name for name in _BUSINESS if name not in models]
    if absent:
        yield f"Not installed, or not readable for this user: {', '.join(absent)}."


def _compared(baseline: Baseline, major: int) -> Iterable[str]:
    if baseline.version != major:
        yield (
            f"No baseline of Odoo {major} is shipped: what is standard was judged by Odoo {baseline.version}, so "
            f"some standard fields may be shown as those of an add-on."
        )
