"""The catalogue as callers see it: without what the rules hide, and with a clear word when that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from atlas_odoo.errors import FieldHidden, ModelHidden
from atlas_odoo.policy.rules import Rules
from atlas_odoo.schema.catalogue import Catalogue, Field, Model


@dataclass(frozen=True, slots=True)
class VisibleModel(Model):
    """A model without its hidden fields; `hidden` are their names."""

    hidden: frozenset[str] = frozenset()

    def field(self, name: str) -> Field:
        """The field called `name`. Raises FieldHidden, or FieldMissing with near matches."""
        if name in self.hidden:
            raise FieldHidden(f"{self.name}.{name} is hidden by atlas-odoo: it may hold a secret.")
        return Model.field(self, name)

    def hides(self, name: str) -> bool:
        """Whether the rules hide a field of that name."""
        return name in self.hidden


class VisibleCatalogue(Catalogue):
    """A catalogue without its hidden models; those that are left are without their hidden fields."""

    def __init__(self, rules: Rules, whole: Catalogue) -> None:
        loaders: dict[str, Callable[[], Model]] = {
            name: partial(_visible, rules, whole, name) for name in whole if not rules.hides_model(name)
        }
        super().__init__(loaders, fingerprint=whole.fingerprint, version=whole.version)
        self.whole = whole
        self._rules = rules

    def model(self, name: str) -> Model:
        """The model called `name`. Raises ModelHidden, or ModelMissing with near matches."""
        if self._rules.hides_model(name):
            raise ModelHidden(
                f"{name} is hidden by atlas-odoo: it holds secrets.", advice="Nothing of it can be read here."
            )
        return Catalogue.model(self, name)

    def hides(self, name: str) -> bool:
        """Whether the rules hide a model of that name."""
        return self._rules.hides_model(name)


def visible_model(rules: Rules, model: Model) -> VisibleModel:
    """`model` without the fields that `rules` hide."""
    hidden = frozenset(item.name for item in model.fields.values() if rules.hides_field(model.name, item))
    return VisibleModel(
        name=model.name,
        label=model.label,
        fields={name: item for name, item in model.fields.items() if name not in hidden},
        access=model.access,
        methods=model.methods,
        origin=model.origin,
        hidden=hidden,
    )


def _visible(rules: Rules, whole: Catalogue, name: str) -> Model:
    return visible_model(rules, whole[name])
