"""`atlas-odoo connect` against real Odoo, without a terminal: what passes, and what it says about it."""

from __future__ import annotations

import pytest

from tests.bed.bed import Bed
from tests.bed.tenants import Credential, Tenant
from tests.cli.program import Ended, Program

KINDS = (
    "partner",
    "product",
    "quotation",
    "sales order",
    "purchase order",
    "transfer",
    "stock quantity",
    "manufacturing order",
    "invoice",
    "POS order",
)


def connect(atlas: Program, tenant: Tenant, who: Credential, *more: str, secret: str | None = None) -> Ended:
    """Connect as somebody, everything given by options and standard input."""
    return atlas.run(
        "connect",
        *(
            "--url",
            tenant.url,
            "--db",
            tenant.database,
            "--login",
            who.login,
            "--api-key-stdin",
            "--no-discover",
            *more,
        ),
        given=(secret or who.api_key) + "\n",
    )


def user_id(bed: Bed, tenant: Tenant, login: str) -> int:
    [row] = bed.sql(tenant.version, tenant.database, f"SELECT id FROM res_users WHERE login = '{login}'")
    return int(row["id"])


def test_environment_alone_connects_and_asks_nothing(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    done = atlas.run(
        "connect",
        "--json",
        env={
            "ODOO_URL": tenant.url,
            "ODOO_DB": tenant.database,
            "ODOO_LOGIN": tenant.login,
            "ODOO_API_KEY": tenant.api_key,
        },
    )
    assert done.code == 0, done.err
    saved = done.json["connection"]
    assert (saved["name"], saved["active"]) == (tenant.database, True)
    assert saved["uid"] == user_id(bed, tenant, tenant.login)
    assert saved["version"].startswith(f"{tenant.version}.")
    assert saved["protocol"] == ("json-2" if tenant.version == 19 else "json-rpc")
    assert saved["secret"] == "api_key"
    assert done.steps["privileges"]["outcome"] == "ok"
    assert "x_equipment" in done.json["discovery"]["custom_models"]
    listed = atlas.run("connections", "list", "--json").json["connections"]
    assert [one["id"] for one in listed] == [saved["id"]]


def test_every_step_prints_a_line_with_its_time(atlas: Program, tenant: Tenant) -> None:
    done = connect(atlas, tenant, tenant.agent, "--test-only")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    for name in ("server", "version", "sign-in", "user", "privileges", "company", "api key", *KINDS):
        [line] = [line for line in lines if line[18:38].strip() == name]
        assert line[7:16].endswith(" s")
    assert "nothing was saved" in lines[-1]
    assert atlas.run("connections", "list", "--json").json == {"connections": []}


def test_what_was_read_is_in_the_database(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    steps = connect(atlas, tenant, tenant.agent, "--test-only", "--json").steps
    orders = {
        "quotation": "SELECT name FROM sale_order WHERE state IN ('draft', 'sent')",
        "sales order": "SELECT name FROM sale_order WHERE state IN ('sale', 'done')",
        "transfer": "SELECT name FROM stock_picking",
        "manufacturing order": "SELECT name FROM mrp_production",
    }
    for kind, query in orders.items():
        assert steps[kind]["result"] == "read"
        assert steps[kind]["record"] in {row["name"] for row in bed.sql(tenant.version, tenant.database, query)}
    [row] = bed.sql(tenant.version, tenant.database, "SELECT count(*) FROM pos_order")
    assert steps["POS order"]["result"] == ("read" if row["count"] else "empty")


def test_clerk_is_told_which_groups_are_missing_and_is_saved(atlas: Program, tenant: Tenant) -> None:
    done = connect(atlas, tenant, tenant.clerk, "--json")
    assert done.code == 0, done.err
    denied = done.steps["purchase order"]
    assert (denied["outcome"], denied["result"]) == ("warning", "denied")
    assert "Purchase/User" in denied["groups"]
    assert "Purchase/User" in denied["text"]
    assert "Point of Sale/User" in done.steps["POS order"]["groups"]
    assert done.json["saved"] is True


def test_administrator_is_refused_by_name(atlas: Program, tenant: Tenant) -> None:
    done = connect(atlas, tenant, tenant.admin, "--json")
    assert done.code == 6
    error = done.json["error"]
    settings = "Role / Administrator" if tenant.version == 19 else "Administration / Settings"
    assert error["code"] == "over_privileged"
    assert f"{settings} (base.group_system)" in error["groups"]
    assert any(group.endswith("Access Rights (base.group_erp_manager)") for group in error["groups"])
    assert done.json["saved"] is False
    assert atlas.run("connections", "list", "--json").json == {"connections": []}


def test_administrator_is_accepted_when_allowed(atlas: Program, tenant: Tenant) -> None:
    done = connect(atlas, tenant, tenant.admin, "--allow-admin", "--company", "1", "--json")
    assert done.code == 0, done.err
    assert done.steps["privileges"]["outcome"] == "warning"
    assert done.json["connection"]["allow_admin"] is True


def test_rights_are_found_without_an_administrator_group(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    """A tenant's own group that may write server actions is found by what it can do."""
    groups = "group_ids" if tenant.version == 19 else "groups_id"
    bed.shell(
        tenant.version,
        tenant.database,
        f"""
group = env['res.groups'].create({{'name': 'Tinkerers'}})
env['ir.model.access'].create({{
    'name': 'tinkerers', 'model_id': env['ir.model']._get('ir.actions.server').id, 'group_id': group.id,
    'perm_read': True, 'perm_write': True, 'perm_create': True, 'perm_unlink': True,
}})
env['res.users'].search([('login', '=', 'clerk')]).write({{'{groups}': [(4, group.id)]}})
env.cr.commit()
env.registry.signal_changes()  # the running server forgets what it knew of rights
""",
    )
    try:
        done = connect(atlas, tenant, tenant.clerk, "--test-only", "--json")
    finally:
        bed.shell(
            tenant.version,
            tenant.database,
            """
group = env['res.groups'].search([('name', '=', 'Tinkerers')])
env['ir.model.access'].search([('group_id', '=', group.id)]).unlink()
group.unlink()
env.cr.commit()
env.registry.signal_changes()
""",
        )
    assert done.code == 6
    assert "ir.actions.server" in done.json["error"]["message"]


def test_several_companies_need_a_choice(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    companies = {
        row["id"]: row["name"]
        for row in bed.sql(
            tenant.version,
            tenant.database,
            "SELECT c.id, c.name FROM res_company c JOIN res_company_users_rel r ON r.cid = c.id "
            "JOIN res_users u ON u.id = r.user_id WHERE u.login = 'multi'",
        )
    }
    assert len(companies) == 2
    undecided = connect(atlas, tenant, tenant.multi, "--json")
    assert undecided.code == 2
    assert all(name in undecided.json["error"]["message"] for name in companies.values())
    assert "--company" in undecided.json["error"]["advice"]

    for (number, name), by_name in zip(companies.items(), (True, False), strict=True):
        choice = name.upper() if by_name else str(number)
        done = connect(atlas, tenant, tenant.multi, "--company", choice, "--test-only", "--json")
        assert done.code == 0, done.err
        assert done.json["connection"]["company_id"] == number
        assert done.json["connection"]["company"] == name

    stranger = connect(atlas, tenant, tenant.multi, "--company", "Nobody Inc", "--json")
    assert stranger.code == 2
    assert "Nobody Inc" in stranger.json["error"]["message"]


def test_password_works_and_is_told(atlas: Program, tenant: Tenant) -> None:
    done = connect(atlas, tenant, tenant.agent, "--test-only", "--json", secret=tenant.password)
    assert done.code == 0, done.err
    assert done.json["connection"]["secret"] == "password"
    assert done.json["connection"]["protocol"] == "json-rpc"
    assert done.steps["sign-in"]["outcome"] == "warning"
    assert "API key" in done.steps["sign-in"]["text"]


def test_key_that_expires_soon_is_warned_about(atlas: Program, tenant19: Tenant, bed: Bed) -> None:
    assert tenant19.expiring is not None
    done = connect(atlas, tenant19, tenant19.expiring, "--json")
    assert done.code == 0, done.err
    assert done.steps["api key"]["outcome"] == "warning"
    [row] = bed.sql(
        19,
        tenant19.database,
        "SELECT k.expiration_date AS at FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id "
        "WHERE u.login = 'expiring'",
    )
    assert done.json["connection"]["key_expires"][:19] == str(row["at"])[:19].replace(" ", "T")
    shown = atlas.run("connections", "show")
    assert "rotate-key" in shown.out


@pytest.mark.parametrize("typed", ["{host}", "HTTP://{host}/web#action=1"])
def test_url_is_mended_and_said_so(atlas: Program, tenant: Tenant, typed: str) -> None:
    host = tenant.url.removeprefix("http://")
    done = atlas.run(
        "connect",
        *("--url", typed.format(host=host), "--db", tenant.database, "--login", tenant.login, "--api-key-stdin"),
        *("--test-only", "--json"),
        given=tenant.api_key,
    )
    assert done.code == 0, done.err
    assert done.json["connection"]["url"] == tenant.url
    assert (done.steps["address"]["outcome"], done.steps["address"]["url"]) == ("note", tenant.url)


def test_empty_database_is_looked_up(atlas: Program, tenant: Tenant) -> None:
    done = atlas.run(
        "connect",
        *("--url", tenant.url, "--login", tenant.login, "--api-key-stdin", "--test-only", "--json"),
        given=tenant.api_key,
    )
    assert done.code == 0, done.err
    assert done.steps["database"]["outcome"] == "note"
    assert done.json["connection"]["database"] == tenant.database


def test_saved_name_is_replaced_only_when_asked_to(atlas: Program, tenant: Tenant) -> None:
    first = connect(atlas, tenant, tenant.agent, "--name", "Shop", "--json").json["connection"]
    again = connect(atlas, tenant, tenant.clerk, "--name", "shop", "--json")
    assert again.code == 3
    assert again.json["error"]["code"] == "name_taken"
    assert "--replace" in again.json["error"]["advice"]
    replaced = connect(atlas, tenant, tenant.clerk, "--name", "shop", "--replace", "--json").json["connection"]
    assert (replaced["id"], replaced["login"], replaced["active"]) == (first["id"], "clerk", True)
    assert len(atlas.run("connections", "list", "--json").json["connections"]) == 1
