"""The test bed itself: tests are worth no more than the servers they run against."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.bed.bed import Bed
from tests.bed.private import PrivateServer
from tests.bed.tenants import Credential, Tenant


def post(url: str, body: dict[str, Any], **headers: str) -> Any:
    """One call, without the client that the project tests with this bed."""
    request = urllib.request.Request(  # noqa: S310  http, loopback
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)


def json2(tenant: Tenant, who: Credential, model: str, method: str, **arguments: Any) -> Any:
    headers = {"Authorization": f"bearer {who.api_key}", "X-Odoo-Database": tenant.database}
    return post(f"{tenant.url}/json/2/{model}/{method}", arguments, **headers)


def jsonrpc(url: str, service: str, method: str, *arguments: Any) -> Any:
    params = {"service": service, "method": method, "args": arguments}
    return post(f"{url}/jsonrpc", {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})


def call(tenant: Tenant, who: Credential, model: str, method: str, *arguments: Any, **named: Any) -> Any:
    """Over JSON-RPC, which both versions speak."""
    uid = jsonrpc(tenant.url, "common", "authenticate", tenant.database, who.login, who.api_key, {})["result"]
    answer = jsonrpc(
        tenant.url, "object", "execute_kw", tenant.database, uid, who.api_key, model, method, arguments, named
    )
    return answer["result"] if "result" in answer else answer["error"]["data"]["name"]


def test_customisation_is_visible_to_the_integration_user(tenant: Tenant, bed: Bed) -> None:
    gold = call(tenant, tenant.agent, "res.partner", "search", [["x_customer_tier", "=", "gold"]], order="id")
    expected = bed.sql(
        tenant.version, tenant.database, "SELECT id FROM res_partner WHERE x_customer_tier = 'gold' ORDER BY id"
    )
    assert len(gold) == 3
    assert gold == [row["id"] for row in expected]
    windows = call(tenant, tenant.agent, "sale.order", "search_count", [["x_delivery_window", "!=", False]])
    assert windows > 3
    machines = call(tenant, tenant.agent, "x_equipment", "search_read", [], ["x_name", "x_serial", "x_bought_on"])
    assert len(machines) == 5
    assert machines[0]["x_serial"] == "FL-0001"


def test_odoos_own_shell_agrees_with_sql(tenant: Tenant, bed: Bed) -> None:
    count = bed.shell(tenant.version, tenant.database, "print(env['sale.order'].search_count([]))")
    (row,) = bed.sql(tenant.version, tenant.database, "SELECT count(*) AS orders FROM sale_order")
    assert int(count) == row["orders"] > 10


def test_every_user_signs_in_with_key_and_password(tenant: Tenant) -> None:
    everybody = [tenant.agent, tenant.clerk, tenant.multi, tenant.admin, tenant.disposable]
    for who in [*everybody, *([tenant.expiring] if tenant.expiring else [])]:
        for secret in (who.api_key, who.password):
            answer = jsonrpc(tenant.url, "common", "authenticate", tenant.database, who.login, secret, {})
            assert isinstance(answer["result"], int), who
            assert answer["result"] is not False, who
    assert "@" not in repr(tenant)
    assert tenant.api_key not in repr(tenant)
    assert tenant.password not in repr(tenant.agent)


def test_the_clerk_may_sell_but_not_buy(tenant: Tenant) -> None:
    assert isinstance(call(tenant, tenant.clerk, "sale.order", "search_count", []), int)
    assert call(tenant, tenant.clerk, "purchase.order", "search_count", []).endswith("AccessError")


def test_one_user_works_in_two_companies(tenant: Tenant) -> None:
    (user,) = call(
        tenant, tenant.multi, "res.users", "search_read", [["login", "=", "multi"]], ["company_ids", "company_id"]
    )
    assert len(user["company_ids"]) == 2


def test_least_privilege_is_real_on_19(tenant19: Tenant) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        json2(tenant19, tenant19.agent, "ir.model", "search_read", fields=["model"], limit=1)
    with refused.value:
        assert refused.value.code == 403
    models = json2(tenant19, tenant19.agent, "ir.model", "get_available_models")
    assert "x_equipment" in {model["model"] for model in models}


def test_only_one_key_is_about_to_expire_on_19(tenant19: Tenant, bed: Bed) -> None:
    query = """SELECT u.login FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
               WHERE k.expiration_date < now() AT TIME ZONE 'utc' + interval '4 days'"""
    assert bed.sql(19, tenant19.database, query) == [{"login": "expiring"}]


def test_clones_are_independent(tenant: Tenant, bed: Bed) -> None:
    other = bed.fresh(tenant.version, "other")
    try:
        partner = call(tenant, tenant.agent, "res.partner", "search", [["x_customer_tier", "=", "gold"]], limit=1)[0]
        assert call(tenant, tenant.agent, "res.partner", "write", [partner], {"name": "Renamed Here"})
        (here,) = call(tenant, tenant.agent, "res.partner", "read", [partner], ["name"])
        (there,) = call(other, other.agent, "res.partner", "read", [partner], ["name"])
    finally:
        bed.drop(other.database)
    assert here["name"] == "Renamed Here"
    assert there["name"] != "Renamed Here"


def test_a_private_server_can_be_taken_away_and_comes_back(
    tenant: Tenant, private_server: Callable[[Tenant], PrivateServer]
) -> None:
    server = private_server(tenant)
    mine = server.serving(tenant)
    assert call(mine, mine.agent, "x_equipment", "search_count", []) == 5
    server.kill()
    with pytest.raises(urllib.error.URLError):
        jsonrpc(mine.url, "common", "version")
    server.start()
    assert server.url == mine.url
    assert call(mine, mine.agent, "x_equipment", "search_count", []) == 5


def test_a_tenant_sees_its_own_database_only(tenant: Tenant) -> None:
    listed = post(f"{tenant.url}/web/database/list", {"jsonrpc": "2.0", "method": "call", "id": 1, "params": {}})
    assert listed["result"] == [tenant.database]


def test_templates_cannot_be_opened(tenant: Tenant, bed: Bed) -> None:
    with bed.private_server(tenant.version) as crowded:
        names = jsonrpc(crowded.url, "db", "list")["result"]
    assert tenant.database in names
    assert not [name for name in names if name.startswith(("template", "base", "making"))]


def test_odoo_14_with_several_databases_hides_errors(tenant14: Tenant, bed: Bed) -> None:
    other = bed.fresh(14, "crowd")
    try:
        with bed.private_server(14) as crowded, pytest.raises(urllib.error.HTTPError) as bare:
            call(crowded.serving(tenant14), tenant14.clerk, "purchase.order", "search_count", [])
    finally:
        bed.drop(other.database)
    with bare.value:
        assert bare.value.code == 500
