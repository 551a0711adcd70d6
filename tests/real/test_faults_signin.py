"""Credentials that stop being good, on real servers. Each test spoils a user or a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from atlas_odoo import errors
from atlas_odoo.odoo.call import Call
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.probe import databases, probe
from atlas_odoo.odoo.transport import Credentials, Wire
from tests.bed.bed import Bed
from tests.bed.private import PrivateServer
from tests.bed.tenants import Credential, Tenant

LIMITS = Limits()
COUNT = Call("res.country", "search_count", {"domain": []})
FIRST_COUNTRIES = Call("res.country", "search_read", {"domain": [], "fields": ["code"], "limit": 2})


async def opened(
    tenant: Tenant, person: Credential, *, password: bool = False, key_expires: datetime | None = None
) -> OdooClient:
    mine = Credentials(tenant.database, person.login, person.password if password else person.api_key)
    return open_client(await probe(tenant.url, LIMITS), mine, LIMITS, key_expires=key_expires)


def uid(bed: Bed, tenant: Tenant, login: str) -> int:
    return int(bed.sql(tenant.version, tenant.database, f"SELECT id FROM res_users WHERE login = '{login}'")[0]["id"])


async def as_admin(tenant: Tenant, call: Call) -> None:
    """What an administrator does in the web client, whose changes reach every worker at once."""
    async with await opened(tenant, tenant.admin) as client:
        await client.call(call)


@pytest.fixture
def several_databases(bed: Bed, tenant: Tenant) -> Iterator[tuple[Tenant, str]]:
    """The tenant on a server that hosts a second database, and that one's name."""
    other = bed.clone(tenant.version, f"{tenant.database}_other")
    server: PrivateServer = bed.private_server(tenant.version)
    yield server.serving(tenant), other.database
    server.close()
    bed.drop(other.database)


async def test_password_works_and_takes_json_rpc(tenant: Tenant, bed: Bed) -> None:
    async with await opened(tenant, tenant.agent, password=True) as client:
        assert client.wire is Wire.JSONRPC
        assert await client.sign_in() == uid(bed, tenant, tenant.login)
        assert await client.call(COUNT) > 200


async def test_wrong_password(tenant: Tenant) -> None:
    person = replace(tenant.agent, password="not the password")
    async with await opened(tenant, person, password=True) as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.sign_in()


async def test_two_factor_account_needs_a_key(tenant: Tenant, bed: Bed) -> None:
    # What the user's own wizard stores; sign-ins ask for it from then on.
    secret = f"UPDATE res_users SET totp_secret = 'JBSWY3DPEHPK3PXP' WHERE id = {uid(bed, tenant, 'multi')}"
    bed.sql(tenant.version, tenant.database, secret)
    async with await opened(tenant, tenant.multi, password=True) as client:
        with pytest.raises(errors.TwoFactorNeedsKey) as caught:
            await client.sign_in()
        assert "API key" in caught.value.advice
    wrong = replace(tenant.multi, password="not the password")
    async with await opened(tenant, wrong, password=True) as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.sign_in()
    async with await opened(tenant, tenant.multi) as client:
        assert await client.sign_in() == uid(bed, tenant, "multi")


async def test_key_removed_while_running(tenant: Tenant, bed: Bed) -> None:
    async with await opened(tenant, tenant.disposable) as client:
        assert await client.call(COUNT) > 200
        # An administrator's click; the signal is what an HTTP request sends after it.
        code = """
env["res.users.apikeys"].sudo().search([("name", "=", "Atlas disposable")]).unlink()
getattr(env.registry, "clear_cache", getattr(env.registry, "clear_caches", None))()
env.cr.commit()
env.registry.signal_changes()
"""
        bed.shell(tenant.version, tenant.database, code)
        with pytest.raises(errors.CredentialsInvalid) as caught:
            await client.call(COUNT)
        assert "rotate-key" in caught.value.advice
        assert tenant.disposable.api_key not in caught.value.text
    async with await opened(tenant, tenant.agent) as client:
        assert await client.call(COUNT) > 200


async def test_user_archived_while_running(tenant: Tenant, bed: Bed) -> None:
    clerk = (uid(bed, tenant, "clerk"),)
    async with await opened(tenant, tenant.clerk) as client:
        assert await client.call(COUNT) > 200
        await as_admin(tenant, Call("res.users", "write", {"vals": {"active": False}}, ids=clerk))
        with pytest.raises(errors.CredentialsInvalid):
            await client.call(COUNT)
        with pytest.raises(errors.CredentialsInvalid):
            await client.call(replace(COUNT, arguments={"domain": [["id", ">", 0]]}))
    async with await opened(tenant, tenant.clerk) as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.sign_in()


async def test_expired_key(tenant19: Tenant, bed: Bed) -> None:
    """19 says of an expired key what it says of a wrong one; the date that was saved with it makes the difference."""
    person = tenant19.expiring
    assert person is not None
    yesterday = datetime.now(UTC) - timedelta(days=1)
    query = "UPDATE res_users_apikeys SET expiration_date = now() AT TIME ZONE 'utc' - interval '1 day' WHERE name = "
    async with await opened(tenant19, person, key_expires=yesterday + timedelta(days=4)) as client:
        await client.sign_in()
    bed.sql(19, tenant19.database, f"{query}'Atlas expiring'")
    async with await opened(tenant19, person, key_expires=yesterday) as client:
        with pytest.raises(errors.KeyExpired, match=f"{yesterday:%Y-%m-%d}"):
            await client.sign_in()
        with pytest.raises(errors.KeyExpired):
            await client.call(COUNT)
    async with await opened(tenant19, person) as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.sign_in()


async def test_key_of_somebody_else_is_told_on_19(tenant19: Tenant) -> None:
    person = replace(tenant19.agent, login="admin")
    async with await opened(tenant19, person) as client:
        with pytest.raises(errors.CredentialsInvalid, match="belongs to the user agent, not to admin"):
            await client.sign_in()


async def test_faults_and_database_names_on_a_server_with_several_databases(
    several_databases: tuple[Tenant, str],
) -> None:
    tenant, other = several_databases
    names = await databases(await probe(tenant.url, LIMITS), LIMITS)
    assert names is not None
    assert {tenant.database, other} <= set(names)
    async with await opened(tenant, tenant.agent) as client:
        assert len(await client.call(FIRST_COUNTRIES)) == 2
        with pytest.raises(errors.FieldMissing):
            await client.call(Call("res.country", "search", {"domain": [["x_n", "=", 1]]}))
        with pytest.raises(errors.AccessDenied):
            await client.call(Call("ir.rule", "search", {"domain": []}))
    async with await opened(replace(tenant, database="no_such_database"), tenant.agent) as client:
        with pytest.raises(errors.DatabaseNotFound):
            await client.sign_in()
    async with await opened(tenant, replace(tenant.agent, api_key="0" * 40)) as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.call(COUNT)
    async with await opened(tenant, replace(tenant.agent, password="wrong"), password=True) as client:
        with pytest.raises(errors.CredentialsInvalid):
            await client.sign_in()
