"""What a server loads before it has answered which tools it has."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.cli.program import TOP, Program
from tests.e2e.serving import SERVE

HEAVY = {"httpx", "httpcore", "sqlalchemy", "alembic", "sqlite_utils", "rich", "keyring", "aiosqlite"}
"""What reading Odoo needs, and listing tools does not. (The SDK itself loads another HTTP client and cryptography.)"""
OURS = ("atlas_odoo.store", "atlas_odoo.gateway", "atlas_odoo.connections.book", "atlas_odoo.odoo.client")
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}


def test_listing_tools_needs_no_connection_and_loads_nothing_heavy(atlas: Program) -> None:
    log = atlas.home.parent / "imports"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-X", "importtime", *SERVE],
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
    assert len(answer["result"]["tools"]) == 5
    loaded = set(re.findall(r"^import time:.*\| +(\S+)$", until_then, re.MULTILINE))
    assert "mcp" in loaded
    assert not HEAVY & loaded
    assert not [name for name in loaded if name.startswith(OURS)]
    assert not atlas.home.exists()
