"""What `atlas-odoo connect` says, and ends with, when something is wrong. Nothing is ever saved then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant
from tests.cli.program import Ended, Program

NO_KEY = "0" * 40


class Shop(BaseHTTPRequestHandler):
    """A web server like many: every page is a 200 with HTML."""

    def do_GET(self) -> None:
        body = b"<html><title>Fine shoes</title></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def shop() -> Iterator[str]:
    """The URL of a web server that is no Odoo."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> str:
    """The URL of a port that was free a moment ago."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        return f"http://127.0.0.1:{server.server_port}"


def attempt(atlas: Program, **given: str) -> Ended:
    secret = given.pop("secret", NO_KEY)
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    done = atlas.run("connect", *options, "--api-key-stdin", "--json", given=secret + "\n")
    assert done.json.get("saved", False) is False
    assert atlas.run("connections", "list", "--json").json == {"connections": []}
    return done


def told(done: Ended, code: str, exit_code: int) -> dict[str, Any]:
    """The error, which has to be this one in all the places where it shows up."""
    error: dict[str, Any] = done.json["error"]
    assert (error["code"], error["exit_code"], done.code) == (code, exit_code, exit_code)
    assert error["message"] in done.err
    assert error["advice"]
    assert "Traceback" not in done.err
    return error


def test_wrong_key(atlas: Program, tenant: Tenant) -> None:
    done = attempt(atlas, url=tenant.url, db=tenant.database, login=tenant.login)
    told(done, "credentials_invalid", 15)
    assert done.steps["sign-in"]["outcome"] == "failed"
    assert "privileges" not in done.steps


def test_key_of_somebody_else(atlas: Program, tenant: Tenant) -> None:
    done = attempt(atlas, url=tenant.url, db=tenant.database, login="clerk", secret=tenant.api_key)
    told(done, "credentials_invalid", 15)


def test_wrong_database_is_answered_with_those_that_exist(atlas: Program, tenant: Tenant) -> None:
    done = attempt(atlas, url=tenant.url, db="nowhere", login=tenant.login, secret=tenant.api_key)
    assert tenant.database in told(done, "database_not_found", 14)["advice"]


def test_closed_port(atlas: Program, closed_port: str) -> None:
    done = attempt(atlas, url=closed_port, db="any", login="agent")
    told(done, "unreachable", 10)
    assert done.steps["server"]["outcome"] == "failed"


def test_web_server_that_is_not_odoo(atlas: Program, shop: str) -> None:
    told(attempt(atlas, url=shop, db="any", login="agent"), "not_an_odoo", 13)


def test_https_where_there_is_none(atlas: Program, shop: str) -> None:
    told(attempt(atlas, url=shop.replace("http:", "https:"), db="any", login="agent"), "tls", 11)


def test_url_that_holds_a_password(atlas: Program) -> None:
    done = attempt(atlas, url="https://kim:hunter2hunter2@erp.example.com", db="any", login="agent")
    told(done, "argument_invalid", 2)
    assert "hunter2" not in done.out + done.err


def test_user_who_may_read_nothing(atlas: Program, tenant: Tenant, bed: Bed) -> None:
    """Without any group Odoo signs the user in and shows nothing."""
    bed.shell(
        tenant.version,
        tenant.database,
        f"""
user = env['res.users'].with_context(no_reset_password=True).create({{
    'name': 'Nobody', 'login': 'nobody', 'password': 'long-enough-nothing',
    '{"group_ids" if tenant.version == 19 else "groups_id"}': [(5,)],
}})
env.cr.commit()
""",
    )
    done = attempt(atlas, url=tenant.url, db=tenant.database, login="nobody", secret="long-enough-nothing")
    told(done, "access_denied", 18)


def test_what_is_missing_is_named_with_the_way_to_give_it(atlas: Program) -> None:
    done = atlas.run("connect", "--url", "https://erp.example.com", "--json")
    error = told(done, "argument_invalid", 2)
    for way in ("--login", "ODOO_LOGIN", "--api-key-stdin", "ODOO_API_KEY"):
        assert way in error["message"]
    assert "--url" not in error["message"]


def test_empty_standard_input_is_no_key(atlas: Program) -> None:
    done = atlas.run("connect", "--url", "https://erp.example.com", "--login", "kim", "--api-key-stdin")
    assert done.code == 2
    assert "Standard input is empty" in done.err


def test_key_is_never_an_option(atlas: Program) -> None:
    done = atlas.run("connect", "--api-key", NO_KEY)
    assert done.code == 2
    assert NO_KEY not in done.out + done.err
