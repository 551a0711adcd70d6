"""The surface of real tenants: what it costs, and what a user of several companies gets."""

from __future__ import annotations

from typing import Any

from mcp import Client

from atlas_odoo.server.surface import Surface
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.cli.program import Program
from tests.e2e.serving import over_stdio, rows, text
from tests.server.test_surface import fits

SECOND = """
second = env['res.company'].search([('id', '!=', 1)], order='id', limit=1)
env['res.users'].search([('login', '=', %r)]).write({'company_ids': [(4, second.id)]})
env['res.partner'].create({'name': 'Only in the second', 'company_id': second.id})
env.cr.commit()
env.registry.signal_changes()
print(second.name)
"""


async def shown(client: Client) -> Surface:
    tools, prompts = await client.list_tools(), await client.list_prompts()
    return Surface(client.instructions or "", tuple(tools.tools), tuple(prompts.prompts))


def arguments(surface: Surface) -> dict[str, dict[str, Any]]:
    return {tool.name: tool.input_schema["properties"] for tool in surface.tools}


async def test_a_real_tenant_costs_no_more_than_it_should(connected: Program) -> None:
    async with over_stdio(connected) as client:
        surface = await shown(client)
    assert "company" not in arguments(surface)["find_records"]
    fits(surface)


async def test_a_user_of_several_companies_may_name_one(connected: Program, tenant: Tenant, bed: Bed) -> None:
    partners = {"object": "partner", "domain": [["name", "=", "Only in the second"]], "fields": ["name"]}
    async with over_stdio(connected) as client:
        await client.call_tool("find_records", partners)
        # Odoo is asked for the companies when a connection is opened, so a running server goes on as it was.
        second = bed.shell(tenant.version, tenant.database, SECOND % tenant.agent.login).strip().splitlines()[-1]
    async with over_stdio(connected) as client:
        assert rows(await client.call_tool("find_records", partners)) == []
        now = Surface("", tuple((await client.list_tools(cache_mode="refresh")).tools))
        assert {"find_records", "top_sales", "stock_levels"} <= {
            name for name, properties in arguments(now).items() if "company" in properties
        }
        found = rows(await client.call_tool("find_records", {**partners, "company": second}))
        assert [row["name"] for row in found] == ["Only in the second"]
        wrong = await client.call_tool("find_records", {**partners, "company": "No such company"})
        assert wrong.is_error
        assert second in text(wrong)
    async with over_stdio(connected) as client:
        assert arguments(await shown(client)) == arguments(now)
