"""A real server on loopback, with short deadlines, spoken to over raw sockets."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.websockets import WebSocket
from uvicorn import Server

from portal.server.http import HardenedHTTP
from portal.server.outlet import EXTENSION, Outlet, binary_frame, budget_of, outlet_of, text_frame
from portal.server.run import uvicorn_config
from portal.server.websocket import HardenedWebSocket


class HastyHTTP(HardenedHTTP):
    FIRST_S = 0.3
    BODY_S = 0.3
    STALL_S = 0.5
    FAREWELL_S = 0.2


class HastyWebSocket(HardenedWebSocket):
    STALL_S = 0.5
    FAREWELL_S = 0.2


class Unhurried(HastyWebSocket):
    SENT_AWAY_PER_S = 20


class Sipping(HastyWebSocket):
    BYTES_PER_S, BYTE_BURST = 1024 * 1024.0, 512 * 1024.0


class Narrow(HastyHTTP):
    PER_ADDRESS = 3
    FIRST_S = 5.0


@contextlib.contextmanager
def running(app: Any, **settings: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        options = {"http": HastyHTTP, "ws": HastyWebSocket, "lifespan": "off", **settings}
        options.setdefault("timeout_graceful_shutdown", 1)
        server = Server(uvicorn_config(app, **options))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(60)
            assert not thread.is_alive()


class Peer:
    """One TCP connection to the server."""

    def __init__(self, port: int, *, buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(8)
        self.socket.connect(("127.0.0.1", port))

    def send(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(data)

    def rest(self) -> bytes:
        """Everything until the server closes."""
        heard = b""
        with contextlib.suppress(ConnectionError):
            while more := self.socket.recv(65536):
                heard += more
        return heard

    def upgrade(self) -> bytes:
        self.send(
            b"GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += self.socket.recv(4096)
        return heard

    def close(self) -> None:
        self.socket.close()


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """A client's frame, masked with zeros so that it stays readable."""
    assert len(payload) < 126
    return bytes((0x80 | opcode, 0x80 | len(payload), 0, 0, 0, 0)) + payload


@pytest.fixture
def peers() -> Iterator[Callable[..., Peer]]:
    opened: list[Peer] = []

    def connect(port: int, **options: Any) -> Peer:
        opened.append(Peer(port, **options))
        return opened[-1]

    yield connect
    for peer in opened:
        peer.close()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Counts bodies, echoes nothing, and floods whoever asks for it."""
    if scope["type"] == "websocket":
        await talk(scope, receive, send)
        return
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    answer = b"x" * 4_000_000 if scope["path"] == "/flood" else f"read {size}".encode()
    if scope["path"] == "/who":
        answer = scope["client"][0].encode()
    await send({"type": "http.response.body", "body": answer})


async def talk(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        if message.get("text") == "widen":
            budget_of(WebSocket(scope, receive, send)).widen(1000, 1000)
        if message.get("text") == "hang up":
            outlet = outlet_of(WebSocket(scope, receive, send))
            outlet.push(binary_frame(b"one") + binary_frame(b"two"), backlog=100)
            outlet.hang_up(4400, "as you wished")
            outlet.push(b"never", backlog=100)
        if message.get("text") == "keep me":
            outlet = outlet_of(WebSocket(scope, receive, send))
            outlet.keep(echo(outlet))
            return
        while message.get("text") == "push me":
            outlet_of(WebSocket(scope, receive, send)).push(b"x" * 65536, backlog=1_000_000)
            await asyncio.sleep(0)
            if scope["extensions"][EXTENSION]["outlet"].transport.is_closing():
                return
        while message.get("text") == "flood me":
            await send({"type": "websocket.send", "bytes": b"x" * 65536})


async def echo(outlet: Outlet) -> None:
    """A conversation that outlives the call that began it."""
    while (message := await outlet.receive())["type"] == "websocket.receive":
        if message["text"] == "enough":
            return
        outlet.push(text_frame(message["text"].encode()), backlog=1000)


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    with running(application) as port:
        yield port


@pytest.fixture
def narrow_server() -> Iterator[int]:
    with running(application, http=Narrow) as port:
        yield port
