"""Wake-ups: "topic x has got as far as number n", within a process and between processes.

A wake-up holds no content and may get lost; whoever is woken reads the log after its own number,
and looks by itself once a second (collaboration.relay).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from portal.background import end
from portal.carriers import INTERRUPTED, Carrier, Line

log = logging.getLogger(__name__)

RETRY_S = 1.0
Listener = Callable[[str, int], None]


class Wakeup:
    """Carries wake-ups to the listeners of this process and, by a carrier, to those of others."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._everything: set[Listener] = set()
        self._outgoing: dict[str, int] = {}
        self._something_to_say = asyncio.Event()

    def wake(self, topic: str, number: int) -> None:
        """Tell everybody that `topic` has reached `number`. Call it after the commit."""
        self._tell(topic, number)
        self._outgoing[topic] = max(number, self._outgoing.get(topic, 0))
        self._something_to_say.set()

    @contextmanager
    def hearing(self, topic: str, listener: Listener) -> Iterator[None]:
        """Call `listener(topic, number)` for each wake-up of `topic`, during the block."""
        self._listeners[topic].add(listener)
        try:
            yield
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    @contextmanager
    def hearing_everything(self, listener: Listener) -> Iterator[None]:
        """As `hearing`, for all topics."""
        self._everything.add(listener)
        try:
            yield
        finally:
            self._everything.discard(listener)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Keep a line to the other processes, during the block."""
        task = asyncio.create_task(self._stay_connected())
        try:
            yield
        finally:
            await end(task)

    async def _stay_connected(self) -> None:
        while True:
            try:
                await self._carry()
            except* INTERRUPTED as error:
                log.warning("wake-ups are interrupted: %s", error.exceptions[0])
            await asyncio.sleep(RETRY_S)

    async def _carry(self) -> None:
        async with self._carrier.connected(self._heard) as line, asyncio.TaskGroup() as tasks:
            tasks.create_task(line.hear())
            tasks.create_task(self._say(line))

    async def _say(self, line: Line) -> None:
        while True:
            await self._something_to_say.wait()
            self._something_to_say.clear()
            waiting, self._outgoing = self._outgoing, {}
            for topic, number in waiting.items():
                await line.say(f"{number} {topic}")

    def _heard(self, words: str) -> None:
        number, topic = words.split(" ", 1)
        self._tell(topic, int(number))

    def _tell(self, topic: str, number: int) -> None:
        for listener in (*self._listeners.get(topic, ()), *self._everything):
            try:
                listener(topic, number)
            except Exception:
                log.exception("a listener to %s failed", topic)
