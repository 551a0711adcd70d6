"""The MCP Inspector, as a reviewer would use it: it lists and calls every tool of a server on a real Odoo 19."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.program import TOP, Program
from tests.e2e.node import Done, Node, installed
from tests.e2e.serving import SERVE, over_http

CALLS: dict[str, dict[str, Any]] = {
    "search_schema": {"query": "quotation"},
    "describe_model": {"object": "sale.order"},
    "find_records": {"object": "sale.order", "domain": [["state", "=", "sale"]], "fields": ["name"], "limit": 2},
    "get_records": {"object": "sale.order", "ids": [1]},
    "aggregate_records": {"object": "sale.order", "group_by": ["state"], "measures": ["amount_total:sum"]},
    "top_sales": {"by": "customer"},
}
IS_ERROR = 5
"""How the Inspector ends when a result is an error."""

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.parametrize("era", ["modern", "legacy"]),
    pytest.mark.parametrize("transport", ["stdio", "http"]),
]


@pytest.fixture(scope="module")
def node() -> Node:
    return installed()


@pytest.fixture(scope="module")
def url(connected19: Program) -> Iterator[str]:
    with over_http(connected19) as server:
        yield server.url


class Inspector:
    def __init__(self, node: Node, program: Program, url: str | None, era: str) -> None:
        self._node = node
        self._program = program
        self._target = [url] if url else [sys.executable, *SERVE]
        self._era = era

    def run(self, *options: str) -> Done:
        env = self._program.environment()
        given = [
            part for name, value in env.items() if name.startswith("ATLAS_ODOO_") for part in ("-e", f"{name}={value}")
        ]
        done = self._node.run(
            "mcp-inspector",
            *("--cli", *self._target, "--protocol-era", self._era, "--format", "json", *options),
            *(() if self._target[0].startswith("http") else given),
            env=env,
            cwd=TOP,
        )
        assert not self._program.secrets.shown_in(done.out + done.err)
        return done


@pytest.fixture
def inspector(node: Node, connected19: Program, url: str, transport: str, era: str) -> Inspector:
    return Inspector(node, connected19, url if transport == "http" else None, era)


def test_it_lists_the_tools_without_a_complaint(inspector: Inspector) -> None:
    done = inspector.run("--method", "tools/list", "--strict")
    assert done.code == 0, done.err
    names = [tool["name"] for tool in json.loads(done.out)["result"]["tools"]]
    assert names[:5] == list(CALLS)[:5]
    assert set(CALLS) <= set(names)
    assert "Warning" not in done.err


@pytest.mark.parametrize("tool", CALLS)
def test_it_calls_every_tool(inspector: Inspector, tool: str) -> None:
    done = inspector.run("--method", "tools/call", "--tool-name", tool, "--tool-args-json", json.dumps(CALLS[tool]))
    assert done.code == 0, done.err
    result = json.loads(done.out)["result"]
    content = result["structuredContent"]
    assert content.get("rows") or content["tables"]
    assert result["content"][0]["text"]


def test_a_wrong_call_is_an_error_result(inspector: Inspector) -> None:
    arguments = json.dumps({"object": "sale.ordr"})
    done = inspector.run("--method", "tools/call", "--tool-name", "find_records", "--tool-args-json", arguments)
    assert done.code == IS_ERROR, done.err
    assert "sale.order" in json.loads(done.out)["result"]["content"][0]["text"]


def test_it_lists_and_reads_resources(inspector: Inspector) -> None:
    listed = inspector.run("--method", "resources/list")
    assert json.loads(listed.out)["result"]["resources"][0]["uri"] == "atlas-odoo://schema"
    read = inspector.run("--method", "resources/read", "--uri", "atlas-odoo://schema/sale.order")
    assert read.code == 0, read.err
    assert "x_delivery_window" in json.loads(read.out)["result"]["contents"][0]["text"]


def test_it_lists_and_gets_prompts(inspector: Inspector) -> None:
    listed = inspector.run("--method", "prompts/list")
    assert listed.code == 0, listed.err
    assert "customer_briefing" in {prompt["name"] for prompt in json.loads(listed.out)["result"]["prompts"]}
    arguments = ("--prompt-name", "customer_briefing", "--prompt-args", "customer=Azure Interior")
    got = inspector.run("--method", "prompts/get", *arguments)
    assert got.code == 0, got.err
    assert "Azure Interior" in json.loads(got.out)["result"]["messages"][0]["content"]["text"]
