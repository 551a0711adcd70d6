"""A server of one test's own, to be frozen, killed and brought back on the same port."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bed import server as servers
from tests.bed.cluster import Cluster
from tests.bed.install import Install
from tests.bed.places import Places
from tests.bed.server import Server
from tests.bed.tenants import Tenant


class PrivateServer:
    """Runs from its making until `close`."""

    def __init__(self, install: Install, cluster: Cluster, places: Places, log: Path, only: str | None = None) -> None:
        """Start it on a free port."""
        self._install = install
        self._cluster = cluster
        self._places = places
        self._log = log
        self._only = only
        self._server = self._start(servers.free_port())

    @property
    def url(self) -> str:
        """Where it answers; the same after every restart."""
        return self._server.url

    @property
    def alive(self) -> bool:
        """Whether its process runs (a frozen one does)."""
        return self._server.process.alive

    def serving(self, tenant: Tenant) -> Tenant:
        """The same database, reached through this server."""
        return replace(tenant, url=self.url)

    def freeze(self) -> None:
        """SIGSTOP: connections are accepted by the kernel, nobody answers."""
        self._server.process.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: what was asked in the meantime is answered now."""
        self._server.process.send(signal.SIGCONT)

    def stop(self) -> None:
        """End it in good order: connections are refused afterwards."""
        self._server.process.end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL: open connections break, open transactions roll back."""
        self._server.process.end(signal.SIGKILL)

    def start(self) -> None:
        """Start it again on its port and wait until it answers."""
        if not self.alive:
            self._server = self._start(self._server.port)

    def close(self) -> None:
        """End it for good."""
        self._server.process.end(signal.SIGKILL)

    def _start(self, port: int) -> Server:
        return servers.start(self._install, self._cluster, self._places, self._log, port, only=self._only)

    def __enter__(self) -> Self:
        """Itself; started already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()
