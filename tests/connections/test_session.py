"""A saved connection is opened without asking anybody, and reads what Test & Save said it would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.check import check
from atlas_odoo.connections.check_values import Checked, Draft
from atlas_odoo.connections.session import open_session
from atlas_odoo.errors import NoConnection, SecretError, Unreachable
from atlas_odoo.odoo.call import Call
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.settings import Settings
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, cache=tmp_path / "cache", key=SecretStr(Fernet.generate_key().decode()), retries=0)


async def checked(tenant: Tenant) -> Checked:
    draft = Draft(tenant.url, tenant.login, tenant.api_key, name="Shop", database=tenant.database)
    [passed] = [event async for event in check(draft, Limits()) if isinstance(event, Checked)]
    return passed


async def test_session_reads_as_the_user_in_its_company(tenant: Tenant, bed: Bed, settings: Settings) -> None:
    passed = await checked(tenant)
    async with ConnectionBook.at(settings) as book:
        await book.save(passed.connection, tenant.api_key)
        async with await open_session(book, "Shop", settings) as session:
            orders = await session.client.call(
                Call("sale.order", "search_count", {"domain": []}, context=session.context)
            )
    query = f"SELECT count(*) FROM sale_order WHERE company_id = {passed.connection.company_id}"
    [row] = bed.sql(tenant.version, tenant.database, query)
    assert orders == row["count"]


async def test_opening_asks_nobody(tenant19: Tenant, settings: Settings) -> None:
    passed = await checked(tenant19)
    async with ConnectionBook.at(settings) as book:
        await book.save(replace(passed.connection, url="http://127.0.0.1:9"), tenant19.api_key)
        async with await open_session(book, None, settings) as session:
            with pytest.raises(Unreachable):
                await session.client.call(Call("res.partner", "search_count", {"domain": []}))


async def test_opening_without_connection_or_key_is_a_clear_error(tenant19: Tenant, settings: Settings) -> None:
    passed = await checked(tenant19)
    async with ConnectionBook.at(settings) as book:
        with pytest.raises(NoConnection):
            await open_session(book, None, settings)
        await book.save(passed.connection, tenant19.api_key)
    other = settings.model_copy(update={"key": SecretStr(Fernet.generate_key().decode())})
    async with ConnectionBook.at(other) as book:
        with pytest.raises(SecretError):
            await open_session(book, "Shop", other)
