"""`atlas-odoo connect` on a terminal, as a person: questions, answers, Ctrl-C."""

from __future__ import annotations

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.cli.program import Program


def test_everything_is_asked_for(atlas: Program, tenant: Tenant) -> None:
    done = atlas.talk(
        "connect",
        "--no-discover",
        answers={
            "Display name": "Fine Shoes",
            "URL:": tenant.url + "/web",
            "Database": tenant.database,
            "Login:": tenant.login,
            "API key:": tenant.api_key,
        },
    )
    assert done.code == 0, done.out
    assert "Saved as Fine Shoes, the active connection." in done.out
    [saved] = atlas.run("connections", "list", "--json").json["connections"]
    assert (saved["name"], saved["url"], saved["login"]) == ("Fine Shoes", tenant.url, tenant.login)


def test_only_what_is_missing_is_asked_for(atlas: Program, tenant: Tenant) -> None:
    done = atlas.talk(
        *(
            "connect",
            "--no-discover",
            "--name",
            "Shop",
            "--url",
            tenant.url,
            "--db",
            tenant.database,
            "--login",
            tenant.login,
        ),
        answers={"API key:": tenant.api_key},
    )
    assert done.code == 0, done.out
    assert "URL:" not in done.out


def test_company_is_asked_for_and_may_be_named(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    rows = bed.sql(
        tenant.version,
        tenant.database,
        "SELECT c.name FROM res_company c JOIN res_company_users_rel r ON r.cid = c.id "
        "JOIN res_users u ON u.id = r.user_id WHERE u.login = 'multi' AND c.id <> u.company_id",
    )
    other = rows[0]["name"]
    done = atlas.talk(
        "connect",
        "--no-discover",
        answers={"Company (number or name)": "none of them", "This is none of them.": other},
        env={
            "ODOO_URL": tenant.url,
            "ODOO_DB": tenant.database,
            "ODOO_LOGIN": "multi",
            "ODOO_API_KEY": tenant.multi.api_key,
        },
    )
    assert done.code == 0, done.out
    [saved] = atlas.run("connections", "list", "--json").json["connections"]
    assert saved["company"] == other


def test_ctrl_c_at_a_question_ends_it(atlas: Program, tenant: Tenant) -> None:
    start = {"Display name": "^C"}
    assert atlas.talk("connect", answers=start).code == 130
    later = atlas.talk(
        "connect",
        answers={"Company (number or name)": "^C"},
        env={
            "ODOO_URL": tenant.url,
            "ODOO_DB": tenant.database,
            "ODOO_LOGIN": "multi",
            "ODOO_API_KEY": tenant.multi.api_key,
        },
    )
    assert later.code == 130
    assert "Traceback" not in later.out
    assert atlas.run("connections", "list", "--json").json == {"connections": []}


def test_replacing_is_asked_for(atlas: Program, tenant: Tenant) -> None:
    given = ("connect", "--no-discover", "--name", "Shop", "--url", tenant.url, "--db", tenant.database)
    assert atlas.run(*given, "--login", tenant.login, "--api-key-stdin", given=tenant.api_key).code == 0
    env = {"ODOO_LOGIN": "clerk", "ODOO_API_KEY": tenant.clerk.api_key}
    assert atlas.talk(*given, env=env, answers={"Replace it?": "n"}).code == 3
    assert atlas.talk(*given, env=env, answers={"Replace it?": "y"}).code == 0
    [saved] = atlas.run("connections", "list", "--json").json["connections"]
    assert saved["login"] == "clerk"


def test_one_of_several_databases_is_asked_for(atlas: Program, tenant19: Tenant, bed: Bed) -> None:
    other = bed.fresh(19, "second")
    server = bed.private_server(19)
    try:
        env = {"ODOO_URL": server.url, "ODOO_LOGIN": "agent", "ODOO_API_KEY": tenant19.api_key}
        alone = atlas.run("connect", "--json", env=env)
        assert alone.code == 2
        assert tenant19.database in alone.json["error"]["message"]
        assert other.database in alone.json["error"]["message"]
        asked = atlas.talk(
            "connect", "--no-discover", env=env, answers={"Database (number or name)": tenant19.database}
        )
        assert asked.code == 0, asked.out
        assert f"Saved as {tenant19.database}" in asked.out
    finally:
        server.close()
        bed.drop(other.database)
