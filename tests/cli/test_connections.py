"""`atlas-odoo connections` against real Odoo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bed.bed import Bed
from tests.bed.tenants import Credential, Tenant
from tests.cli.program import Ended, Program


def connect(atlas: Program, tenant: Tenant, who: Credential, name: str, *more: str) -> dict[str, Any]:
    done = atlas.run(
        *("connect", "--name", name, "--url", tenant.url, "--db", tenant.database, "--login", who.login),
        *("--api-key-stdin", "--json", *(more or ("--no-discover",))),
        given=who.api_key,
    )
    assert done.code == 0, done.err
    connection: dict[str, Any] = done.json["connection"]
    return connection


def saved(atlas: Program) -> dict[str, bool]:
    """Names, and whether they are active."""
    everything = atlas.run("connections", "list", "--json").json["connections"]
    return {one["name"]: one["active"] for one in everything}


def test_several_connections_and_one_active(atlas: Program, tenant: Tenant) -> None:
    connect(atlas, tenant, tenant.agent, "Shop")
    connect(atlas, tenant, tenant.clerk, "Counter")
    assert saved(atlas) == {"Shop": True, "Counter": False}
    assert atlas.run("connections", "show", "--json").json["connection"]["name"] == "Shop"

    used = atlas.run("connections", "use", "counter")
    assert (used.code, used.out) == (0, "Counter is the active connection.\n")
    assert saved(atlas) == {"Shop": False, "Counter": True}
    assert atlas.run("connections", "show", "--json").json["connection"]["login"] == "clerk"

    [active] = [line for line in atlas.run("connections", "list").out.splitlines() if line.startswith("*")]
    assert active.split()[1] == "Counter"


def test_rename_keeps_everything_else(atlas: Program, tenant: Tenant) -> None:
    before = connect(atlas, tenant, tenant.agent, "Shop")
    assert atlas.run("connections", "rename", "Shop", "Fine Shoes").code == 0
    after = atlas.run("connections", "show", "Fine Shoes", "--json").json["connection"]
    assert {**after, "name": "Shop"} == before
    assert atlas.run("connections", "test", "Fine Shoes").code == 0


def test_unknown_name_is_answered_with_near_ones(atlas: Program, tenant: Tenant) -> None:
    connect(atlas, tenant, tenant.agent, "Shop")
    for arguments in (["show", "Shoop"], ["use", "Shoop"], ["test", "Shoop"], ["remove", "Shoop", "--yes"]):
        done = atlas.run("connections", *arguments, "--json")
        assert done.code == 3
        assert done.json["error"]["code"] == "unknown_connection"
        assert "Shop" in done.json["error"]["advice"]


def test_remove_asks_first_and_forgets_the_schema_too(atlas: Program, tenant: Tenant) -> None:
    connection = connect(atlas, tenant, tenant.agent, "Shop", "--replace")
    cached = Path(atlas.home / "cache")
    assert [path for path in cached.iterdir() if connection["id"] in path.name]

    alone = atlas.run("connections", "remove", "Shop")
    assert alone.code == 2
    assert "--yes" in alone.err
    kept = atlas.talk("connections", "remove", "Shop", answers={"and its secret?": "n"})
    assert "Nothing was removed." in kept.out
    assert saved(atlas) == {"Shop": True}

    gone = atlas.talk("connections", "remove", "Shop", answers={"and its secret?": "y"})
    assert gone.code == 0, gone.out
    assert saved(atlas) == {}
    assert not [path for path in cached.iterdir() if connection["id"] in path.name]
    assert not _holds(atlas.home, connection["id"])


def _holds(folder: Path, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def archive(bed: Bed, tenant: Tenant, login: str, *, back: bool = False) -> None:
    bed.shell(
        tenant.version,
        tenant.database,
        f"""
