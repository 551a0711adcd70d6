"""The real server as hosts start it, and the real client that speaks to it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, TextContent

from tests.bed.tenants import Credential, Tenant
from tests.cli.program import TOP, Program
from tests.server.holding import held
from tests.server.processes import HttpServer, http_server

SERVE = ("-m", "atlas_odoo", "serve")


def connect(program: Program, tenant: Tenant, *, name: str = "here", person: Credential | None = None) -> None:
    """Save a connection as a user does."""
    who = person or tenant.agent
    done = program.run(
        "connect",
        *("--name", name, "--url", tenant.url, "--db", tenant.database, "--login", who.login, "--api-key-stdin"),
        given=who.api_key,
    )
    assert done.code == 0, done.err


@asynccontextmanager
async def over_stdio(
    program: Program, *options: str, mode: str = "auto", environ: dict[str, str] | None = None
) -> AsyncIterator[Client]:
    """A client of a server process of its own; what the server logs must show no secret."""
    log = program.home.parent / "server.log"
    parameters = StdioServerParameters(
        command=sys.executable, args=[*SERVE, *options], env=program.environment(environ), cwd=TOP
    )
    with log.open("a+", encoding="utf-8") as errors:
        async with held(Client(stdio_client(parameters, errlog=errors), mode=mode)) as client:
            yield client
    no_secret_in(log, program)


@contextmanager
def over_http(program: Program, *options: str) -> Iterator[HttpServer]:
    """A server process that speaks HTTP on a free port."""
    with http_server([*SERVE, "--http", "127.0.0.1:0", *options], program.environment()) as server:
        yield server
        no_secret_in(server.log, program)


def no_secret_in(log: Path, program: Program) -> None:
    """Fail when a log shows a key."""
    text = log.read_text(encoding="utf-8")
    if program.secrets.shown_in(text) or program.key in text:
        pytest.fail("a secret stands in the server's log", pytrace=False)


def text(result: CallToolResult) -> str:
    """What the model reads."""
    return "".join(item.text for item in result.content if isinstance(item, TextContent))


def rows(result: CallToolResult) -> list[dict[str, object]]:
    """The table of an answer."""
    assert not result.is_error, text(result)
    content = result.structured_content
    assert content is not None
    return [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
