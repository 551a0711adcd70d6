"""What tests on real servers share besides the servers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bed.bed import Bed
from tests.bed.tenants import Tenant

Prepare = Callable[[Tenant, str], Tenant]
"""Runs a script in Odoo's shell on a tenant's database, the first time that a module asks for it."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the module's schemas are cached: reading one takes seconds."""
    return tmp_path_factory.mktemp("schema")


@pytest.fixture
def sent() -> list[str]:
    """The methods that were called, for `open_desk(..., sent=sent)`."""
    return []


@pytest.fixture(scope="module")
def prepare(bed: Bed) -> Prepare:
    """Starting Odoo's shell takes seconds: the tests of a module share what it made."""
    done: set[tuple[str, str]] = set()

    def once(tenant: Tenant, script: str) -> Tenant:
        if (tenant.database, script) not in done:
            bed.shell(tenant.version, tenant.database, script)
            done.add((tenant.database, script))
        return tenant

    return once
