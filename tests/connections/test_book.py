from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.connection import SecretKind
from atlas_odoo.connections.secrets import new_key
from atlas_odoo.errors import NameTaken, NoConnection, SecretError, SettingInvalid, StoreError, UnknownConnection
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.tables import connection_secrets, connections
from tests.connections.samples import OLD_SHOP, PRODUCTION

SECRET = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def settings(store_settings: Settings) -> Settings:
    """With the key given: where keys are kept is the matter of test_secrets_vault.py, and takes longer."""
    return store_settings.model_copy(update={"key": SecretStr(new_key())})


@pytest.fixture
async def book(settings: Settings) -> AsyncIterator[ConnectionBook]:
    async with ConnectionBook.at(settings) as opened:
        yield opened


async def test_a_connection_comes_back_as_it_was_saved(book: ConnectionBook, settings: Settings) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, "pässwörd")
    async with ConnectionBook.at(settings) as other:
        assert await other.get("Production") == replace(PRODUCTION, active=True)
        assert await other.get("Old shop") == OLD_SHOP
        assert await other.secret(PRODUCTION) == SECRET
        assert await other.secret(OLD_SHOP) == "pässwörd"


async def test_all_are_listed_by_name(book: ConnectionBook) -> None:
    for number, name in enumerate(["zebra", "Älpha", "alpha", "Beta"]):
        await book.save(replace(PRODUCTION, id=str(number), name=name), SECRET)
    assert [one.name for one in await book.all()] == ["alpha", "Beta", "zebra", "Älpha"]


async def test_the_secret_is_nowhere_in_the_clear(book: ConnectionBook, settings: Settings) -> None:
    await book.save(PRODUCTION, SECRET)
    store = Store.at(settings)
    async with store.read() as transaction:
        rows = [
            *(await transaction.execute(select(connections))),
            *(await transaction.execute(select(connection_secrets))),
        ]
    await store.close()
    assert SECRET not in str(rows)
    for file in await asyncio.to_thread(lambda: list(settings.home.glob("*"))):
        assert SECRET.encode() not in await asyncio.to_thread(file.read_bytes)


# Which one is active --------------------------------------------------------------------------------------------


async def test_the_first_saved_is_active_and_stays_so(book: ConnectionBook) -> None:
    assert (await book.save(PRODUCTION, SECRET)).active
    assert not (await book.save(OLD_SHOP, SECRET)).active
    assert (await book.get()).name == "Production"


async def test_saving_one_as_active_makes_the_others_inactive(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(replace(OLD_SHOP, active=True), SECRET)
    assert [one.name for one in await book.all() if one.active] == ["Old shop"]


async def test_use_moves_the_mark(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, SECRET)
    assert (await book.use("OLD SHOP")).active
    assert (await book.get()) == replace(OLD_SHOP, active=True)
    assert [one.name for one in await book.all() if one.active] == ["Old shop"]


async def test_the_table_itself_allows_one_active_only(book: ConnectionBook, settings: Settings) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, SECRET)
    store = Store.at(settings)

    async def activate_all() -> None:
        async with store.begin() as transaction:
            await transaction.execute(update(connections).values(active=True))

    with pytest.raises(StoreError):
        await activate_all()
    await store.close()


async def test_nothing_saved_is_told_with_the_command_that_saves(book: ConnectionBook) -> None:
    with pytest.raises(NoConnection, match="No connection is saved yet") as caught:
        await book.get()
    assert "atlas-odoo connect" in caught.value.advice


async def test_removing_the_active_one_leaves_none_active(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, SECRET)
    assert (await book.remove("production")).id == "c1"
    with pytest.raises(NoConnection, match=r"No connection is active\. Saved are: Old shop") as caught:
        await book.get()
    assert "connections use NAME" in caught.value.advice


