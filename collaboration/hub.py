"""Who listens to what in this process.

What is sent is written at once, the same bytes to everybody; nothing waits here. Who leaves too
much unread is let go with 1013, and catches up by number when it comes back. A listener hears its
space's events in order, each once: while it catches up from the log, what is new is held.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from collaboration.frames import RESTART, TOO_SLOW, Ending, Frame
from customer_space.accounts.models import Member
from portal.server.outlet import Outlet

SIZE = 256 * 1024  # bytes a peer may leave unread
HELD = 256  # events held while a listener catches up
LOOK_AGAIN_S = 0.01


class Batch(NamedTuple):
    """Events of a topic that follow each other, and their bytes joined."""

    before: int  # the number that they follow
    last: int
    frames: Sequence[Frame]
    wire: bytes

    @classmethod
    def of(cls, first: int, frames: Sequence[Frame]) -> "Batch":
        wire = b"".join(frame.wire for frame in frames)
        return cls(first - 1, first + len(frames) - 1, frames, wire)

    def after(self, number: int) -> "Batch":
        """What of it follows `number`."""
        known = number - self.before
        return self if known <= 0 else Batch.of(number + 1, self.frames[known:])


class Listener:
    """One socket. `form` says how it wants news; `numbered` is the topic it follows by number."""

    __slots__ = (
        "_held", "ended", "form", "member", "numbered", "outlet", "position", "seen", "session_id",
        "slowed_at",
    )  # fmt: skip

    def __init__(self, member: Member, session_id: UUID, *, form: str, outlet: Outlet) -> None:
        self.member = member
        self.session_id = session_id
        self.form = form
        self.outlet = outlet
        self.numbered = member.account.topic
        self.ended: Ending | None = None
        self.seen = 0  # how far its reader says to have read
        self.position: int | None = None  # how far it was told; None: it still catches up
        self.slowed_at = float("-inf")  # when it was last told to slow down (time.monotonic)
        self._held: list[Batch] = []

    @property
    def topics(self) -> list[str]:
        """All this socket hears of, the numbered one first."""
        account, member = self.member.account, self.member
        side = account.topic_of_side(member.side)
        return [account.topic, side, f"member:{member.id}", f"session:{self.session_id}"]

    def hear(self, topic: str, batch: Batch) -> None:
        """News of a topic. In the numbered one nothing is heard twice, or after a gap."""
        if topic != self.numbered:
            self.write(batch.wire)
        elif self.position == batch.before:
            self.position = batch.last
            self.write(batch.wire)
        elif self.position is None:
            self._hold(batch)
        elif batch.before >= self.position:
            self.end(RESTART)
        elif batch.last > self.position:
            self.hear(topic, batch.after(self.position))

    def go_live(self, position: int) -> None:
        """The log has been read up to `position`: go on from there with what was held."""
        held, self._held = self._held, []
        self.position = position
        for batch in held:
            self.hear(self.numbered, batch)

    def offer(self, frame: Frame) -> None:
        """Write one frame after what was written before."""
        self.write(frame.wire)

    def write(self, frames: bytes) -> None:
        """Write ready frames; a peer too far behind is let go."""
        if self.ended is None and not self.outlet.push(frames, backlog=SIZE):
            self.end(TOO_SLOW)

    def end(self, ending: Ending) -> None:
        """Let go of this socket; the first reason given counts."""
        if self.ended is None:
            self.ended = ending
            self._held.clear()
            self.outlet.hang_up(ending.code, ending.reason)

    async def room(self) -> None:
        """Wait until little is left unread (or the socket has ended)."""
        while self.ended is None and self.outlet.unread() > SIZE // 4:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN_S)

    def _hold(self, batch: Batch) -> None:
        self._held.append(batch)
        too_many = sum(len(held.frames) for held in self._held) > HELD
        if too_many or sum(len(held.wire) for held in self._held) > SIZE:
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

    def is_numbered(self, topic: str) -> bool:
        """Whether those who listen to this topic follow it by number."""
        return any(listener.numbered == topic for listener in self._listeners.get(topic, ()))

    def send(self, topic: str, batches: Mapping[str, Batch]) -> None:
        """Let all listeners of a topic hear events, each in its form."""
        for listener in self.listeners(topic):
            if batch := batches.get(listener.form):
                listener.hear(topic, batch)

    def tell(self, topic: str, frames: Mapping[str, Frame], *, but: Any = None) -> None:
        """Something that promises nothing (presence, typing); not to the member with id `but`."""
        for listener in self.listeners(topic):
            if listener.member.id != but:
                listener.offer(frames[listener.form])

    def end(self, topic: str, ending: Ending) -> None:
        """Let go of all listeners of a topic."""
        for listener in self.listeners(topic):
            listener.end(ending)
