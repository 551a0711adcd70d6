"""What tests on real servers share besides the servers."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the module's schemas are cached: reading one takes seconds."""
    return tmp_path_factory.mktemp("schema")


@pytest.fixture
def sent() -> list[str]:
    """The methods that were called, for `open_desk(..., sent=sent)`."""
    return []
