"""Who listens to what in this process, and what waits to be written to each of them.

Nothing is buffered without bound: who does not keep up is let go with 1013, and catches up by
number when it comes back. A listener hears its space's events in order, each once: while it
catches up from the log, what is new is held.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from collaboration.frames import RESTART, TOO_SLOW, Ending, Frame
from customer_space.accounts.models import Member

EVENTS = 256
SIZE = 256 * 1024  # bytes
ROOM = EVENTS // 4


class Listener:
    """One socket. `form` says how it wants news; `numbered` is the topic it follows by number."""

    def __init__(self, member: Member, session_id: UUID, *, form: str) -> None:
        self.member = member
        self.session_id = session_id
        self.form = form
        self.numbered = member.account.topic
        self.ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self.seen = 0  # how far its reader says to have read
        self._position: int | None = None
        self._held: list[tuple[int, Frame]] = []
        self._held_size = 0  # bytes
        self._waiting: deque[Frame] = deque()
        self._size = 0  # bytes
        self._changed = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    @property
    def topics(self) -> list[str]:
        """All this socket hears of, the numbered one first."""
        account, member = self.member.account, self.member
        side = account.topic_of_side(member.side)
        return [account.topic, side, f"member:{member.id}", f"session:{self.session_id}"]

    def hear(self, topic: str, number: int, frame: Frame) -> None:
        """News of a topic. In the numbered one nothing is heard twice, or after a gap."""
        if topic != self.numbered:
            self.offer(frame)
        elif self._position is None:
            self._hold(number, frame)
        elif number == self._position + 1:
            self._position = number
            self.offer(frame)
        elif number > self._position:
            self.end(RESTART)

    def go_live(self, position: int) -> None:
        """The log has been read up to `position`: go on from there with what was held."""
        held, self._held, self._held_size = self._held, [], 0
        self._position = position
        for number, frame in held:
            self.hear(self.numbered, number, frame)

    def offer(self, frame: Frame) -> None:
        """Write this after all that waits; the bound passed, the listener is let go."""
        if self.ended.done():
            return
        self._waiting.append(frame)
        self._size += frame.size
        self._changed.set()
        if len(self._waiting) > EVENTS or self._size > SIZE:
            self.end(TOO_SLOW)

    def end(self, ending: Ending) -> None:
        """Let go of this socket, and of what waits for it."""
        if not self.ended.done():
            self.ended.set_result(ending)
            self._waiting.clear()
            self._held.clear()
            self._has_room.set()

    async def room(self) -> None:
        """Wait until little waits to be written (or the socket has ended)."""
        if len(self._waiting) > ROOM or self._size > SIZE // 4:
            self._has_room.clear()
            await self._has_room.wait()

    async def write(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Send what is offered, in order, as fast as the peer reads; until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._waiting:
                frame = self._waiting.popleft()
                await send(frame.text)
                self._size -= frame.size
            self._has_room.set()

    def _hold(self, number: int, frame: Frame) -> None:
        self._held.append((number, frame))
        self._held_size += frame.size
        if len(self._held) > EVENTS or self._held_size > SIZE:
            self.end(TOO_SLOW)


class Hub:
    """Topics and their listeners."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)

    def join(self, listener: Listener, topic: str) -> None:
        self._listeners[topic].add(listener)

    def leave(self, listener: Listener, topic: str) -> bool:
        """Returns whether nobody is left in the topic."""
        self._listeners[topic].discard(listener)
        if self._listeners[topic]:
            return False
        del self._listeners[topic]
        return True

    def listeners(self, topic: str) -> tuple[Listener, ...]:
        return tuple(self._listeners.get(topic, ()))

    def everybody(self) -> Iterator[Listener]:
        """Each listener once."""
        yield from {one for listeners in self._listeners.values() for one in listeners}

    def forms(self, topic: str) -> set[str]:
        """The forms in which somebody wants the news of this topic."""
        return {listener.form for listener in self._listeners.get(topic, ())}

    def send(self, topic: str, number: int, frames: Mapping[str, Frame]) -> None:
        """Let all listeners of a topic hear an event, each in its form."""
        for listener in self.listeners(topic):
            if listener.form in frames:
                listener.hear(topic, number, frames[listener.form])

    def tell(self, topic: str, frames: Mapping[str, Frame], *, but: Any = None) -> None:
        """Something that promises nothing (presence, typing); not to the member with id `but`."""
        for listener in self.listeners(topic):
            if listener.member.id != but:
                listener.offer(frames[listener.form])

    def end(self, topic: str, ending: Ending) -> None:
        """Let go of all listeners of a topic."""
        for listener in self.listeners(topic):
            listener.end(ending)
