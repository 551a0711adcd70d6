"""Whatever the tenant: binding never raises, never leads to what is not there, and accounts for everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import Binding, BoundField
from atlas_odoo.objects.definition import FieldDefinition, ToolFile
from atlas_odoo.odoo import domain as domains
from atlas_odoo.odoo.domain_terms import SUBDOMAIN
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.catalogue import Catalogue, Field, Model, Origin

MODELS = ("sale.order", "sale.order.line", "res.partner", "res.users.apikeys")
TECHNICAL = ("name", "state", "partner_id", "order_line", "access_token", "amount", "active", "x_tier")
NAMES = ("number", "customer", "lines", "total", "status")
TYPES = ("char", "selection", "many2one", "one2many", "float", "boolean", "binary")

fields = st.builds(
    Field,
    name=st.sampled_from(TECHNICAL),
    type=st.sampled_from(TYPES),
    label=st.sampled_from(["", "Label", "API Key"]),
    searchable=st.booleans(),
    sortable=st.booleans(),
    company_dependent=st.booleans(),
    relation=st.sampled_from([None, *MODELS]),
    selection=st.sampled_from([(), (("draft", "Draft"), ("sale", "Sale"))]),
    origin=st.sampled_from(Origin),
)
models = st.dictionaries(st.sampled_from(MODELS), st.lists(fields, max_size=8))
paths = st.lists(st.sampled_from(TECHNICAL), min_size=1, max_size=3).map(".".join)
candidates = st.lists(paths, min_size=1, max_size=2)
lines = st.fixed_dictionaries(
    {"field": candidates, "fields": st.dictionaries(st.sampled_from(NAMES), candidates, min_size=1, max_size=3)}
)
terms = st.tuples(paths, st.sampled_from(["=", "in"]), st.sampled_from(["draft", "nope", True])).map(
    lambda term: [term[0], term[1], [term[2], "sale"] if term[1] == "in" else term[2]]
)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, object]:
    named = draw(st.dictionaries(st.sampled_from(NAMES), candidates | lines, min_size=1))
    some = st.lists(st.sampled_from(sorted(named)), max_size=3)
    inner = st.lists(terms, min_size=1, max_size=2).map(lambda items: ["order_line", "any", items])
    return {
        "model": draw(st.lists(st.sampled_from(MODELS), min_size=1, max_size=2)),
        "title": "T",
        "fields": named,
        "columns": draw(st.lists(st.sampled_from(sorted(named)), min_size=1)),
        "details": draw(some),
        "keys": draw(some),
        "needs": draw(some),
        "where": draw(st.lists(terms | inner, max_size=2)),
        "order": ", ".join(draw(some)) or None,
    }


files = st.dictionaries(st.sampled_from(["quotation", "order", "thing"]), objects(), min_size=1).map(
    lambda items: ToolFile.model_validate(
        {
            "toolset": "t",
            "title": "T",
            "objects": items,
            "questions": {"ask": {"operation": "a.b", "title": "A", "says": "A"}},
        }
    )
)


def catalogue(found: Mapping[str, list[Field]]) -> VisibleCatalogue:
    known = {name: Model(name, name, {item.name: item for item in items}) for name, items in found.items()}
    whole = Catalogue({name: partial(known.__getitem__, name) for name in known}, fingerprint="x", version=19)
    return VisibleCatalogue(BUILT_IN, whole)


@given(file=files, found=models, needs=st.sampled_from([{}, {"a.b": ("quotation",)}]))
def test_everything_is_bound_to_what_is_there_or_left_out_with_one_reason(
    file: ToolFile, found: dict[str, list[Field]], needs: dict[str, tuple[str, ...]]
) -> None:
    seen = catalogue(found)
    binding = bind([file], seen, needs)
    assert binding == bind([file], seen, needs)
    _leads_to_what_is_there(binding, seen)
    left = [item.name for item in binding.left]
    assert len(left) == len(set(left))
    assert all(item.reason for item in binding.left)
    for name, definition in file.objects.items():
        assert (name in binding.objects) != (name in left)
        if name in binding.objects:
            _accounted(name, definition.fields, binding.objects[name].fields, left)
        else:
            assert not any(item.startswith((f"{name}.", f"{name} (")) for item in left)
    assert [item.name for item in binding.questions] == ([] if "ask" in left else ["ask"])


def _leads_to_what_is_there(binding: Binding, seen: VisibleCatalogue) -> None:
    for bound in binding.objects.values():
        model = bound.model.name
        assert seen[model] == bound.model
        assert not BUILT_IN.hides_model(model)
        for item_model, item in _walk(seen, model, bound.fields):
            steps = seen.path(item_model, item.path)
            assert steps[-1] == item.field
            assert not any(BUILT_IN.hides_field(item_model, step) for step in steps[:1])
        for path, operator, _, _ in domains.terms(bound.where):
            assert seen.path(model, path)[-1].searchable or operator in SUBDOMAIN
        for path in (*bound.columns, *bound.details):
            seen.path(model, bound.path(path))
        for key in bound.keys:
            assert seen[model].field(key).searchable
        for term in (bound.order or "").split(", ") if bound.order else ():
            assert seen[model].field(term.partition(" ")[0]).sortable
        assert bound.columns


def _walk(seen: VisibleCatalogue, model: str, fields: Mapping[str, BoundField]) -> Iterator[tuple[str, BoundField]]:
    for item in fields.values():
        yield model, item
        if item.fields:
            assert item.field.relation is not None
            yield from _walk(seen, item.field.relation, item.fields)
            assert set(item.columns) <= set(item.fields)


def _accounted(
    owner: str, defined: Mapping[str, FieldDefinition], there: Mapping[str, BoundField], left: list[str]
) -> None:
    for name, definition in defined.items():
        path = f"{owner}.{name}"
        assert (name in there) != (path in left)
        if name in there:
            _accounted(path, definition.fields, there[name].fields, left)
        else:
            assert not any(item.startswith(f"{path}.") for item in left)
