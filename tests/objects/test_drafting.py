"""Drafts of tool files: for any model they load and bind as they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.errors import ModelHidden, ModelMissing
from atlas_odoo.objects.bind import bind
from atlas_odoo.objects.bound import BoundObject
from atlas_odoo.objects.drafting import draft
from atlas_odoo.objects.files import load
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.view import VisibleCatalogue
from atlas_odoo.schema.baseline import nearest
from atlas_odoo.schema.catalogue import Catalogue, Field, Model, Origin
from tests.business.tenants import field, visible
from tests.objects.samples import tool_file, written


@cache
def standard(version: int) -> VisibleCatalogue:
    return VisibleCatalogue(BUILT_IN, nearest(version).catalogue())


def drafted(catalogue: Catalogue, model: str, folder: Path | None = None) -> BoundObject:
    """The one object of a draft, which loads and of which nothing is left out."""
    text = draft(catalogue, model)
    if folder is not None:
        loaded = load(written(folder, own=text))
        assert not loaded.faults, [str(fault) for fault in loaded.faults]
    binding = bind([tool_file(text)], catalogue, {})
    assert not binding.left, (text, binding.left)
    [bound] = binding.objects.values()
    return bound


@pytest.mark.parametrize("version", [14, 19])
def test_any_model_of_a_standard_odoo_gives_a_file_that_works(version: int, tmp_path: Path) -> None:
    catalogue = standard(version)
    models = sorted(catalogue)[::7]
    assert len(models) > 25
    for model in models:
        bound = drafted(catalogue, model, tmp_path)
        assert bound.model.name == model
        assert 1 <= len(bound.columns) <= 8


def test_a_draft_reads_like_one_that_a_person_wrote() -> None:
    catalogue = VisibleCatalogue(BUILT_IN, Catalogue({"x_equipment": lambda: EQUIPMENT}, fingerprint="x", version=19))
    assert draft(catalogue, "x_equipment", schema="./schema.json") == (
        "# yaml-language-server: $schema=./schema.json\n"
        "toolset: own\n"
        "title: Own objects\n"
        "objects:\n"
        "  equipment:\n"
        "    model: x_equipment\n"
        "    title: Equipment\n"
        "    keys: [name, serial_number]\n"
        "    fields:\n"
        "      name: x_name\n"
        "      bought_on: x_bought_on\n"
        "      serial_number: x_serial\n"
        "      value: x_value\n"
        "    columns: [name, bought_on, serial_number, value]\n"
        "    order: name\n"
    )


EQUIPMENT = Model(
    "x_equipment",
    "Equipment",
    {
        item.name: item
        for item in (
            field("id", "integer"),
            field("x_name", "char", "Name", origin=Origin.CUSTOM),
            field("x_serial", "char", "Serial Number", origin=Origin.CUSTOM),
            field("x_bought_on", "date", "Bought On", origin=Origin.CUSTOM),
            field("x_value", "float", "Value", origin=Origin.CUSTOM),
        )
    },
    origin=Origin.CUSTOM,
)


def test_lines_come_along_and_what_is_hidden_does_not() -> None:
    bound = drafted(visible(), "sale.order")
    assert bound.path("lines.product_id") == "order_line.product_id"
    assert "access_token" not in {item.path for item in bound.fields.values()}
    assert {item.path for item in bound.fields.values()} >= {"x_delivery_window", "x_studio_sel_1"}


def test_a_name_that_exists_already_is_not_taken_again() -> None:
    named = [
        next(iter(tool_file(draft(visible(), "sale.order", taken=taken)).objects))
        for taken in ([], ["sale_order"], ["sale_order", "sale_order_2"])
    ]
    assert named == ["sale_order", "sale_order_2", "sale_order_3"]


def test_a_model_that_is_not_there_is_refused_with_near_ones() -> None:
    with pytest.raises(ModelMissing) as caught:
        draft(visible(), "sale.ordr")
    assert "sale.order" in caught.value.near
    with pytest.raises(ModelHidden):
        draft(visible(), "res.users.apikeys")


labels = st.text(max_size=80) | st.sampled_from(
    ["Name", "null", "Größe: №", "2nd", "ID", "no", "a #b", "設備", "\x85x"]
)
fields = st.builds(
    Field,
    name=st.sampled_from(["name", "x_name", "x_studio_a", "x_a", "date", "partner_id", "order_line", "_x"]),
    type=st.sampled_from(["char", "date", "many2one", "one2many", "binary", "text"]),
    label=labels,
    relation=st.sampled_from([None, "x_thing", "nobody.reads"]),
    searchable=st.booleans(),
    sortable=st.booleans(),
    company_dependent=st.booleans(),
    origin=st.sampled_from(Origin),
)


@given(label=labels, found=st.lists(fields, max_size=8), model=st.sampled_from(["x_thing", "x_thing.line"]))
def test_whatever_people_call_things_the_draft_works(label: str, found: list[Field], model: str) -> None:
    named = {item.name: item for item in (field("id", "integer"), *found)}
    thing = Model(model, label, named, origin=Origin.CUSTOM)
    drafted(VisibleCatalogue(BUILT_IN, Catalogue({model: lambda: thing}, fingerprint="x", version=19)), model)
