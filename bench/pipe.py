"""The barest MCP client over stdio: what a call costs is then the server's doing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

META: Final = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
LONGEST: Final = 16 * 1024 * 1024


class Pipe:
    """A server process and the calls that wait for its answers."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    @classmethod
    @asynccontextmanager
    async def to(cls, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> AsyncIterator[Pipe]:
        """A server started with `command`, ended with the block."""
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=environ, stdin=pipe, stdout=pipe, limit=LONGEST
        )
        self = cls(child)
        reading = asyncio.create_task(self._read())
        try:
            yield self
        finally:
            reading.cancel()
            if child.stdin is not None:
                child.stdin.close()
            await child.wait()

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The result of a tool; it must not be an error."""
        assert self._child.stdin is not None
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        params = {"name": tool, "arguments": arguments, "_meta": META}
        request = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
        self._child.stdin.write(json.dumps(request).encode() + b"\n")
        result: dict[str, Any] = (await answer)["result"]
        assert not result.get("isError"), result["content"]
        return result

    async def _read(self) -> None:
        assert self._child.stdout is not None
        while line := await self._child.stdout.readline():
            message = json.loads(line)
            if waiting := self._waiting.pop(message.get("id"), None):
                waiting.set_result(message)
