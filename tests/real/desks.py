"""Desks on real servers, as a serving process opens them, without a store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from atlas_odoo.business.desk import Desk
from atlas_odoo.gateway import Gateway
from atlas_odoo.odoo.call import Context
from atlas_odoo.odoo.client import open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials
from atlas_odoo.policy.builtin import BUILT_IN
from atlas_odoo.schema.cache import SchemaCache, cache_path
from atlas_odoo.schema.tenant import TenantSchema
from tests.bed.tenants import Credential, Tenant


@asynccontextmanager
async def open_desk(
    tenant: Tenant,
    cache: Path,
    *,
    person: Credential | None = None,
    tokens: int = 4000,
    tz: str | None = None,
) -> AsyncIterator[Desk]:
    """A desk on `tenant` as `person` (the integration user), with its schema cached in `cache`."""
    who = person or tenant.agent
    limits = Limits()
    info = await probe(tenant.url, limits)
    client = open_client(info, Credentials(tenant.database, who.login, who.api_key), limits)
    try:
        schema = TenantSchema(client, SchemaCache(cache_path(cache, f"{tenant.database}-{who.login}")), max_age=3600.0)
        gateway = Gateway(client, schema, BUILT_IN, Context(companies=(1,), tz=tz))
        yield Desk(gateway, tenant.database, "company", "USD", info.version, tokens, tz)
    finally:
        await client.close()
