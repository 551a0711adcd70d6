"""One Odoo server process: its configuration, its start, its end."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bed.cluster import Cluster
from tests.bed.errors import BedError
from tests.bed.install import Install
from tests.bed.places import Places, write_private
from tests.bed.processes import Process, tail

_READY_WITHIN = 60.0


@dataclass(frozen=True)
class Server:
    """A server that was started: threaded, without cron, on a loopback port."""

    version: int
    port: int
    process: Process
    log: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def save(self, path: Path) -> None:
        """Remember it in a state file."""
        state = {"version": self.version, "url": self.url, "port": self.port, "log": str(self.log)}
        process = {"pid": self.process.pid, "started": self.process.started}
        write_private(path, json.dumps({**state, **process}, indent=1))

    @classmethod
    def load(cls, path: Path) -> Server | None:
        """The server of a state file, if it still runs."""
        if not path.exists():
            return None
        state = json.loads(path.read_text("utf-8"))
        process = Process(state["pid"], state["started"])
        return cls(state["version"], state["port"], process, Path(state["log"])) if process.alive else None


def options(install: Install, cluster: Cluster, data: Path) -> list[str]:
    """The options that every call of Odoo's program needs."""
    return [
        f"--addons-path={install.packages / 'odoo' / 'addons'}",
        f"--data-dir={data}",
        f"--db_host={cluster.socket}",
        "--db_port=5432",
        f"--db_user={install.recipe.role}",
        "--max-cron-threads=0",
    ]


def data_folder(places: Places, version: int) -> Path:
    """Odoo's data folder of a version, shared by all its servers and clones."""
    folder = places.data / f"odoo-{version}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def configuration(places: Places, version: int) -> Path:
    """A configuration file for what has no command line option."""
    path = places.run / f"odoo-{version}.conf"
    lines = [
        "[options]",
        f"admin_passwd = {secrets.token_urlsafe(16)}",  # nobody manages databases over HTTP
        "list_db = True",
        "limit_time_real = 0",  # a stopped and continued server must not restart itself
        "limit_memory_soft = 0",
        "limit_memory_hard = 0",
    ]
    write_private(path, "\n".join((*lines, "")))
    return path


def start(
    install: Install, cluster: Cluster, places: Places, log: Path, port: int, *, only: str | None = None
) -> Server:
    """Start a server and wait until it answers.

    It serves `only` one database, or all of its version. The difference shows: where
    an Odoo 14 may choose between databases, errors over JSON-RPC are bare HTTP 500 pages.
    """
    version = install.recipe.version
    which = [f"--db-filter=^{only}$", f"--database={only}"] if only else ["--db-filter=.*"]
    argv = install.command(
        f"--config={configuration(places, version)}",
        *options(install, cluster, data_folder(places, version)),
        *which,
        "--http-interface=127.0.0.1",
        f"--http-port={port}",
        "--workers=0",
    )
    process = Process.detached(argv, log, install.environment())
    server = Server(version, port, process, log)
    if not _answers(server):
        process.end(signal.SIGKILL)
        raise BedError(f"Odoo {version} did not come up; {tail(log)}")
    return server


def free_port(wanted: int = 0) -> int:
    """The `wanted` port when it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            found: int = probe.getsockname()[1]
            return found
    raise BedError("there is no free port on the loopback interface")


def _answers(server: Server) -> bool:
    """Wait for the first answer; False when the process ends or takes too long."""
    call = {"service": "common", "method": "version", "args": []}
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": call}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}/jsonrpc", data=body, headers=headers)  # noqa: S310  http, loopback
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline and server.process.alive:
        try:
            with opener.open(request, timeout=10) as answer:
                found = json.load(answer)["result"]["server_version_info"][0]
        except (OSError, ValueError, KeyError):
            time.sleep(0.1)
        else:
            return bool(found == server.version) and server.process.alive
    return False
