"""A program that runs a piece of the store's work again and again and is killed (SIGKILL) one step later each time.

    python -m tests.store.crash migrate|rotate POINTS

Steps are the statements sent to the database, the moment before each commit, each flush of a file to disk and the
deletion of a key file; POINTS bounds them. For each point one child process works until that step and kills itself
there; then the parent looks at what is left. Prints one JSON line per point: {"point", "killed", "at", "left"}. Ends
with the first child that lives to finish its work.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from sqlalchemy import Engine, event, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine

from atlas_odoo.connections.book import ConnectionBook
from atlas_odoo.connections.vault import Vault
from atlas_odoo.settings import Settings
from atlas_odoo.store.engine import Store
from atlas_odoo.store.place import find_place
from atlas_odoo.store.tables import seal


class Killer:
    """Counts steps, and ends this process without any farewell at step `point`."""

    def __init__(self, point: int, report: int) -> None:
        self._left = point
        self._report = report

    def step(self, what: str) -> None:
        self._left -= 1
        if self._left == 0:
            os.write(self._report, what[:60].encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self) -> None:
        event.listen(Engine, "after_cursor_execute", lambda *arguments: self.step(str(arguments[2]).strip()))
        event.listen(Engine, "commit", lambda _connection: self.step("before commit"))
        flush, unlink = os.fsync, Path.unlink

        def fsync(descriptor: int) -> None:
            self.step("before fsync")
            flush(descriptor)

        def delete(path: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 -- pathlib's signature
            self.step("before unlink")
            unlink(path, missing_ok)

        patch.object(os, "fsync", fsync).start()  # for the rest of the child's life
        patch.object(Path, "unlink", delete).start()


async def migrate(settings: Settings) -> None:
    store = Store.at(settings)
    await store.ready()
    await store.close()


async def rotate(settings: Settings) -> None:
    store = Store.at(settings)
    await Vault(store, settings).rotate()
    await store.close()


async def tables(settings: Settings) -> Any:
    """The names of what is in the database, without our store."""
    engine = create_async_engine(find_place(settings).url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda bare: inspect(bare).get_table_names())
    await engine.dispose()
    return sorted(names)


async def secrets(settings: Settings) -> Any:
    """Every secret, opened by a process that knows nothing of the crash, and the key that the store names."""
    async with ConnectionBook.at(settings) as book:
        opened = {one.name: await book.secret(one) for one in await book.all()}
    store = Store.at(settings)
    async with store.read() as transaction:
        mark = await transaction.scalar(select(seal.c.fingerprint))
    await store.close()
    return {"secrets": opened, "fingerprint": mark}


WORK = {"migrate": (migrate, tables), "rotate": (rotate, secrets)}


def child(name: str, settings: Settings, killer: Killer) -> NoReturn:
    killer.arm()
    asyncio.run(WORK[name][0](settings))
    os._exit(0)


def main(name: str, points: int) -> None:
    settings = Settings.from_environ(os.environ)
    for point in range(1, points + 1):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(name, settings, Killer(point, writing))
        os.close(writing)
        _, status = os.waitpid(pid, 0)
        at = os.read(reading, 100).decode(errors="replace")
        os.close(reading)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"the work failed by itself at point {point}")
        left = asyncio.run(WORK[name][1](settings))
        sys.stdout.write(json.dumps({"point": point, "killed": killed, "at": at, "left": left}) + "\n")
        sys.stdout.flush()  # before the next fork, which would write it again
        if not killed:
            return
    sys.exit("more steps than points")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
