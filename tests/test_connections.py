"""How long a worker keeps a connection on which nothing comes: a silent one, a slow one, one that was used before."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from shortener import quick
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.protocol import Protocol
from shortener.redirect.asgi import App, FastLane
from shortener.stores import Database
from tests.redirect.lanes import Switch, opened

KEEP_ALIVE, SHORT, LONG = 1, 0.2, 5.0
SMALL, MANY = 4096, 20_000  # bytes of a socket's buffer; requests, far more than fit
REQUEST = b"GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
TARGET = "https://example.org/"

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Server:
    """A port of [::1] on which a lane with one link answers."""

    def __init__(self, port: int) -> None:
        self.port = port

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[Connection]:
        connection = socket.create_connection(("::1", self.port))
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            connection.setsockopt(socket.SOL_SOCKET, option, SMALL)
        reader, writer = await asyncio.open_connection(sock=connection)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()
            await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def serving(database: Database, folder: Path, behind: App) -> AsyncIterator[Server]:
    async with opened(Switch(database), folder) as lane:
        application = FastLane(lambda: contextlib.nullcontext(lane), behind)
        application._lane = lane
        config = Config(
            application, lifespan="off", ws="none", access_log=False, log_config=None, timeout_keep_alive=KEEP_ALIVE
        )
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Protocol(config, state, {}), "::1", 0)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            server.sockets[0].setsockopt(socket.SOL_SOCKET, option, SMALL)
        async with server:
            yield Server(server.sockets[0].getsockname()[1])


async def nobody(_scope: object, _receive: object, _send: object) -> None:
    raise AssertionError("no page was asked for")


@pytest.fixture
def made(library: Library, database: Database) -> Database:
    library.create(Draft(target=TARGET, slug="a"), None)
    return database


async def time_until_closed(reader: asyncio.StreamReader) -> float:
    """Seconds; what comes before is thrown away."""
    began = asyncio.get_running_loop().time()
    await asyncio.wait_for(reader.read(), LONG)
    return asyncio.get_running_loop().time() - began


async def answer(connection: Connection) -> bytes:
    connection[1].write(REQUEST)
    return await asyncio.wait_for(connection[0].readuntil(b"\r\n\r\n"), LONG)


@pytest.mark.stores("sqlite")
async def test_who_says_nothing_is_closed(made: Database, tmp_path: Path) -> None:
    async with serving(made, tmp_path / "journal", nobody) as server, server.connected() as (reader, _):
        assert KEEP_ALIVE - 0.1 <= await time_until_closed(reader) < LONG


@pytest.mark.stores("sqlite")
async def test_who_asks_again_in_time_is_kept(made: Database, tmp_path: Path) -> None:
    async with serving(made, tmp_path / "journal", nobody) as server, server.connected() as connection:
        for _ in range(4):
            assert (await answer(connection)).startswith(b"HTTP/1.1 302 ")
            await asyncio.sleep(KEEP_ALIVE * 0.6)
        assert await time_until_closed(connection[0]) >= KEEP_ALIVE * 0.3


@pytest.mark.stores("sqlite")
async def test_a_head_that_never_ends_is_closed(
    made: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "HEAD_SECONDS", SHORT)
    async with serving(made, tmp_path / "journal", nobody) as server, server.connected() as (reader, writer):
        closed = asyncio.create_task(time_until_closed(reader))
        with contextlib.suppress(ConnectionError):
            for byte in REQUEST[:-4]:
                writer.write(bytes([byte]))
                await asyncio.sleep(SHORT / 10)
        assert await closed < LONG


@pytest.mark.stores("sqlite")
async def test_who_never_reads_gets_no_more_than_a_buffer_full(made: Database, tmp_path: Path) -> None:
    """Answers of a client that only asks don't pile up in memory: after a while nothing more is read of it."""
    async with serving(made, tmp_path / "journal", nobody) as server, server.connected() as (reader, writer):
        reader._transport.pause_reading()  # type: ignore[attr-defined] # as a client that does not read
        sent = 0
        with contextlib.suppress(TimeoutError):
            for _ in range(MANY):
                writer.write(REQUEST)
                sent += 1
                await asyncio.wait_for(writer.drain(), 0.5)
        assert sent < MANY
