"""What the tools refuse on real servers, and that an error is never an empty result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from atlas_odoo.business.desk import Desk
from atlas_odoo.errors import (
    AccessDenied,
    ArgumentInvalid,
    AtlasError,
    BadRequest,
    FieldHidden,
    FieldMissing,
    ModelHidden,
    ModelMissing,
)
from tests.bed.tenants import Tenant
from tests.real.desks import open_desk, use

READING: list[tuple[str, dict[str, Any]]] = [
    ("find_records", {}),
    ("get_records", {"ids": [1]}),
    ("aggregate_records", {}),
    ("describe_model", {}),
]


@pytest.fixture
async def desk(tenant: Tenant, cache: Path) -> AsyncIterator[Desk]:
    async with open_desk(tenant, cache) as opened:
        yield opened


@pytest.mark.parametrize(
    "model", ["x'; DROP TABLE res_users; --", "../../etc/passwd", "res.partner\x00", "res.partner?db=x", "🧨", ""]
)
async def test_an_evil_model_name_is_a_name_that_does_not_exist(desk: Desk, model: str) -> None:
    for tool, more in READING:
        with pytest.raises((ModelMissing, BadRequest)):
            await use(desk, tool, model=model, **more)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("find_records", {"model": "res.users", "fields": ["login", "password"]}),
        ("find_records", {"model": "res.users", "domain": [["password", "like", "a"]]}),
        ("find_records", {"model": "res.users", "domain": '["!", ["password", "=", false]]'}),
        ("find_records", {"model": "sale.order", "fields": ["user_id.password"]}),
        ("find_records", {"model": "sale.order", "fields": ["order_line.order_id.access_token"]}),
        ("find_records", {"model": "sale.order", "domain": [["user_id.password", "like", "a"]]}),
        ("find_records", {"model": "sale.order", "domain": [["order_line.order_id.access_token", "like", "a"]]}),
        ("find_records", {"model": "sale.order", "order": "access_token"}),
        ("find_records", {"model": "sale.order", "order": "user_id.password desc"}),
        ("get_records", {"model": "res.users", "ids": [2], "fields": ["password"]}),
        ("get_records", {"model": "res.users", "ids": [2], "fields": ["api_key_ids.name"]}),
        ("aggregate_records", {"model": "sale.order", "group_by": ["access_token"]}),
        ("aggregate_records", {"model": "sale.order", "group_by": ["user_id.password"]}),
        ("aggregate_records", {"model": "sale.order", "measures": ["access_token:count_distinct"]}),
        ("aggregate_records", {"model": "sale.order", "having": ["access_token:count_distinct > 1"]}),
        ("aggregate_records", {"model": "sale.order", "domain": [["user_id.new_password", "!=", False]]}),
        ("describe_model", {"model": "res.users", "fields": ["password"]}),
    ],
)
async def test_hidden_fields_are_refused_wherever_they_stand(desk: Desk, tool: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(FieldHidden, match="hidden by atlas-odoo"):
        await use(desk, tool, **arguments)


async def test_hidden_fields_are_refused_in_subdomains(tenant19: Tenant, cache: Path) -> None:
    async with open_desk(tenant19, cache) as desk:
        for domain in (
            [["user_id", "any", [["password", "like", "a"]]]],
            [["order_line", "not any", [["order_id", "any", [["user_id.password", "=", "x"]]]]]],
        ):
            with pytest.raises(FieldHidden):
                await use(desk, "find_records", model="sale.order", domain=domain)


@pytest.mark.parametrize("model", ["res.users.apikeys", "ir.config_parameter", "ir.mail_server", "payment.token"])
async def test_hidden_models_are_refused_by_every_tool(desk: Desk, model: str) -> None:
    for tool, more in READING:
        with pytest.raises(ModelHidden):
            await use(desk, tool, model=model, **more)


async def test_near_names_come_from_this_tenant(desk: Desk) -> None:
    with pytest.raises(ModelMissing, match=r"sale\.ordr") as model:
        await use(desk, "find_records", model="sale.ordr")
    assert "sale.order" in model.value.near
    with pytest.raises(FieldMissing) as field:
        await use(desk, "find_records", model="res.partner", fields=["customer_tier"])
    assert "x_customer_tier" in field.value.near
    with pytest.raises(ArgumentInvalid, match="limit"):
        await use(desk, "find_records", model="res.partner", limt=3)


async def test_each_error_of_the_tools_says_what_to_do(desk: Desk) -> None:
    for tool, arguments in (
        ("find_records", {"model": "sale.ordr"}),
        ("find_records", {"model": "sale.order", "domain": [["state", "=", "Quotatoin"]]}),
        ("get_records", {"model": "sale.order", "ids": []}),
        ("aggregate_records", {"model": "sale.order", "measures": ["name:sum"]}),
    ):
        with pytest.raises(AtlasError) as error:
            await use(desk, tool, **arguments)
        assert error.value.advice


async def test_no_record_is_an_answer_and_no_right_an_error_that_names_the_group(
    desk: Desk, tenant: Tenant, cache: Path
) -> None:
    nothing = await use(desk, "find_records", model="sale.order", domain=[["name", "=", "no such order"]])
    assert nothing.text == "sale.order: 0 records"
    async with open_desk(tenant, cache, person=tenant.clerk) as clerk:
        for tool, more in READING:
            with pytest.raises(AccessDenied) as denied:
                await use(clerk, tool, model="purchase.order", **more)
            assert any("Purchase" in group for group in denied.value.groups)
            assert "Purchase" in denied.value.text
        with pytest.raises(AccessDenied) as behind:
            await use(clerk, "find_records", model="product.product", fields=["name", "purchase_order_line_ids.name"])
        assert any("Purchase" in group for group in behind.value.groups)
