"""An MCP client reads real records, on every Odoo, over both transports, in both eras."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from mcp import Client, MCPError
from mcp_types import (
    INVALID_PARAMS,
    PromptReference,
    ResourceTemplateReference,
    TextContent,
)

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.cli.program import Program
from tests.e2e.serving import over_http, over_stdio, rows, text
from tests.server.holding import held

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAYS = ["stdio-auto", "stdio-legacy", "http-auto", "http-legacy"]


@pytest_asyncio.fixture(params=WAYS, loop_scope="module")
async def client(request: pytest.FixtureRequest, connected: Program) -> AsyncIterator[Client]:
    transport, mode = request.param.split("-")
    if transport == "stdio":
        async with over_stdio(connected, mode=mode) as client:
            yield client
        return
    with over_http(connected) as server:
        async with held(Client(server.url, mode=mode)) as client:
            yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stdio(connected: Program) -> AsyncIterator[Client]:
    async with over_stdio(connected) as client:
        yield client


async def test_every_tool_reads_what_the_database_holds(client: Client, tenant: Tenant, bed: Bed) -> None:
    def sql(query: str) -> list[dict[str, Any]]:
        return bed.sql(tenant.version, tenant.database, query)

    assert {tool.name for tool in (await client.list_tools()).tools} >= {"find_records", "aggregate_records"}

    found = rows(await client.call_tool("search_schema", {"query": "delivery window"}))
    assert ("sale.order", "x_delivery_window") in {(row["model"], row["field"]) for row in found}

    described = await client.call_tool("describe_model", {"object": "sale.order"})
    assert "partner_id" in {row["field"] for row in rows(described)}
    assert len(text(described).encode()) <= 6000

    expected = sql("SELECT id, name, date_order FROM sale_order WHERE state = 'sale' ORDER BY name LIMIT 3")
    arguments = {
        "object": "sale.order",
        "domain": [["state", "=", "sale"]],
        "fields": ["name", "partner_id"],
        "order": "name",
        "limit": 3,
    }
    answer = await client.call_tool("find_records", arguments)
    assert [(row["id"], row["name"]) for row in rows(answer)] == [(row["id"], row["name"]) for row in expected]
    [count] = sql("SELECT count(*) AS n FROM sale_order WHERE state = 'sale'")
    assert answer.structured_content is not None
    assert answer.structured_content["total"] == count["n"]

    answer = await client.call_tool("get_records", {"object": "sale.order", "ids": [expected[0]["name"]]})
    assert not answer.is_error, text(answer)
    assert expected[0]["name"] in text(answer)

    answer = await client.call_tool("aggregate_records", {"object": "sale.order", "group_by": ["state"]})
    states = {row["state"]: row["count"] for row in rows(answer)}
    assert states == {row["state"]: row["n"] for row in sql("SELECT state, count(*) n FROM sale_order GROUP BY state")}


async def test_resources_are_the_schema_and_the_records(stdio: Client, tenant: Tenant, bed: Bed) -> None:
    async def resource(uri: str) -> str:
        [content] = (await stdio.read_resource(uri)).contents
        assert content.mime_type == "text/plain"
        return str(getattr(content, "text", ""))

    assert [item.uri for item in (await stdio.list_resources()).resources] == ["atlas-odoo://schema"]
    assert {item.uri_template for item in (await stdio.list_resource_templates()).resource_templates} == {
        "atlas-odoo://schema/{model}",
        "atlas-odoo://schema/{model}/{field}",
        "atlas-odoo://record/{model}/{id}",
    }
    index = await resource("atlas-odoo://schema")
    assert "\nsale.order  Sales Order" in index
    assert "res.users.apikeys" not in index
    assert "x_delivery_window" in await resource("atlas-odoo://schema/sale.order")
    assert "quot" in (await resource("atlas-odoo://schema/sale.order/state")).lower()
    [partner] = bed.sql(tenant.version, tenant.database, "SELECT id, name FROM res_partner WHERE active LIMIT 1")
    assert partner["name"] in await resource(f"atlas-odoo://record/res.partner/{partner['id']}")


@pytest.mark.parametrize(
    "uri",
    [
        "atlas-odoo://nothing",
        "atlas-odoo://schema/no.such.model",
        "atlas-odoo://schema/res.users.apikeys",
        "atlas-odoo://schema/res.users/password",
        "atlas-odoo://record/res.partner/99999999",
        "atlas-odoo://record/res.partner/one",
        "atlas-odoo://record/res.partner/-1",
        "atlas-odoo://record/..%2F..%2Fweb/1",
        "atlas-odoo://record/res.partner%3B%20DROP%20TABLE/1",
        "file:///etc/passwd",
    ],
)
async def test_a_uri_of_nothing_is_said_to_be_one(stdio: Client, uri: str) -> None:
    with pytest.raises(MCPError, match="Resource not found") as caught:
        await stdio.read_resource(uri)
    assert caught.value.code == INVALID_PARAMS
    assert caught.value.data == {"uri": uri}


async def test_model_and_field_names_are_completed(stdio: Client) -> None:
    async def completed(uri: str, name: str, value: str, **given: str) -> list[str]:
        ref = ResourceTemplateReference(uri=uri)
        answer = await stdio.complete(ref, {"name": name, "value": value}, context_arguments=given or None)
        return answer.completion.values

    template = "atlas-odoo://schema/{model}/{field}"
    models = await completed("atlas-odoo://schema/{model}", "model", "sale.or")
    assert models[0] == "sale.order"
    assert "sale.order.line" in models
    assert "x_delivery_window" in await completed(template, "field", "x_", model="sale.order")
    assert await completed(template, "field", "passw", model="res.users") == []
    assert "res.users.apikeys" not in await completed("atlas-odoo://record/{model}/{id}", "model", "apikeys")
    with pytest.raises(MCPError):
        await completed("atlas-odoo://schema/{model}", "nothing", "")


async def test_a_question_is_answered_and_its_tools_are_the_tenants(client: Client, tenant: Tenant, bed: Bed) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert {"order_progress", "customer_overview", "stock_levels", "can_build"} <= set(tools)
    assert "x_customer_tier" in (tools["find_records"].description or "")
    assert f"Odoo {tenant.version}.0" in (client.instructions or "")
    assert "x_equipment" in (client.instructions or "")
    assert len((client.instructions or "").encode()) <= 900

    query = "SELECT name FROM sale_order WHERE state = 'sale' ORDER BY name LIMIT 1"
    [order] = bed.sql(tenant.version, tenant.database, query)
    answer = await client.call_tool("order_progress", {"order": order["name"]})
    assert not answer.is_error, text(answer)
    assert order["name"] in text(answer)
    assert answer.structured_content is not None
    assert order["name"] in answer.structured_content["title"]


async def test_prompts_are_listed_filled_in_and_completed(client: Client, tenant: Tenant, bed: Bed) -> None:
    prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
    assert set(prompts) == {
        "overdue_receivables",
        "week_in_the_warehouse",
        "purchase_proposals",
        "customer_briefing",
        "month_in_sales",
    }
    [argument] = prompts["customer_briefing"].arguments or []
    assert (argument.name, argument.required) == ("customer", True)
    got = await client.get_prompt("customer_briefing", {"customer": "Azure Interior"})
    [message] = got.messages
    assert isinstance(message.content, TextContent)
    assert 'customer "Azure Interior"' in message.content.text
    found = await client.complete(PromptReference(name="customer_briefing"), {"name": "customer", "value": "azu"})
    query = "SELECT name FROM res_partner WHERE name ILIKE '%azu%' AND active"
    expected = {row["name"] for row in bed.sql(tenant.version, tenant.database, query)}
    assert set(found.completion.values) == expected
    for name, arguments in (("customer_briefing", {}), ("customer_brief", {"customer": "x"})):
        with pytest.raises(MCPError, match=r"`customer` is required|Did you mean customer_briefing\?"):
            await client.get_prompt(name, arguments)
