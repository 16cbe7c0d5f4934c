"""A crowd in which everybody writes a paragraph of their own into one text, and counts the others'.

Every update holds a mark and the time it was sent, as the messages of `crowd` do: an update is
made beforehand, and the time is written over the zeros that stand for it.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from collaboration.coediting.protocol import block, change
from customer_space.documents.schema import ROOT
from tests.bench.crowd import MARK, STAMP, Crowd, Ear

AHEAD = 50  # updates made at a time
ZEROS = b"0" * STAMP
SETTLED_S = 1.0


class Dialect(NamedTuple):
    """What stands before each message, and what is said first."""

    prefix: bytes
    greeting: bytes


Y_WEBSOCKET = Dialect(b"", b"")
HOCUSPOCUS = Dialect(block(b"text"), block(b"text") + b"\x02\x00" + block(b"anybody"))


class Pen:
    """One writer's own replica, which only ever holds what they wrote."""

    def __init__(self, client: int) -> None:
        self._ready: list[bytes] = []
        self._doc: Doc[object] = Doc(client_id=client)
        self._watch = self._doc.observe(lambda event: self._ready.append(event.update))
        self._text = XmlText("^^" + ZEROS.decode())
        root = self._doc.get(ROOT, type=XmlFragment)
        root.children.append(XmlElement("paragraph", contents=[self._text]))

    def update(self) -> bytes:
        """The next update, with the time of now in it."""
        if not self._ready:
            for _ in range(AHEAD):
                self._text += f"^^{ZEROS.decode()}"
        made = self._ready.pop(0)
        return made.replace(MARK + ZEROS, MARK + f"{time.monotonic_ns():0{STAMP}x}".encode())


class Writers(Crowd):
    """Everybody at one text."""

    def __init__(self, port: int, path: str, dialect: Dialect) -> None:
        super().__init__(port, path, str)
        self.dialect = dialect
        self.pens: list[Pen] = []
        self.audience = 0
        """How many hear an update: some servers repeat it to its writer."""

    async def begin(self, headers: Sequence[str]) -> None:
        """Connect; everybody writes a first paragraph."""
        await self.gather(headers)
        if self.dialect.greeting:
            for ear in self.ears:
                _send(ear, self.dialect.greeting)
        await asyncio.sleep(SETTLED_S)
        self.pens = [Pen(100 + n) for n in range(len(self.ears))]
        for _ in self.ears:
            self._say()
        before = await self._quiet()
        self._say()
        self.audience = await self._quiet() - before
        assert len(self.ears) - 1 <= self.audience <= len(self.ears), self.audience

    async def _quiet(self) -> int:
        """How much was heard, once nothing has come for a while."""
        heard = -1
        while heard != self._heard:
            heard = self._heard
            await asyncio.sleep(SETTLED_S)
        return heard

    async def _drain(self) -> None:
        for _ in range(5000):
            if self._heard >= self._sent * self.audience:
                break
            await asyncio.sleep(0.004)
        assert self._heard == self._sent * self.audience, "deliveries are missing"
        assert not self.lost, "connections were lost"

    def _keep_in_flight(self) -> None:
        while self._heard >= (self._sent - self._wanted + 1) * self.audience:
            self._say()

    def _say(self) -> None:
        who = self._turn % len(self.ears)
        self._turn += 1
        self._sent += 1
        _send(self.ears[who], self.dialect.prefix + change(self.pens[who].update()))


def _send(ear: Ear, payload: bytes) -> None:
    """A binary frame, masked with zeros."""
    size = len(payload)
    head = bytes((0x82, 0x80 | size)) if size < 126 else b"\x82\xfe" + size.to_bytes(2, "big")
    ear.transport.write(head + b"\0\0\0\0" + payload)
