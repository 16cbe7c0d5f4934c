"""Wake-ups: "topic x has got as far as number n", within a process and between processes.

A wake-up holds no content and may get lost; whoever is woken reads the log after its own number,
and looks by itself once a second (collaboration.relay).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg

log = logging.getLogger(__name__)

CHANNEL = "parley"
RETRY_S = 1.0
Listener = Callable[[str, int], None]


class Wakeup:
    """Carries wake-ups to the listeners of this process and, by NOTIFY, to those of others."""

    def __init__(self, credentials: Mapping[str, Any]) -> None:
        self._credentials = credentials
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._everything: set[Listener] = set()
        self._outgoing: dict[str, int] = {}
        self._something_to_send = asyncio.Event()

    def wake(self, topic: str, number: int) -> None:
        """Tell everybody that `topic` has reached `number`. Call it after the commit."""
        self._tell(topic, number)
        self._outgoing[topic] = max(number, self._outgoing.get(topic, 0))
        self._something_to_send.set()

    @contextmanager
    def hearing(self, topic: str, listener: Listener) -> Any:
        """Call `listener(topic, number)` for each wake-up of `topic`, during the block."""
        self._listeners[topic].add(listener)
        try:
            yield
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    @contextmanager
    def hearing_everything(self, listener: Listener) -> Any:
        """As `hearing`, for all topics."""
        self._everything.add(listener)
        try:
            yield
        finally:
            self._everything.discard(listener)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Keep a connection for wake-ups of other processes, during the block."""
        task = asyncio.create_task(self._stay_connected())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _stay_connected(self) -> None:
        while True:
            try:
                await self._carry()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("wake-ups are interrupted: %s", error)
                await asyncio.sleep(RETRY_S)

    async def _carry(self) -> None:
        connection = await asyncpg.connect(**self._credentials)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            while True:
                await self._something_to_send.wait()
                self._something_to_send.clear()
                waiting, self._outgoing = self._outgoing, {}
                for topic, number in waiting.items():
                    await connection.execute(
                        "select pg_notify($1, $2)", CHANNEL, f"{number} {topic}"
                    )
        finally:
            connection.terminate()

    def _heard(self, _connection: object, sender: int, _channel: str, payload: object) -> None:
        del sender
        number, topic = str(payload).split(" ", 1)
        self._tell(topic, int(number))

    def _tell(self, topic: str, number: int) -> None:
        for listener in (*self._listeners.get(topic, ()), *self._everything):
            try:
                listener(topic, number)
            except Exception:
                log.exception("a listener to %s failed", topic)
