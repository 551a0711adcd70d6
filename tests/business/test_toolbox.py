"""The tools together: whatever an agent sends them. What clients see of them is in tests/server/test_surface.py."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_odoo.business.aggregate_records import plan_aggregate
from atlas_odoo.business.find_records import plan_find
from atlas_odoo.business.get_records import plan_get
from atlas_odoo.business.toolbox import TOOLS
from atlas_odoo.errors import AtlasError
from atlas_odoo.server.arguments import checked
from tests.business.tenants import spoken

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["sale.order", "name", "state", "partner_id.name", "password", "customer", "lines.product",
                       "lines", "=", "any", "|", "count > 1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=12,
)  # fmt: skip
PLANS: list[tuple[str, Callable[[Any], object]]] = [
    ("find_records", lambda arguments: plan_find(spoken(), arguments)),
    ("get_records", lambda arguments: plan_get(spoken(), arguments, (1,))),
    ("aggregate_records", lambda arguments: plan_aggregate(spoken(), arguments)),
]


@pytest.mark.parametrize(("name", "plan"), PLANS)
@given(data=st.data())
def test_whatever_is_sent_is_planned_or_refused_in_words(
    name: str, plan: Callable[[Any], object], data: st.DataObject
) -> None:
    tool = next(tool for tool in TOOLS if tool.name == name)
    names = sorted(set(tool.arguments.model_fields) - {"object"})
    sent = data.draw(st.dictionaries(st.sampled_from(names), JSON_VALUES)) | {
        "model": data.draw(st.sampled_from(["sale.order", "order", "equipment"])),
        "ids": [1],
    }
    if "ids" not in names:
        del sent["ids"]
    with suppress(AtlasError):
        plan(checked(name, tool.arguments, sent))
