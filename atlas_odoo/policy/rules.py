"""Rules, as a value: which models and fields nobody reads through atlas-odoo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from atlas_odoo.schema.catalogue import Field, Origin

SECRETLESS: Final = frozenset(
    {"boolean", "date", "datetime", "monetary", "selection", "many2one", "one2many", "many2many", "many2one_reference"}
)
"""Types whose values give no secret away, whatever the field is called: `password_expiry`, `has_api_key`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Patterns are shell globs, matched against technical names.

    `secret_names` are searched in the names of fields that can hold text or numbers, `harmless_names` are their
    exceptions, and `secret_labels` are searched in the labels of fields that are not Odoo's own: Studio calls a
    field `x_studio_char_field_7` and only its label says "Portal password".
    """

    hidden_models: tuple[str, ...] = ()
    hidden_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field patterns by model pattern."""
    secret_names: tuple[str, ...] = ()
    """Regular expressions, as are the next two."""
    harmless_names: tuple[str, ...] = ()
    secret_labels: tuple[str, ...] = ()
    computing: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The fields, as `model.field`, that each method (by model and name) tells. Other methods are not called."""
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The models whose records are given as a PDF, and the fields, as `model.field`, that it tells."""
    context_keys: frozenset[str] = frozenset()
    """What plans may add to the context."""

    def hides_model(self, model: str) -> bool:
        """Whether nothing of `model` is readable."""
        return _named(self.hidden_models, model)

    def hides_field(self, model: str, item: Field) -> bool:
        """Whether `item` of `model` is hidden by itself, or because it leads to a hidden model."""
        if item.relation is not None and self.hides_model(item.relation):
            return True
        for model_pattern, names in self.hidden_fields.items():
            if fnmatchcase(model, model_pattern) and _named(names, item.name):
                return True
        return item.type not in SECRETLESS and self._sounds_secret(item)

    def hides_name(self, model: str, name: str) -> bool:
        """Whether a field of which only the name is known would be hidden, whatever it holds."""
        return self.hides_model(model) or self.hides_field(model, Field(name, "char", ""))

    def sounds_secret(self, name: str) -> bool:
        """Whether a name alone, of something that the catalogue does not describe, sounds like a secret."""
        return _found(self.secret_names, name) and not _found(self.harmless_names, name)

    def label_sounds_secret(self, label: str) -> bool:
        """Whether the label of something that people named themselves sounds like a secret."""
        return _found(self.secret_labels, label)

    def _sounds_secret(self, item: Field) -> bool:
        return self.sounds_secret(item.name) or (
            item.origin is not Origin.STANDARD and self.label_sounds_secret(item.label)
        )


# The same few names are judged at every call: what was found is remembered, per patterns.
@lru_cache(maxsize=4096)
def _named(patterns: tuple[str, ...], name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@lru_cache(maxsize=4096)
def _found(patterns: tuple[str, ...], text: str) -> bool:
    lowered = text.lower()
    return any(re.search(pattern, lowered) for pattern in patterns)
