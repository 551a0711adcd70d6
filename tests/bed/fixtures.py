"""The pytest plugin: real Odoo tenants as fixtures.

What the selected tests need is prepared after collection and before the first
test, because a first run takes minutes and a test's time limit is short. A run
that selects no such test starts nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.bed.bed import Bed
from tests.bed.errors import BedError, Unavailable
from tests.bed.override import overridden
from tests.bed.private import PrivateServer
from tests.bed.recipe import VERSIONS
from tests.bed.tenants import Tenant

if TYPE_CHECKING:  # pytest wants to import the plugin itself
    from tests.leaks import SecretsInUse

_BOTH = ("bed", "private_server")
_ONE = {f"tenant{version}": version for version in VERSIONS}
_TenantOf = Callable[[int], Tenant]


@dataclass
class _Session:
    bed: Bed = field(default_factory=Bed)
    wanted: tuple[int, ...] = VERSIONS
    refused: dict[int, BedError] = field(default_factory=dict)


_SESSION = pytest.StashKey[_Session]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("odoo", "real Odoo servers")
    group.addoption(
        "--odoo",
        action="append",
        type=int,
        choices=VERSIONS,
        help="run the tests of this Odoo version only (repeatable)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real: needs a real Odoo (set by itself on tests that use the fixtures)")
    config.stash[_SESSION] = _Session(wanted=tuple(config.getoption("--odoo") or VERSIONS))


def pytest_unconfigure(config: pytest.Config) -> None:
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.bed.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a real server and drop what `--odoo` leaves out."""
    wanted = set(config.stash[_SESSION].wanted)
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        needs = _needs(item)
        if needs:
            item.add_marker("real")
        exact = needs if _is_exact(item) else set[int]()
        (kept if exact <= wanted else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have running what the selected tests need."""
    config = session.config
    if config.option.collectonly:
        return
    state = config.stash[_SESSION]
    needed = {version for item in session.items for version in _needs(item)} & set(state.wanted)
    capture = config.pluginmanager.getplugin("capturemanager")
    for version in sorted(needed, reverse=True):
        with capture.global_and_fixture_disabled():
            try:
                if overridden(version, os.environ) is None:
                    state.bed.up(version)
            except BedError as error:
                state.refused[version] = error


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for version, reason in config.stash[_SESSION].refused.items():
        terminalreporter.section(f"NOT TESTED AGAINST ODOO {version}", red=True, bold=True)
        terminalreporter.write_line(str(reason))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """A test that reaches for what an overridden server lacks is skipped, not failed (in CI it fails)."""
    try:
        return (yield)
    except Unavailable as error:
        _refuse(error)


@pytest.fixture(scope="session")
def bed(pytestconfig: pytest.Config) -> Bed:
    """The bed itself: `shell` and `sql` for expected values, `clone` and `drop` for more databases."""
    return pytestconfig.stash[_SESSION].bed


@pytest.fixture(scope="module")
def tenant_of(request: pytest.FixtureRequest, bed: Bed, secrets_in_use: SecretsInUse) -> Iterator[_TenantOf]:
    """The module's database of a version, made once however pytest orders the parametrised tests."""
    made: dict[int, Tenant] = {}

    def give(version: int) -> Tenant:
        if version not in made:
            made[version] = _fresh(request, bed, version)
            for person in made[version].people.values():
                secrets_in_use.add(person.api_key, person.password)
        return made[version]

    yield give
    for one in made.values():
        bed.drop(one.database)


@pytest.fixture(scope="module", params=[pytest.param(version, id=f"odoo{version}") for version in VERSIONS])
def tenant(request: pytest.FixtureRequest, tenant_of: _TenantOf) -> Tenant:
    """A database of this module's own, once per Odoo version."""
    return tenant_of(request.param)


@pytest.fixture(scope="module")
def tenant19(tenant_of: _TenantOf) -> Tenant:
    """The module's database on Odoo 19."""
    return tenant_of(19)


@pytest.fixture(scope="module")
def tenant14(tenant_of: _TenantOf) -> Tenant:
    """The module's database on Odoo 14."""
    return tenant_of(14)


@pytest.fixture
def private_server(bed: Bed) -> Iterator[Callable[[Tenant], PrivateServer]]:
    """Start one more server for a tenant's database, to be frozen, killed and restarted.

    `server.serving(tenant)` is the same database, reached through it.
    """
    started: list[PrivateServer] = []

    def start(tenant: Tenant) -> PrivateServer:
        try:
            started.append(bed.private_server(tenant.version, tenant.database))
        except Unavailable as error:
            _refuse(error)
        return started[-1]

    yield start
    for server in started:
        server.close()


def _fresh(request: pytest.FixtureRequest, bed: Bed, version: int) -> Tenant:
    refused = request.config.stash[_SESSION].refused.get(version)
    if refused is not None:
        _refuse(refused)
    try:
        return bed.fresh(version, request.module.__name__.rpartition(".")[2])
    except Unavailable as error:
        _refuse(error)


def _refuse(reason: BedError) -> NoReturn:
    """Skip what cannot be had here; what went wrong fails, and where CI is set so does what is missing."""
    message = f"no real Odoo: {reason}"
    if os.environ.get("CI") or not isinstance(reason, Unavailable):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def _needs(item: pytest.Item) -> set[int]:
    """The versions that a test uses; both, when it asks for the bed only."""
    names = set(getattr(item, "fixturenames", ()))
    found = {version for name, version in _ONE.items() if name in names}
    if "tenant" in names:
        found.add(_parameter(item))
    return found or (set(VERSIONS) if names & set(_BOTH) else set())


def _is_exact(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return "tenant" in names or bool(names & set(_ONE))


def _parameter(item: pytest.Item) -> int:
    spec = getattr(item, "callspec", None)
    return int(spec.params["tenant"]) if spec is not None else VERSIONS[0]
