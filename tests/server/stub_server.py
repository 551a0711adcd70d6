"""A server of stub tools as a process: `python -m tests.server.stub_server [stdio | HOST:PORT]`."""

from __future__ import annotations

import asyncio
import os
import sys

from atlas_odoo.server import http, process
from atlas_odoo.server.app import build
from atlas_odoo.server.state import State
from tests.server.stub import Saved


def main(where: str) -> None:
    """Serve until told to stop. Prints on both streams, as careless libraries do."""
    process.log_to_stderr()
    sys.stdout.write("a stray line before serving\n")
    sys.stdout.flush()
    saved = Saved()

    def serving() -> State:
        os.write(1, b"a stray line while serving\n")
        return saved.serving()

    place = None if where == "stdio" else http.bind(where)
    asyncio.run(process.serve(build(serving), place))
    everything = saved.closed and all(desk.closed for desk in saved.opened)
    sys.stderr.write("closed\n" if everything else "left open\n")


if __name__ == "__main__":
    main(sys.argv[1])
