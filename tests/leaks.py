"""A plugin: at the end of the run, no key of the test servers may stand in anything that was printed or logged.

Fixtures hand every secret they make to `secrets_in_use`; pytest's reports (captured output, logs, failures) are
searched after each test.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator

import pytest

SHORTEST = 12
"""Shorter secrets (the demo password `admin`) are ordinary words."""


class SecretsInUse:
    """The secrets of this run; never printed, only searched for."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def add(self, *secrets: str | None) -> None:
        """Remember secrets that are long enough to be recognised."""
        self._secrets.update(secret for secret in secrets if secret and len(secret) >= SHORTEST)

    def shown_in(self, text: str) -> bool:
        """Whether any of them stands in `text`."""
        return any(secret in text for secret in self._secrets)


_KEY = pytest.StashKey[SecretsInUse]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_KEY] = SecretsInUse()


@pytest.fixture(scope="session")
def secrets_in_use(pytestconfig: pytest.Config) -> SecretsInUse:
    """Where fixtures tell which secrets they made."""
    return pytestconfig.stash[_KEY]


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    shown = "\n".join(content for _, content in report.sections)
    if item.config.stash[_KEY].shown_in(shown + (report.longreprtext or "")):
        report.outcome = "failed"
        report.sections = []
        report.longrepr = f"{item.nodeid}: a secret of the test servers was printed, logged or shown ({call.when})."
    return report
