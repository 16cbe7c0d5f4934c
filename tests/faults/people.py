"""Clients that write and listen, come back after each break, and note everything."""

import asyncio
import json
import random
import time
import uuid
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.faults.history import Heard, History, Told

EVERY_S = (0.15, 0.6)
PAUSE_S = 0.4
MOST_WAITING = 5


class Client:
    """Somebody who repeats under the same id what was not acknowledged."""

    def __init__(self, name: str, cookie: str, addresses: list[str], history: History) -> None:
        self.name = name
        self.history = history
        self.waiting: dict[str, str] = {}  # id: key
        self.writes = True
        self.connections = 0
        self._cookie = cookie
        self._addresses = addresses
        self._sent = 0
        self._last = history.start
        self._heard = history.heard.setdefault(name, [])

    @property
    def last(self) -> int:
        """The number it has heard last."""
        return self._last

    async def run(self) -> None:
        while True:
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(
                    f"{random.choice(self._addresses)}?since={self._last}",
                    additional_headers={"Cookie": self._cookie, "Sec-Fetch-Site": "same-origin"},
                    subprotocols=["parley.json"],
                    compression=None,
                    open_timeout=3,
                    close_timeout=0.2,
                    ping_interval=1,
                    ping_timeout=1.5,
                ) as connection:
                    self.connections += 1
                    await self._talk(connection)
            await asyncio.sleep(random.uniform(0, PAUSE_S))

    async def _talk(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps({"type": "hello"}))
        for id_, key in list(self.waiting.items()):
            await connection.send(_message(id_, key))
        writing = asyncio.create_task(self._write(connection))
        try:
            async for text in connection:
                self._note(json.loads(text))
        finally:
            writing.cancel()

    async def _write(self, connection: ClientConnection) -> None:
        while self.writes:
            await asyncio.sleep(random.uniform(*EVERY_S))
            if not self.writes or len(self.waiting) >= MOST_WAITING:
                continue
            id_, key = str(uuid.uuid4()), f"{self.name} {self._sent}"
            self._sent += 1
            self.waiting[id_] = key
            self.history.told.append(Told(time.monotonic(), self.name, "invoke", key))
            with suppress(ConnectionClosed):
                await connection.send(_message(id_, key))

    def _note(self, frame: dict[str, Any]) -> None:
        at = time.monotonic()
        match frame["type"]:
            case "event":
                key = str((frame.get("subject") or {}).get("text"))
                self._last = frame["number"]
                self._heard.append(Heard(at, frame["number"], key))
            case "ack" if key := self.waiting.pop(frame["id"], ""):
                told = Told(at, self.name, "ok", key, frame["number"])
                self.history.told.append(told)
            case "refused" | "reload":
                self.history.odd.append(f"{self.name} was told {frame}")


def _message(id_: str, key: str) -> str:
    return json.dumps({"type": "message", "id": id_, "text": key})
