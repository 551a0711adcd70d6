"""From what is cached to what is: has anything changed, and if so, a new snapshot and the difference."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from atlas_odoo.errors import AccessDenied, NameMissing
from atlas_odoo.odoo.versions import dialect
from atlas_odoo.schema.baseline import Baseline
from atlas_odoo.schema.catalogue import Model
from atlas_odoo.schema.codec import decode, encode
from atlas_odoo.schema.discover import discover, model_origin, readable_name
from atlas_odoo.schema.drift import Drift, diff
from atlas_odoo.schema.reader import Reader
from atlas_odoo.schema.snapshot import Facts, Snapshot
from atlas_odoo.schema.strategies import ORDER
from atlas_odoo.schema.strategy import Declined, Strategy
from atlas_odoo.schema.sweep import sweep


@dataclass(frozen=True, slots=True)
class Renewed:
    """A new snapshot, its models, and what is different from the one before (nothing for the first)."""

    snapshot: Snapshot
    models: Mapping[str, Model]
    drift: Drift


async def unchanged(reader: Reader, kept: Snapshot) -> bool:
    """Whether Odoo says, to a small request, that nothing changed since `kept`."""
    way = next((each for each in ORDER if each.name == kept.facts.strategy), None)
    if way is None or kept.facts.token is None or kept.facts.version != reader.server.major:
        return False
    try:
        return await way.unchanged(reader, kept.facts.token)
    except Declined:
        return False


async def renew(
    reader: Reader, kept: Snapshot | None, baseline: Baseline, *, full: bool, strategies: Sequence[Strategy] = ()
) -> Renewed:
    """Read everything, by one of `strategies` when given. The facts keep the last change until there is another."""
    seen = await discover(reader, baseline, full=full, strategies=strategies or ORDER)
    bodies = {name: encode(model) for name, model in seen.models.items()}
    facts = Facts(reader.server.major, seen.strategy.name, seen.token, seen.unseen, discovered_at=time.time())
    drift = Drift()
    if kept is not None:
        drift = _difference(kept, bodies, seen.models)
        last = (drift, kept.facts.discovered_at, facts.discovered_at) if drift else None
        before = (kept.facts.drift, kept.facts.drift_from, kept.facts.drift_at)
        changes, since, at = last or before
        facts = replace(facts, drift=changes, drift_from=since, drift_at=at)
    reader.report("Writing the cache")
    return Renewed(Snapshot.of(bodies, facts), seen.models, drift)


async def read_one(reader: Reader, baseline: Baseline, name: str) -> Model | None:
    """One model as it is now; None when there is none of that name, or none that this user may read."""
    await reader.speak_as_user()
    swept = await sweep(reader, baseline, [name], check=True)
    fields = swept.fields.get(name)
    if fields is None:
        return None
    return Model(name=name, label=await _label(reader, name), fields=fields, origin=model_origin(name, baseline))


async def _label(reader: Reader, name: str) -> str:
    """A model's own label where a plain user can ask for it (16 and later), else words made of its name."""
    if dialect(reader.server.major).get_available_models:
        try:
            rows = await reader.call("ir.model", "display_name_for", models=[name])
        except (AccessDenied, NameMissing):
            rows = []
        if rows and rows[0]["display_name"] != name:
            return str(rows[0]["display_name"])
    return readable_name(name)


def _difference(kept: Snapshot, bodies: dict[str, str], models: dict[str, Model]) -> Drift:
    """Only models whose encoding differs are decoded and compared."""
    before = {name: decode(body) for name, body in kept.bodies.items() if bodies.get(name) != body}
    after = {name: models[name] for name, body in bodies.items() if kept.bodies.get(name) != body}
    return diff(before, after)
