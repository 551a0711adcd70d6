"""Schemas of real tenants, as a saved connection would open them, without a store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials
from atlas_odoo.schema.cache import SchemaCache
from atlas_odoo.schema.strategy import Strategy
from atlas_odoo.schema.tenant import TenantSchema
from tests.bed.tenants import Credential, Tenant


@asynccontextmanager
async def signed_in(tenant: Tenant, person: Credential | None = None) -> AsyncIterator[OdooClient]:
    """A client of the integration user, or of another person."""
    who = person or tenant.agent
    limits = Limits()
    info = await probe(tenant.url, limits)
    async with open_client(info, Credentials(tenant.database, who.login, who.api_key), limits) as client:
        yield client


@asynccontextmanager
async def open_tenant_schema(
    tenant: Tenant,
    cache: Path,
    *,
    person: Credential | None = None,
    strategies: Sequence[Strategy] = (),
    max_age: float = 3600.0,
) -> AsyncIterator[TenantSchema]:
    """The schema as a person sees it, cached in the file `cache`."""
    async with signed_in(tenant, person) as client:
        yield TenantSchema(client, SchemaCache(cache), max_age=max_age, strategies=strategies)
