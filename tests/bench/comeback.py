"""A client that comes back by itself whenever its connection is lost."""

import asyncio
import random
from typing import Any

from tests.bench.crowd import ADDRESSES, request_of
from tests.bench.frames import text_frame

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 8.0


class Guest(asyncio.Protocol):
    """Shakes hands, says hello, and is live once it was greeted."""

    def __init__(self, port: int, path: str, header: str) -> None:
        self.live = False
        self._port = port
        self._request = request_of(path, port, header)
        self._attempts = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def come(self) -> None:
        """Connect, and again if it fails."""
        task = asyncio.get_running_loop().create_task(self._connect())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self) -> None:
        address = f"127.0.0.{2 + random.randrange(ADDRESSES)}"
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: self, "127.0.0.1", self._port, local_addr=(address, 0)
            )
        except OSError:
            self._come_later()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._handshake_done = False
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._handshake_done and b"\r\n\r\n" in data:
            self._handshake_done = True
            self._transport.write(text_frame('{"type": "hello"}'))
        if b'"type": "hello"' in data:
            self.live, self._attempts = True, 0

    def connection_lost(self, exc: Exception | None) -> None:
        self.live = False
        self._come_later()

    def _come_later(self) -> None:
        wait = random.uniform(0, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self._attempts))
        self._attempts += 1
        asyncio.get_running_loop().call_later(wait, self.come)