async def test_the_next_one_saved_after_a_removal_of_all_is_active_again(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.remove("Production")
    assert await book.all() == ()
    assert (await book.save(OLD_SHOP, SECRET)).active


# Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["Production", "PRODUCTION", " production ", "\uff50roduction"])
async def test_a_name_is_taken_whatever_its_case(book: ConnectionBook, other: str) -> None:
    await book.save(PRODUCTION, SECRET)
    with pytest.raises(NameTaken, match="Another connection is called 'Production'"):
        await book.save(replace(OLD_SHOP, name=other), SECRET)
    assert len(await book.all()) == 1


async def test_case_is_compared_beyond_ascii(book: ConnectionBook) -> None:
    await book.save(replace(PRODUCTION, name="Straße ÄÖ"), SECRET)
    assert (await book.get("STRASSE äö")).id == "c1"


async def test_two_that_save_the_same_name_at_once(book: ConnectionBook, settings: Settings) -> None:
    async with ConnectionBook.at(settings) as other:
        results = await asyncio.gather(
            book.save(PRODUCTION, SECRET),
            other.save(replace(PRODUCTION, id="c9"), SECRET),
            return_exceptions=True,
        )
    assert sorted(type(result).__name__ for result in results) == ["Connection", "NameTaken"]


async def test_two_that_save_the_first_connections_at_once(book: ConnectionBook, settings: Settings) -> None:
    async with ConnectionBook.at(settings) as other:
        await asyncio.gather(book.save(PRODUCTION, SECRET), other.save(OLD_SHOP, "shop secret"))
        assert len([one for one in await book.all() if one.active]) == 1
        for opened in (book, other):
            assert await opened.secret(PRODUCTION) == SECRET
            assert await opened.secret(OLD_SHOP) == "shop secret"


@pytest.mark.parametrize("name", ["", "   ", "two\nlines", "bell\a", "-rf", "x" * 101, "\u200e"])
async def test_a_name_that_cannot_be_one(book: ConnectionBook, name: str) -> None:
    with pytest.raises(SettingInvalid):
        await book.save(replace(PRODUCTION, name=name), SECRET)


async def test_a_name_nobody_has_is_answered_with_near_ones(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, SECRET)
    with pytest.raises(UnknownConnection, match="No connection is called 'prodction'") as caught:
        await book.get("prodction")
    assert caught.value.advice == "Did you mean 'Production'?"
    with pytest.raises(UnknownConnection) as caught:
        await book.use("shop")
    assert caught.value.advice == "Did you mean 'Old shop'?"
    with pytest.raises(UnknownConnection) as caught:
        await book.remove("zzz")
    assert "connections list" in caught.value.advice


async def test_a_renamed_connection_keeps_everything_else(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, SECRET)
    assert await book.rename("production", "Main") == replace(PRODUCTION, name="Main", active=True)
    assert await book.secret(await book.get("main")) == SECRET
    assert (await book.rename("Main", "MAIN")).name == "MAIN"
    with pytest.raises(NameTaken):
        await book.rename("MAIN", "old SHOP")
    with pytest.raises(UnknownConnection):
        await book.get("Production")


# Changes --------------------------------------------------------------------------------------------------------


async def test_saving_again_replaces_all_but_the_first_date(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    later = replace(PRODUCTION, login="other", version="19.1", created_at=datetime(2030, 1, 1, tzinfo=UTC))
    saved = await book.save(later, "new secret")
    assert saved == replace(later, active=True, created_at=PRODUCTION.created_at)
    assert await book.all() == (saved,)
    assert await book.secret(saved) == "new secret"


async def test_a_save_that_fails_changes_nothing(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, SECRET)
    with pytest.raises(NameTaken):
        await book.save(replace(OLD_SHOP, name="production", login="other"), "new secret")
    assert await book.get("Old shop") == OLD_SHOP
    assert await book.secret(OLD_SHOP) == SECRET


async def test_an_update_after_a_test_leaves_name_secret_and_mark(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.rename("Production", "Main")
    tested = replace(
        PRODUCTION, version="19.2", tested_at=datetime(2026, 5, 5, tzinfo=UTC), created_at=datetime.now(UTC)
    )
    updated = await book.update(tested)
    assert updated == replace(tested, name="Main", active=True, created_at=PRODUCTION.created_at)
    assert await book.get("Main") == updated
    assert await book.secret(updated) == SECRET


async def test_a_removed_connection_is_gone_with_its_secret(book: ConnectionBook, settings: Settings) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.remove("Production")
    for use in (book.secret(PRODUCTION), book.update(PRODUCTION), book.get("Production")):
        with pytest.raises(UnknownConnection):
            await use
    store = Store.at(settings)
    async with store.read() as transaction:
        assert (await transaction.execute(select(connection_secrets))).all() == []
    await store.close()


async def test_a_new_key_of_the_user_replaces_the_old_one(book: ConnectionBook) -> None:
    await book.save(OLD_SHOP, "password")
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    await book.rename("Old shop", "New shop")
    tested = replace(OLD_SHOP, secret_kind=SecretKind.API_KEY, key_expires=moment, tested_at=moment, version="14.0+e")
    changed = await book.rotate_secret(tested, SECRET)
    assert changed == replace(tested, active=True, name="New shop")
    assert await book.get() == changed
    assert await book.secret(changed) == SECRET


async def test_a_connection_that_was_removed_does_not_come_back_with_a_new_key(book: ConnectionBook) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, "password")
    await book.remove("Old shop")
    with pytest.raises(UnknownConnection):
        await book.rotate_secret(OLD_SHOP, SECRET)
    assert [one.name for one in await book.all()] == ["Production"]


async def test_a_secret_that_was_tampered_with_is_an_error_that_names_its_connection(
    book: ConnectionBook, settings: Settings
) -> None:
    await book.save(PRODUCTION, SECRET)
    await book.save(OLD_SHOP, "password")
    store = Store.at(settings)
    async with store.begin() as transaction:
        change = update(connection_secrets).where(connection_secrets.c.connection_id == "c1")
        await transaction.execute(change.values(sealed="gAAAA"))
    await store.close()
    with pytest.raises(SecretError, match="The saved secret of 'Production' does not open") as caught:
        await book.secret(PRODUCTION)
    assert "rotate-key" in caught.value.advice
    assert await book.secret(OLD_SHOP) == "password"
