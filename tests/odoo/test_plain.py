from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from atlas_odoo.odoo.plain import PlainTransport

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers every request with `ok` on a connection that it keeps open."""

    def __init__(self) -> None:
        self.connections: list[asyncio.StreamWriter] = []
        self.gone = asyncio.Event()
        """Set when a client has closed its connection."""
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(ANSWER)


@asynccontextmanager
async def server_and_client() -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    server = Server()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await server.serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            server.gone.set()
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
    async with listening, httpx.AsyncClient(transport=PlainTransport(keep=30)) as client:
        yield server, client
    await asyncio.sleep(0.05)  # the server sees that the client is gone


async def test_a_connection_is_kept_and_used_again() -> None:
    async with server_and_client() as (server, client):
        for _ in range(3):
            assert (await client.get(server.url)).text == "ok"
        assert len(server.connections) == 1


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    async with server_and_client() as (server, client):
        await client.get(server.url)
        server.connections[0].close()
        await server.connections[0].wait_closed()
        await asyncio.sleep(0.05)
        assert (await client.get(server.url)).text == "ok"
        assert len(server.connections) == 2


async def test_a_connection_that_is_given_back_after_the_end_is_closed() -> None:
    async with server_and_client() as (server, _):
        client = httpx.AsyncClient(transport=PlainTransport(keep=30))
        async with client.stream("GET", server.url) as answer:
            await client.aclose()  # while the answer is still being read
            await answer.aread()
        await asyncio.wait_for(server.gone.wait(), 1.0)


async def test_what_goes_wrong_has_the_names_of_httpx() -> None:
    async with server_and_client() as (server, client):
        with pytest.raises(httpx.ReadTimeout):
            await client.get(server.url, timeout=httpx.Timeout(5.0, read=0.0))
        nobody = server.url
    async with httpx.AsyncClient(transport=PlainTransport(keep=30)) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(nobody)
