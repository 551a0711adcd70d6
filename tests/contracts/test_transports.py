"""What every transport promises, on every real server that it can speak to.

Expected values come from PostgreSQL, never from the client itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from atlas_odoo import errors
from atlas_odoo.odoo.call import Call, Context, Effect, Json
from atlas_odoo.odoo.client import OdooClient, open_client
from atlas_odoo.odoo.execute_records import read_ids
from atlas_odoo.odoo.limits import Limits
from atlas_odoo.odoo.plan import ReadIds, Spec
from atlas_odoo.odoo.probe import probe
from atlas_odoo.odoo.transport import Credentials, Wire
from atlas_odoo.odoo.versions import dialect
from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.misbehaving import Exchange, forward, serving

pytestmark = pytest.mark.parametrize(
    ("tenant", "wire"),
    [
        pytest.param(19, Wire.JSON2, id="json-2@19"),
        pytest.param(19, Wire.JSONRPC, id="json-rpc@19"),
        pytest.param(14, Wire.JSONRPC, id="json-rpc@14"),
    ],
    indirect=["tenant"],
    scope="module",  # the scope of `tenant`: one database for all tests of a server
)

LIMITS = Limits()
DEEP = 40
MANY = 50_000
CODE = Spec("code", "char")


async def opened(tenant: Tenant, wire: Wire, *, url: str | None = None, **changes: str) -> OdooClient:
    """A client over the protocol under test."""
    info = replace(await probe(tenant.url, LIMITS), wire=wire)
    if url is not None:
        info = replace(info, url=url)
    mine = Credentials(tenant.database, tenant.login, tenant.api_key)
    return open_client(info, replace(mine, **changes), LIMITS)


@pytest.fixture
async def client(tenant: Tenant, wire: Wire) -> AsyncIterator[OdooClient]:
    async with await opened(tenant, wire) as one:
        assert one.wire is wire
        yield one


def sql(bed: Bed, tenant: Tenant, query: str) -> list[dict[str, Json]]:
    return bed.sql(tenant.version, tenant.database, query)


# Reading ------------------------------------------------------------------------------------------------------


async def test_sign_in_tells_the_users_id(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, f"SELECT id FROM res_users WHERE login = '{tenant.login}'")
    assert await client.sign_in() == row["id"]


async def test_search_read(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    rows = sql(bed, tenant, "SELECT id, code FROM res_country WHERE code < 'C' ORDER BY id LIMIT 7 OFFSET 2")
    arguments = {"domain": [["code", "<", "C"]], "fields": ["code"], "order": "id", "limit": 7, "offset": 2}
    assert await client.call(Call("res.country", "search_read", arguments)) == rows


async def test_page_is_seen_without_login_and_with_the_database_chosen(client: OdooClient) -> None:
    """Without a database Odoo sends every page on to where one is chosen."""
    answer = await client.visit("/web/login?redirect=/my")
    assert answer.status == 200
    assert b'name="password"' in answer.body
    assert (await client.visit("/my")).status in (302, 303)


async def test_search_and_count(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    ids = [row["id"] for row in sql(bed, tenant, "SELECT id FROM res_country WHERE code < 'C' ORDER BY id")]
    domain = {"domain": [["code", "<", "C"]]}
    assert await client.call(Call("res.country", "search", {**domain, "order": "id"})) == ids
    assert await client.call(Call("res.country", "search_count", domain)) == len(ids)


async def test_read_by_id_leaves_out_what_is_not_there(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    rows = sql(bed, tenant, "SELECT id, code FROM res_country ORDER BY id LIMIT 2")
    ids = (rows[0]["id"], 99_999_999, rows[1]["id"])
    assert await client.call(Call("res.country", "read", {"fields": ["code"]}, ids=ids)) == rows


async def test_name_search(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, "SELECT id FROM res_country WHERE code = 'BE'")
    arguments = {"name": "Belgi", "domain": [["code", "!=", "XX"]], "limit": 5}
    assert await client.call(Call("res.country", "name_search", arguments)) == [[row["id"], "Belgium"]]
    assert len(await client.call(Call("res.country", "name_search", {"domain": [], "limit": 3}))) == 3


async def test_display_names(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, "SELECT id FROM res_country WHERE code = 'BE'")
    if tenant.version >= 17:
        call = Call("res.country", "read", {"fields": ["display_name"]}, ids=(row["id"],))
        assert await client.call(call) == [{"id": row["id"], "display_name": "Belgium"}]
    else:
        assert await client.call(Call("res.country", "name_get", ids=(row["id"],))) == [[row["id"], "Belgium"]]


async def test_fields_get(client: OdooClient) -> None:
    fields = await client.call(Call("res.country", "fields_get", {"allfields": ["code"], "attributes": ["type"]}))
    assert fields["code"]["type"] == "char"
    assert list(fields) == ["code"]


async def test_read_group(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, "SELECT count(*) AS states FROM res_country_state")
    arguments = {"domain": [], "fields": ["country_id"], "groupby": ["country_id"]}
    groups = await client.call(Call("res.country.state", "read_group", arguments))
    assert sum(group["country_id_count"] for group in groups) == row["states"]


async def test_web_search_read_counts(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, "SELECT count(*) AS countries FROM res_country")
    what: dict[str, Json] = {"specification": {"code": {}}} if tenant.version >= 17 else {"fields": ["code"]}
    answer = await client.call(Call("res.country", "web_search_read", {"domain": [], "limit": 3, **what}))
    assert answer["length"] == row["countries"]
    assert [set(record) for record in answer["records"]] == [{"id", "code"}] * 3


async def test_access_checks(client: OdooClient, tenant: Tenant) -> None:
    for operation, allowed in (("read", True), ("write", False)):
        if dialect(tenant.version).has_access:
            call = Call("res.users", "has_access", {"operation": operation}, ids=())
        else:
            call = Call("res.users", "check_access_rights", {"operation": operation, "raise_exception": False})
        assert await client.call(call) is allowed


async def test_default_get(client: OdooClient) -> None:
    assert (await client.call(Call("res.partner", "default_get", {"fields": ["active"]})))["active"] is True


async def test_context_is_passed_per_call(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, "SELECT count(*) AS every, count(*) FILTER (WHERE active) AS active FROM res_currency")
    count = Call("res.currency", "search_count", {"domain": []})
    assert row["active"] < row["every"]
    assert await client.call(replace(count, context=Context(archived=True))) == row["every"]
    assert await client.call(count) == row["active"]
    everything = Context(companies=(1,), lang="en_US", tz="Europe/Brussels", extra=(("bin_size", True),))
    assert await client.call(replace(count, context=everything)) == row["active"]


async def test_domain_forty_levels_deep(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    (row,) = sql(bed, tenant, "SELECT id FROM res_country WHERE code = 'BE'")
    domain: list[Json] = [["code", "=", "BE"]]
    for _ in range(DEEP):
        domain = ["&", ["id", ">", 0], "!", "!", *domain]
    assert await client.call(Call("res.country", "search", {"domain": domain})) == [row["id"]]


async def test_two_hundred_calls_at_once(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    rows = sql(bed, tenant, "SELECT id, code FROM res_country ORDER BY id LIMIT 200")
    calls = [Call("res.country", "read", {"fields": ["code"]}, ids=(row["id"],)) for row in rows]
    answers = await asyncio.gather(*(client.call(call) for call in calls))
    assert answers == [[row] for row in rows]


async def test_fifty_thousand_ids(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    sql(
        bed,
        tenant,
        f"""INSERT INTO res_country_state (name, code, country_id)
            SELECT 'State ' || n, 'T' || n, (SELECT min(id) FROM res_country) FROM generate_series(1, {MANY}) AS n
            ON CONFLICT DO NOTHING""",
    )
    rows = sql(bed, tenant, f"SELECT id, code FROM res_country_state ORDER BY id DESC LIMIT {MANY}")
    page = await read_ids(client, ReadIds("res.country.state", tuple(row["id"] for row in rows), (CODE,)))
    assert list(page.records) == rows


async def test_read_in_parts_that_fails_is_one_plain_error(client: OdooClient) -> None:
    with pytest.raises(errors.FieldMissing, match="no field x_n"):
        await read_ids(client, ReadIds("res.country.state", tuple(range(1, 3001)), (Spec("x_n", "char"),)))


# Sharing ------------------------------------------------------------------------------------------------------


async def test_identical_reads_at_once_are_one_request(tenant: Tenant, wire: Wire) -> None:
    async def pass_on(exchange: Exchange) -> None:
        answer = await forward(exchange, tenant.url)
        await asyncio.sleep(0.1)
        await exchange.raw(answer)
        exchange.writer.close()

    async with serving(pass_on) as proxy, await opened(tenant, wire, url=proxy.url) as client:
        await client.sign_in()
        before = proxy.requests
        call = Call("res.country", "search_read", {"domain": [["code", "=", "BE"]], "fields": ["code"]})
        tasks = [asyncio.create_task(client.call(call)) for _ in range(10)]
        await asyncio.sleep(0.02)
        tasks[0].cancel()  # the one that asked first
        answers = await asyncio.gather(*tasks[1:])
        assert [answer[0]["code"] for answer in answers] == ["BE"] * 9
        assert proxy.requests == before + 1
        await client.call(replace(call, context=Context(archived=True)))
        assert proxy.requests == before + 2


# Writing ------------------------------------------------------------------------------------------------------


async def test_create_write_and_unlink(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    name = 'أطلس \U0001f98a "quoted" \' Zoë\u200f'
    values = [{"name": name, "comment": "1"}, {"name": "second"}]
    ids = await client.call(Call("res.partner", "create", {"vals_list": values}, effect=Effect.WRITE))
    assert len(ids) == 2
    rows = sql(bed, tenant, f"SELECT name FROM res_partner WHERE id IN ({ids[0]}, {ids[1]}) ORDER BY id")
    assert [row["name"] for row in rows] == [name, "second"]
    read = await client.call(Call("res.partner", "read", {"fields": ["name"]}, ids=tuple(ids)))
    assert [record["name"] for record in read] == [name, "second"]

    write = Call("res.partner", "write", {"vals": {"ref": "W-1"}}, ids=tuple(ids), effect=Effect.WRITE)
    assert await client.call(write) is True
    rows = sql(bed, tenant, f"SELECT ref FROM res_partner WHERE id IN ({ids[0]}, {ids[1]})")
    assert [row["ref"] for row in rows] == ["W-1", "W-1"]

    archive = Call("res.partner", "action_archive", ids=tuple(ids), effect=Effect.WRITE)
    await client.call(archive)
    rows = sql(bed, tenant, f"SELECT active FROM res_partner WHERE id IN ({ids[0]}, {ids[1]})")
    assert [row["active"] for row in rows] == [False, False]


async def test_load_by_external_id_twice_is_one_record(
    client: OdooClient, tenant: Tenant, bed: Bed, wire: Wire
) -> None:
    name = f"loaded over {wire.value}"
    arguments = {"fields": ["id", "name"], "data": [[f"atlas_test.{wire.value.replace('-', '_')}", name]]}
    for _ in range(2):
        answer = await client.call(Call("res.partner", "load", arguments, effect=Effect.WRITE))
        assert len(answer["ids"]) == 1
    assert len(sql(bed, tenant, f"SELECT id FROM res_partner WHERE name = '{name}'")) == 1


async def test_write_that_odoo_refuses_has_not_happened(client: OdooClient, tenant: Tenant, bed: Bed) -> None:
    before = sql(bed, tenant, "SELECT count(*) FROM res_partner")
    values = [{"name": "fine"}, {"name": False, "type": "contact"}]
    with pytest.raises(errors.ValidationRefused):
        await client.call(Call("res.partner", "create", {"vals_list": values}, effect=Effect.WRITE))
    assert sql(bed, tenant, "SELECT count(*) FROM res_partner") == before


# Refusals -----------------------------------------------------------------------------------------------------


def domain(*terms: Json) -> dict[str, Json]:
    return {"domain": list(terms)}


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (Call("res.nope", "search_read", domain()), errors.ModelMissing, "no model res.nope"),
        (Call("res.country", "nope"), errors.MethodMissing, "res.country has no public method nope"),
        (Call("res.country", "_name_search"), errors.MethodMissing, "no public method _name_search"),
        (Call("res.country", "search_read", {"fields": ["x_n"]}), errors.FieldMissing, "res.country has no field x_n"),
        (Call("res.country", "search", domain(["x_n", "=", 1])), errors.FieldMissing, "no field x_n"),
        (
            Call("res.country", "search", domain(["currency_id.x_n", "=", 1])),
            errors.FieldMissing,
            "res.currency has no field x_n",
        ),
        (Call("res.country", "search", {**domain(), "order": "x_n"}), errors.FieldMissing, "no field x_n"),
        (
            Call("res.country", "read_group", {**domain(), "fields": [], "groupby": ["x_n"]}),
            errors.FieldMissing,
            "no field x_n",
        ),
        (Call("res.country", "search", domain(["code", "~~", 1])), errors.ValidationRefused, "~~"),
        (Call("res.country", "search", domain("&")), errors.ValidationRefused, "domain"),
        (Call("res.country", "search", {**domain(), "limit": -1}), errors.ValidationRefused, "LIMIT"),
        (Call("res.country", "fields_get", {"nope": 1}), errors.ValidationRefused, "nope"),
    ],
)
async def test_refusals_are_told_apart(client: OdooClient, call: Call, kind: type[errors.OdooError], said: str) -> None:
    with pytest.raises(kind) as caught:
        await client.call(call)
    assert type(caught.value) is kind
    assert said in caught.value.message
    assert "Traceback" not in caught.value.text


async def test_access_denied_names_the_groups(client: OdooClient, tenant: Tenant) -> None:
    with pytest.raises(errors.AccessDenied) as caught:
        await client.call(Call("ir.rule", "search_read", {"domain": [], "fields": ["name"]}))
    expected = "Access Rights" if tenant.version >= 19 else "Administration/Access Rights"
    assert caught.value.groups == (expected,)
    assert "ir.rule" in caught.value.message


async def test_record_that_is_gone(client: OdooClient) -> None:
    call = Call("res.partner", "write", {"vals": {"ref": "x"}}, ids=(99_999_999,), effect=Effect.WRITE)
    with pytest.raises(errors.RecordMissing):
        await client.call(call)


@pytest.mark.parametrize(
    "model",
    [
        "res.partner; DROP TABLE res_partner",
        "res.partner'--",
        "../web/login",
        "res/partner",
        "res.partner?x=1",
        "",
        "..",
    ],
)
async def test_model_with_characters_of_sql_or_paths_is_no_model(tenant: Tenant, wire: Wire, model: str) -> None:
    async def note(exchange: Exchange) -> None:
        await exchange.answer()

    async with serving(note) as server, await opened(tenant, wire, url=server.url) as client:
        with pytest.raises(errors.ModelMissing):
            await client.call(Call(model, "search_read", {"domain": []}))
        with pytest.raises(errors.MethodMissing):
            await client.call(Call("res.partner", model, {"domain": []}))
        assert server.requests == 0


# Signing in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"secret": "0" * 40}, errors.CredentialsInvalid),
        ({"login": "nobody"}, errors.CredentialsInvalid),
        ({"login": "clerk"}, errors.CredentialsInvalid),  # exists, but the key is not this user's
        ({"database": "no_such_database"}, errors.DatabaseNotFound),
        ({"database": ""}, errors.DatabaseNotFound),
        ({"database": "Bücher"}, errors.DatabaseNotFound),
        ({"database": "a\r\nX-Injected: 1"}, errors.DatabaseNotFound),
    ],
    ids=str,
)
async def test_sign_in_says_what_is_wrong(
    tenant: Tenant, wire: Wire, changes: dict[str, str], kind: type[errors.OdooError]
) -> None:
    async with await opened(tenant, wire, **changes) as client:
        with pytest.raises(kind) as caught:
            await client.sign_in()
        assert type(caught.value) is kind
        assert caught.value.advice


async def test_call_without_sign_in_before(client: OdooClient) -> None:
    calls = [Call("res.country", "search", {"domain": [], "limit": count}) for count in range(1, 5)]
    answers = await asyncio.gather(*(client.call(call) for call in calls))
    assert [len(answer) for answer in answers] == [1, 2, 3, 4]


async def test_call_with_a_wrong_key(tenant: Tenant, wire: Wire) -> None:
    async with await opened(tenant, wire, secret="f" * 40) as client:
        for effect in Effect:
            with pytest.raises(errors.CredentialsInvalid):
                await client.call(Call("res.country", "search", {"domain": []}, effect=effect))


async def test_nothing_shows_the_key(client: OdooClient, tenant: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    await client.sign_in()
    with pytest.raises(errors.FieldMissing) as caught:
        await client.call(Call("res.country", "search_read", {"fields": [tenant.api_key]}))
    shown = [repr(client), repr(client.credentials), str(caught.value), caught.value.text, caplog.text]
    assert not any(tenant.api_key in text for text in shown)
