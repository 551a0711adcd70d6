"""Desks on real servers, as a serving process opens them, without a store."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from atlas_odoo import shipped
from atlas_odoo.business.binding import Bindings
from atlas_odoo.business.desk import Desk
from atlas_odoo.business.tool import ToolAnswer
from atlas_odoo.business.toolbox import tools_of
from atlas_odoo.gateway import Gateway
from atlas_odoo.objects.files import load
from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.plan import Reference
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.policy.rules import Rules
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.schema.tenant import TenantSchema
from atlas_odoo.server.arguments import checked
from tests.bed.tenants import Credential, Tenant
from tests.real.counting import CountingClient


async def use(desk: Desk, tool: str, **arguments: Any) -> ToolAnswer:
    """One call, arguments checked as the server does."""
    record = next(item for item in tools_of(await desk.binding(), desk.companies) if item.name == tool)
    answer = await record.run(desk, checked(tool, record.arguments, arguments))
    json.dumps(answer.structured)
    return answer


def column(answer: ToolAnswer, name: str) -> list[Any]:
    """The values of one column."""
    index = answer.structured["columns"].index(name)
    return [row[index] for row in answer.structured["rows"]]


@asynccontextmanager
async def open_desk(
    tenant: Tenant,
    cache: Path,
    *,
    person: Credential | None = None,
    tokens: int = 4000,
    tz: str | None = None,
    sent: list[str] | None = None,
    rules: Rules = BUILT_IN,
    companies: tuple[Reference, ...] = (),
) -> AsyncIterator[Desk]:
    """A desk on `tenant` as `person` (the integration user) under `rules`, with its schema cached in `cache`.

    It serves the shipped tool files; `companies` are those that the user may choose. The methods that the tools call
    go into `sent`; what the schema is read with does not count.
    """
    who = person or tenant.agent
    limits = Limits()
    info = await probe(tenant.url, limits)
    client = open_client(info, Credentials(tenant.database, who.login, who.api_key), limits)
    try:
        schema = TenantSchema(client, SchemaCache(cache_path(cache, f"{tenant.database}-{who.login}")), max_age=3600.0)
        caller = client
        if sent is not None:
            counted = CountingClient(client)
            counted.sent = sent
            caller = cast("OdooClient", counted)
        gateway = Gateway(caller, schema, rules, Context(companies=(1,)))
        facts = (tenant.database, "company", "USD", info.version, tokens, tz)
        yield Desk(gateway, *facts, bindings=Bindings(load(shipped.folder("tools")).files), companies=companies)
    finally:
        await client.close()
