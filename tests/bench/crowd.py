"""A crowd of listeners in one process, cheap enough not to be what is measured.

Each message holds a mark and the time it was sent; the crowd counts marks and reads some times.
"""

import asyncio
import base64
import os
import time
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any, NamedTuple

MARK = b"^^"
PING, PONG = b"\x89\x04", b"\x8a\x84\0\0\0\0"
"""Of four bytes, as uvicorn sends them; no text holds the control character."""
ACK = b'"type": "ack"'
STAMP = 16  # hexadecimal digits of nanoseconds
EVERY = 25  # of so many listeners one reads the times
WORDS = "When the new bearings come on Tuesday, could we look at line three together? " * 3
ADDRESSES = 9  # of this machine: a server may count connections an address


PATIENCE_S = 10.0  # for what was sent to be heard


class Measured(NamedTuple):
    """What a stretch of time looked like, up to the last delivery."""

    deliveries: int
    seconds: float
    p99_ms: float
    kept_up: bool


class Ear(asyncio.Protocol):
    """One connection: shakes hands, says what it is told to say first, and counts."""

    def __init__(self, crowd: "Crowd", request: bytes, greeting: bytes, *, reads: bool) -> None:
        self.crowd = crowd
        self.request = request
        self.greeting = greeting
        self.reads = reads
        self.tail = b""
        self.ended_in_half = False
        self.said_at = 0
        self.open = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.request or self.greeting)
        if not self.request:
            self.open.set_result(None)

    def data_received(self, data: bytes) -> None:
        if not self.open.done():
            self._shake_hands(data)
            return
        split = self.ended_in_half and data[:1] == MARK[:1]
        self.ended_in_half = data[-1:] == MARK[:1] and data[-2:] != MARK
        if marks := data.count(MARK) + split:
            self.crowd.count(marks)
        if self.said_at and ACK in data:
            self.crowd.acks.append(time.monotonic_ns() - self.said_at)
            self.said_at = 0
        if self.reads:
            self._read_times(self.tail + data)
        if (ping := data.find(PING)) >= 0:
            self.transport.write(PONG + data[ping + 2 : ping + 6])

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost += 1

    def say(self, frame: bytes) -> None:
        """Send a ready frame."""
        if self.transport.is_closing():
            raise ConnectionResetError("a connection was lost")
        self.said_at = time.monotonic_ns()
        self.transport.write(frame)

    def _shake_hands(self, data: bytes) -> None:
        self.tail += data
        if b"\r\n\r\n" in self.tail:
            if b" 101 " not in self.tail[:20]:
                self.open.set_exception(ConnectionRefusedError(self.tail[:200]))
                return
            self.open.set_result(None)
            self.tail = b""
            if self.greeting:
                self.say(self.greeting)

    def _read_times(self, data: bytes) -> None:
        now = time.monotonic_ns()
        at = data.find(MARK)
        while 0 <= at <= len(data) - STAMP - 2:
            self.crowd.delays.append(now - int(data[at + 2 : at + 2 + STAMP], 16))
            at = data.find(MARK, at + 2 + STAMP)
        self.tail = data[at:] if at >= 0 else data[-1:]


class Crowd:
    """All listeners of one server; each may also speak."""

    def __init__(
        self, port: int, path: str, wrap: Callable[[str], bytes], *, all_read: bool = False
    ) -> None:
        self.ears: list[Ear] = []
        self.delays: list[int] = []
        self.acks: list[int] = []  # nanoseconds from a word to its acknowledgement
        self.lost = 0
        self._port, self._path, self._wrap = port, path, wrap
        self._every = 1 if all_read else EVERY
        self._heard = self._sent = self._turn = 0
        self._wanted = 0  # in flight

    async def gather(self, headers: Sequence[str], greeting: bytes = b"") -> None:
        """Connect one listener for each of `headers`."""
        loop = asyncio.get_running_loop()
        for n, header in enumerate(headers):
            request = request_of(self._path, self._port, header)
            _, ear = await loop.create_connection(
                lambda r=request, n=n: Ear(self, r, greeting, reads=n % self._every == 0),
                "127.0.0.1",
                self._port,
                local_addr=(f"127.0.0.{2 + n % ADDRESSES}", 0),
            )
            self.ears.append(ear)
            if len(self.ears) % 20 == 0:
                await asyncio.wait([one.open for one in self.ears[-20:]])
        await asyncio.gather(*(ear.open for ear in self.ears))

    def leave(self) -> None:
        """Close all connections."""
        for ear in self.ears:
            ear.transport.abort()

    def count(self, marks: int) -> None:
        """Something was heard; keep so many in flight."""
        self._heard += marks
        if self._wanted:
            self._keep_in_flight()

    async def one_by_one(self, seconds: float, in_flight: int) -> Measured:
        """So many messages on their way at any time."""
        self.begin()
        self._wanted = in_flight
        self._keep_in_flight()
        await asyncio.sleep(seconds)
        self._wanted = 0
        return await self.end()

    async def at_rate(self, seconds: float, per_s: float) -> Measured:
        """So many messages a second."""
        self.begin()
        start = time.monotonic()
        for n in range(int(seconds * per_s)):
            if (early := start + n / per_s - time.monotonic()) > 0:
                await asyncio.sleep(early)
            self.say()
        return await self.end()

    def begin(self) -> None:
        """Count from here."""
        self._heard = self._sent = 0
        self.delays.clear()
        self.acks.clear()
        self._began = time.monotonic()

    async def end(self) -> Measured:
        """Until everything that was sent has been heard, or patience is at an end."""
        kept_up = await self._drain()
        spent = time.monotonic() - self._began
        p99 = quantiles(self.delays, n=100)[98] / 1e6 if len(self.delays) > 1 else float("nan")
        measured = Measured(self._heard, spent, p99, kept_up)
        if not kept_up:
            await self._silence()
        if self.lost:
            raise ConnectionResetError(f"{self.lost} connections were lost")
        return measured

    async def _drain(self) -> bool:
        end = time.monotonic() + PATIENCE_S
        while self._heard < self._sent * len(self.ears):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.004)
        assert self._heard == self._sent * len(self.ears), "something was heard twice"
        return True

    async def _silence(self) -> None:
        """Until nothing is on its way any more."""
        heard = -1
        while heard != self._heard:
            heard = self._heard
            await asyncio.sleep(1)

    def _keep_in_flight(self) -> None:
        while self._heard >= (self._sent - self._wanted + 1) * len(self.ears):
            self.say()

    def say(self) -> None:
        """Let the next one say something."""
        self._turn += 1
        self._sent += 1
        text = f"^^{time.monotonic_ns():0{STAMP}x} {WORDS}"
        self.ears[self._turn * 7 % len(self.ears)].say(self._wrap(text))


def request_of(path: str, port: int, header: str) -> bytes:
    """A handshake; nothing where there is no path."""
    if not path:
        return b""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"{header}\r\n"
    ).encode()
