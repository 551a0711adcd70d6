"""The protocol's own conformance suite, as far as it asks nothing of the server but what every server has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.e2e.node import Node, installed
from tests.e2e.serving import over_http

HANDSHAKE, STATELESS = "2025-11-25", "2026-07-28"
SCENARIOS = [
    ("server-initialize", HANDSHAKE),
    ("ping", HANDSHAKE),
    ("tools-list", HANDSHAKE),
    ("resources-list", HANDSHAKE),
    ("prompts-list", HANDSHAKE),
    ("dns-rebinding-protection", HANDSHAKE),
    ("server-sse-multiple-streams", HANDSHAKE),
    ("tools-list", STATELESS),
    ("resources-list", STATELESS),
    ("prompts-list", STATELESS),
    ("caching", STATELESS),
    ("http-header-validation", STATELESS),
    ("dns-rebinding-protection", STATELESS),
    ("sep-2164-resource-not-found", STATELESS),
    ("server-sse-multiple-streams", STATELESS),
    ("input-required-result-unsupported-methods", STATELESS),
    ("input-required-result-ignore-extra-params", STATELESS),
]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def node() -> Node:
    return installed()


@pytest.fixture(scope="module")
def url(connected19: Program) -> Iterator[str]:
    with over_http(connected19) as server:
        yield server.url


@pytest.mark.parametrize(("scenario", "version"), SCENARIOS)
def test_a_scenario_passes(node: Node, url: str, scenario: str, version: str, tmp_path: Path) -> None:
    options = ("--url", url, "--scenario", scenario, "--spec-version", version)
    done = node.run("conformance", "server", *options, cwd=tmp_path)
    outcome = re.search(r"Passed: (\d+)/(\d+), (\d+) failed", done.out)
    assert outcome is not None, done.out + done.err
    assert outcome[1] == outcome[2], done.out
    assert outcome[3] == "0", done.out
    assert done.code == 0, done.out
