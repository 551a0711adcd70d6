"""A server of one test's own, to be frozen, killed and brought back on the same port."""

from __future__ import annotations

import signal
from pathlib import Path
from types import TracebackType

from tests.bed import server as servers
from tests.bed.cluster import Cluster
from tests.bed.install import Install
from tests.bed.places import Places


class PrivateServer:
    """Runs from its making until `close`. It serves every clone of its version."""

    def __init__(self, install: Install, cluster: Cluster, places: Places, log: Path) -> None:
        """Start it on a free port."""
        self._install = install
        self._cluster = cluster
        self._places = places
        self._log = log
        self._server = servers.start(install, cluster, places, log)

    @property
    def url(self) -> str:
        """Where it answers; the same after every restart."""
        return self._server.url

    @property
    def alive(self) -> bool:
        """Whether its process runs (a frozen one does)."""
        return self._server.process.alive

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
            port = self._server.port
            self._server = servers.start(self._install, self._cluster, self._places, self._log, port)

    def close(self) -> None:
        """End it for good."""
        self._server.process.end(signal.SIGKILL)

    def __enter__(self) -> PrivateServer:
        """Itself; started already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()
