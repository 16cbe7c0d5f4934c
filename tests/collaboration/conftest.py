"""A real uvicorn on loopback with the real app, and members who speak websocket to it."""

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from starlette.applications import Starlette
from uvicorn import Server
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from auth.sessions import start_session
from collaboration.service import LiveService
from portal.server.run import uvicorn_config
from tests.conftest import person_named
from world import World

PATIENCE_S = 5.0


class Seat:
    """Somebody's open socket, as data unless `subprotocol` says otherwise."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.greeting: dict[str, Any] = {}

    async def say(self, type_: str, **fields: Any) -> None:
        await self.connection.send(json.dumps({"type": type_, **fields}))

    async def write(self, text: str, *, id_: uuid.UUID | None = None, **fields: Any) -> str:
        id_ = id_ or uuid.uuid4()
        await self.say("message", id=str(id_), text=text, **fields)
        return str(id_)

    async def next(self, *types: str) -> dict[str, Any]:
        """The next frame of one of these types; others are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = json.loads(await self.connection.recv())
                if not types or frame["type"] in types:
                    return frame

    async def events(self, count: int) -> list[dict[str, Any]]:
        return [await self.next("event") for _ in range(count)]

    async def hears_nothing(self, *types: str, for_s: float = 0.3) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(for_s):
                await self.next(*types)

    async def close_code(self, within_s: float = PATIENCE_S) -> int:
        """How the server ended this socket."""
        async with asyncio.timeout(within_s):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
        assert self.connection.close_code is not None
        return self.connection.close_code


Sit = Callable[..., Awaitable[Seat]]


@pytest.fixture
async def port(app: Starlette) -> AsyncIterator[int]:
    """Where the app is served, in this event loop."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(uvicorn_config(app, lifespan="off", timeout_graceful_shutdown=2))
        serving = asyncio.create_task(server._serve([listening]))
        yield listening.getsockname()[1]
        server.should_exit = True
        await serving


@pytest.fixture
def live(app: Starlette) -> LiveService:
    return app.state.live


@pytest.fixture
async def sit(port: int, world: World) -> AsyncIterator[Sit]:
    """`await sit("ana")` is Ana's socket in Acme's space, greeted; see `open_socket`."""
    seats: list[Seat] = []

    async def seat_of(name: str, *, hello: bool = True, **options: Any) -> Seat:
        cookie = None
        if name != "nobody":
            token = await start_session(person_named(world, name), method="test", browser="test")
            cookie = f"session={token}"
        seat = Seat(await open_socket(port, world.acme.slug, cookie, **options))
        seats.append(seat)
        if hello:
            await seat.say("hello")
            seat.greeting = await seat.next("hello")
        return seat

    yield seat_of
    for seat in seats:
        await seat.connection.close()


async def open_socket(
    port: int,
    space: str,
    cookie: str | None,
    *,
    since: object = None,
    form: str = "parley.json",
    headers: dict[str, str] | None = None,
    **options: Any,
) -> ClientConnection:
    """A handshake as a browser of ours would make it."""
    query = "" if since is None else f"?since={since}"
    given = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
    return await connect(
        f"ws://127.0.0.1:{port}/spaces/{space}/live{query}",
        additional_headers=given | ({"Cookie": cookie} if cookie else {}),
        subprotocols=[form] if form == "parley.json" else None,
        compression=None,
        **options,
    )
