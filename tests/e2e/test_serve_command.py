"""What `atlas-odoo serve` refuses before it serves."""

from __future__ import annotations

import socket

import pytest

from tests.cli.program import Program
from tests.e2e.serving import over_stdio, text


@pytest.mark.parametrize("place", ["0.0.0.0:8765", "192.168.0.7", "erp.example.com:80", "[::]:8765"])
def test_other_machines_are_not_served_without_authentication(atlas: Program, place: str) -> None:
    done = atlas.run("serve", "--http", place)
    assert done.code == 3
    assert "authentication" in done.err
    assert "127.0.0.1:8765" in done.err
    assert done.out == ""


def test_a_taken_port_is_said_to_be_taken(atlas: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = atlas.run("serve", "--http", str(port))
    assert done.code == 3
    assert f"127.0.0.1:{port}" in done.err
    assert "another port" in done.err


def test_a_setting_that_cannot_be_used_is_named(atlas: Program) -> None:
    done = atlas.run("serve", env={"ATLAS_ODOO_CONCURRENCY": "many"})
    assert done.code == 3
    assert "ATLAS_ODOO_CONCURRENCY" in done.err
    assert done.out == ""


def test_it_ends_with_its_client(atlas: Program) -> None:
    done = atlas.run("serve")
    assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize(
    ("options", "env", "told"),
    [
        (("--toolsets", "sale"), {}, "Did you mean sales?"),
        (("--tools", "find_record"), {}, "Did you mean find_records"),
        ((), {"ATLAS_ODOO_TOOLSETS": "sales, stok"}, "There is no toolset called 'stok'."),
        ((), {"ATLAS_ODOO_ENABLED_TOOLS": "top_sale"}, "Did you mean top_sales"),
    ],
)
def test_tools_that_do_not_exist_are_refused_with_near_names(
    atlas: Program, options: tuple[str, ...], env: dict[str, str], told: str
) -> None:
    done = atlas.run("serve", *options, env=env)
    assert done.code == 3
    assert told in done.err
    assert done.out == ""


async def test_a_store_that_cannot_be_used_is_told_by_every_call_and_tools_are_listed(atlas: Program) -> None:
    async with over_stdio(atlas, environ={"ATLAS_ODOO_DATABASE_URL": "oracle://somewhere"}) as client:
        assert "find_records" in {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("find_records", {"object": "partner"})
    assert answer.is_error
    assert "ATLAS_ODOO_DATABASE_URL" in text(answer)