env['res.users'].with_context(active_test=False).search([('login', '=', '{login}')]).write({{'active': {back}}})
env.cr.commit()
env.registry.signal_changes()  # the running server forgets who may sign in
""",
    )


def test_test_sees_what_changed_in_odoo(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    before = connect(atlas, tenant, tenant.clerk, "Counter")
    archive(bed, tenant, "clerk")
    try:
        failed = atlas.run("connections", "test", "Counter", "--json")
    finally:
        archive(bed, tenant, "clerk", back=True)
    assert failed.code == 15
    assert failed.steps["sign-in"]["outcome"] == "failed"
    assert atlas.run("connections", "show", "--json").json["connection"] == before

    passed = atlas.run("connections", "test", "--json")
    assert passed.code == 0, passed.err
    after = passed.json["connection"]
    assert after["tested_at"] > before["tested_at"]
    assert {**after, "tested_at": ""} == {**before, "tested_at": ""}


def rotate(atlas: Program, name: str, secret: str) -> Ended:
    return atlas.run("connections", "rotate-key", name, "--api-key-stdin", "--json", given=secret + "\n")


def test_rotate_key_tests_the_new_key_before_it_replaces_the_old_one(atlas: Program, tenant: Tenant) -> None:
    before = connect(atlas, tenant, tenant.agent, "Shop")
    for wrong in ("0" * 40, tenant.clerk.api_key):
        refused = rotate(atlas, "Shop", wrong)
        assert refused.code == 15
        assert refused.json["saved"] is False
        assert atlas.run("connections", "test", "Shop").code == 0

    same = rotate(atlas, "Shop", tenant.api_key)
    assert (same.code, same.json["error"]["code"]) == (2, "argument_invalid")  # "delete the old one" would be its end
    done = rotate(atlas, "Shop", tenant.disposable.api_key)
    assert done.code == 0, done.err
    after = done.json["connection"]
    assert (after["id"], after["active"], after["created_at"]) == (before["id"], True, before["created_at"])
    assert atlas.run("connections", "test", "Shop").code == 0


def test_rotate_key_is_asked_for_on_a_terminal(atlas: Program, tenant: Tenant) -> None:
    connect(atlas, tenant, tenant.agent, "Shop")
    done = atlas.talk("connections", "rotate-key", "Shop", answers={"New API key:": tenant.disposable.api_key})
    assert done.code == 0, done.out
    assert "uses the new key" in done.out
    alone = atlas.run("connections", "rotate-key", "Shop")
    assert alone.code == 2
    assert "--api-key-stdin" in alone.err


def test_password_is_replaced_by_a_key(atlas: Program, tenant: Tenant) -> None:
    """The protocol changes with it where it has to: 19 takes passwords over JSON-RPC only."""
    done = atlas.run(
        *("connect", "--name", "Shop", "--url", tenant.url, "--db", tenant.database, "--login", tenant.login),
        *("--api-key-stdin", "--no-discover", "--json"),
        given=tenant.password,
    )
    assert done.json["connection"]["secret"] == "password"
    rotated = rotate(atlas, "Shop", tenant.api_key)
    assert rotated.code == 0, rotated.err
    assert rotated.json["connection"]["secret"] == "api_key"
    assert rotated.json["connection"]["protocol"] == ("json-2" if tenant.version == 19 else "json-rpc")


def test_wrong_encryption_key_is_a_clear_error(atlas: Program, tenant: Tenant) -> None:
    connect(atlas, tenant, tenant.agent, "Shop")
    other = Program(atlas.home, atlas.secrets)
    done = other.run("connections", "test", "Shop", "--json")
    assert done.code == 4
    assert done.json["error"]["code"] == "secret"
    assert atlas.run("connections", "test", "Shop").code == 0


def test_nothing_saved_is_said_plainly(atlas: Program) -> None:
    assert "atlas-odoo connect" in atlas.run("connections", "list").out
    assert atlas.run("connections", "list", "--json").json == {"connections": []}
    done = atlas.run("connections", "show", "--json")
    assert (done.code, done.json["error"]["code"]) == (3, "no_connection")


def test_no_file_holds_the_key_in_the_clear(atlas: Program, tenant: Tenant) -> None:
    connect(atlas, tenant, tenant.agent, "Shop")
    assert atlas.run("connections", "test").code == 0
    assert not _holds(atlas.home, tenant.api_key)
