"""The program, for the tests of its commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.leaks import SecretsInUse


@pytest.fixture
def atlas(tmp_path: Path, secrets_in_use: SecretsInUse) -> Program:
    """The program with an empty store."""
    return Program(tmp_path / "home", secrets_in_use)
