"""A client on a test server that counts what it sends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from atlas_odoo.odoo.call import Call, Json
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials, ServerInfo
from tests.bed.tenants import Credential, Tenant


class CountingClient:
    """Passes calls on and remembers their methods; `as_major` makes it speak an older version's way."""

    def __init__(self, client: OdooClient, as_major: int | None = None) -> None:
        self._client = client
        self.info: ServerInfo = client.info if as_major is None else replace(client.info, major=as_major)
        self.sent: list[str] = []

    async def call(self, call: Call, /) -> Json:
        """Carry out one call."""
        self.sent.append(call.method)
        return await self._client.call(call)


@asynccontextmanager
async def counting(
    tenant: Tenant, *, person: Credential | None = None, as_major: int | None = None
) -> AsyncIterator[CountingClient]:
    """A counting client on `tenant` as `person` (the integration user)."""
    who = person or tenant.agent
    limits = Limits()
    info = await probe(tenant.url, limits)
    async with open_client(info, Credentials(tenant.database, who.login, who.api_key), limits) as client:
        yield CountingClient(client, as_major)
