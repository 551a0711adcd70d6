"""Tracked changes of fields: their values stand in messages, and fields that rules hide are hidden there too."""

from __future__ import annotations

from dataclasses import replace

from atlas_odoo.odoo.plan import Changes
from atlas_odoo.policy.redact import label_is_secret
from atlas_odoo.policy.rules import Rules
from atlas_odoo.schema.catalogue import Catalogue, Model, Origin


def visible_changes(rules: Rules, catalogue: Catalogue, changes: Changes) -> Changes:
    """`changes` without those of hidden fields, which are counted. `catalogue` is the whole one.

    Odoo tells only labels, which several fields may share, and 14 those of then, in the language of whoever changed:
    in doubt a change is hidden. A label that no field has is in doubt where a field that is not Odoo's own is hidden;
    Odoo tracks none of its own secrets (looked up in the sources of 14 and 19).
    """
    if rules.hides_model(changes.model) or changes.model not in catalogue:
        return Changes(changes.model, (), changes.hidden + len(changes.told))
    shown, hidden, doubtful = _labels(rules, catalogue[changes.model])
    told = tuple(
        change
        for change in changes.told
        if not label_is_secret(rules, change.label)
        and (label := _plain(change.label)) not in hidden
        and (label in shown or not doubtful)
    )
    return replace(changes, told=told, hidden=changes.hidden + len(changes.told) - len(told))


def _labels(rules: Rules, model: Model) -> tuple[frozenset[str], frozenset[str], bool]:
    """The labels of visible fields, those of hidden ones, and whether one of these is not Odoo's own."""
    hidden = [item for item in model.fields.values() if rules.hides_field(model.name, item)]
    names = {item.name for item in hidden}
    shown = frozenset(_plain(item.label) for item in model.fields.values() if item.name not in names)
    doubtful = any(item.origin is not Origin.STANDARD for item in hidden)
    return shown, frozenset(_plain(item.label) for item in hidden), doubtful


def _plain(label: str) -> str:
    return label.strip().casefold()
