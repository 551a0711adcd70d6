"""Programs with a saved connection."""

from __future__ import annotations

import pytest

from tests.bed.tenants import Tenant
from tests.cli.program import Program
from tests.e2e.serving import connect
from tests.leaks import SecretsInUse


@pytest.fixture
def atlas(tmp_path_factory: pytest.TempPathFactory, secrets_in_use: SecretsInUse) -> Program:
    """The program with an empty store."""
    return Program(tmp_path_factory.mktemp("atlas") / "home", secrets_in_use)


@pytest.fixture(scope="module")
def connected(tenant: Tenant, tmp_path_factory: pytest.TempPathFactory, secrets_in_use: SecretsInUse) -> Program:
    """The program, connected to the tenant of this module."""
    program = Program(tmp_path_factory.mktemp("connected") / "home", secrets_in_use)
    connect(program, tenant)
    return program


@pytest.fixture(scope="module")
def connected19(tenant19: Tenant, tmp_path_factory: pytest.TempPathFactory, secrets_in_use: SecretsInUse) -> Program:
    """The program, connected to Odoo 19."""
    program = Program(tmp_path_factory.mktemp("connected") / "home", secrets_in_use)
    connect(program, tenant19)
    return program
