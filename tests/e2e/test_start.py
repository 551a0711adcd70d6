"""What a server loads before it has answered which tools it has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cli.program import TOP, Program
from tests.e2e.serving import SERVE

HEAVY = {"httpx", "httpcore", "sqlalchemy", "alembic", "sqlite_utils", "rich", "keyring", "aiosqlite"}
"""What reading Odoo needs, and listing tools does not. (The SDK itself loads another HTTP client and cryptography.)"""
FILES = {"yaml", "jinja2"}
"""What making a list needs, and showing one that was made does not."""
STORE = ("atlas_odoo.store.engine", "atlas_odoo.connections.book")
OURS = (*STORE, "atlas_odoo.gateway", "atlas_odoo.odoo.client")
MAKING = ("atlas_odoo.operations", "atlas_odoo.objects", "atlas_odoo.business.toolbox")
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}


@dataclass(frozen=True)
class Start:
    """What the first answer was, and the modules that were imported until then."""

    tools: list[dict[str, Any]]
    loaded: set[str]

    def has(self, prefixes: Sequence[str]) -> list[str]:
        return [name for name in self.loaded if name.startswith(tuple(prefixes))]


def start(atlas: Program, *options: str) -> Start:
    log = atlas.home.parent / "imports"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-X", "importtime", *SERVE, *options],
            cwd=TOP,
            env=atlas.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(REQUEST).encode() + b"\n")
        server.stdin.flush()
        answer = json.loads(server.stdout.readline())
        until_then = log.read_text(encoding="utf-8")
        server.stdin.close()
    loaded = set(re.findall(r"^import time:.*\| +(\S+)$", until_then, re.MULTILINE))
    assert "mcp" in loaded
    return Start(answer["result"]["tools"], loaded)


def test_without_a_connection_neither_the_store_nor_odoo_is_loaded(atlas: Program) -> None:
    first = start(atlas)
    assert {"find_records", "order_progress"} <= {tool["name"] for tool in first.tools}
    assert not HEAVY & first.loaded
    assert not first.has(STORE)
    assert not list(atlas.home.glob("*.db"))
    second = start(atlas)
    assert second.tools == first.tools
    assert not (HEAVY | FILES) & second.loaded
    assert not second.has((*OURS, *MAKING))


@pytest.mark.parametrize("options", [(), ("--toolsets", "sales,generic", "--read-only")])
def test_a_list_that_was_made_once_is_shown_without_making_it_again(
    connected19: Program, options: tuple[str, ...]
) -> None:
    first = start(connected19, *options)
    second = start(connected19, *options)
    assert second.tools == first.tools
    assert not (HEAVY | FILES) & second.loaded
    assert not second.has((*OURS, *MAKING))
