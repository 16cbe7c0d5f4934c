"""One document that people write at the moment, in this process.

What comes in during one turn of the loop, or while a transaction runs, is judged piece by piece,
stored in one transaction, acknowledged, and relayed as the very bytes that came, joined into one
write for each listener.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from contextvars import copy_context
from uuid import UUID

from collaboration.coediting import protocol
from collaboration.coediting.carets import Carets
from collaboration.coediting.ledger import Kept, Ledger, Sent
from collaboration.coediting.participants import Participant
from collaboration.coediting.settling import Settling
from portal.server.outlet import binary_frame

log = logging.getLogger(__name__)


class Room:
    """The people at one document, and the queue of what they sent."""

    def __init__(self, document_id: UUID) -> None:
        self.document_id = document_id
        self.participants: set[Participant] = set()
        self.ledger = Ledger(document_id)
        self.carets = Carets(self.participants, self.ledger.is_pen_of)
        self._settling = Settling(document_id, self.ledger)
        self._waiting: list[Sent] = []
        self._heard_of = 0  # the highest number of which a wake-up told
        self._work: asyncio.Task[None] | None = None
        self.hearing = ExitStack()  # of wake-ups, for as long as it is open
        self._context = copy_context()  # wake-ups come from elsewhere, without our database

    async def enter(self, participant: Participant) -> None:
        """Let somebody in; a writer is asked for what is only in their browser yet."""
        self.participants.add(participant)
        state_vector = await self.ledger.state_vector()
        if participant.may_write:
            participant.say(protocol.question(state_vector))
        self.carets.tell(participant)

    async def leave(self, participant: Participant) -> None:
        """Let somebody out; when nobody is left, finish."""
        self.participants.discard(participant)
        self.carets.remove(participant)
        if not self.participants:
            while self._work is not None and not self._work.done():
                await asyncio.wait([self._work])
            await self._settling.finish()

    def offer(self, update: bytes, sender: Participant) -> None:
        """Take an update; the sender is told when it is stored."""
        self._waiting.append(Sent(update, sender))
        self._wake()

    def wake_up(self, _topic: str, number: int) -> None:
        """A wake-up came (portal.wakeup)."""
        self.hear_of(number)

    def hear_of(self, number: int) -> None:
        """Somebody, perhaps another process, says that the document has got this far."""
        self._heard_of = max(self._heard_of, number)
        if self._is_behind:
            self._wake()

    async def answer(self, state_vector: bytes, asker: Participant) -> None:
        """Send what the asker has not got.

        Raises:
            Refused: these bytes are no state vector.
        """
        asker.say(protocol.answer(await self.ledger.since(state_vector)))

    @property
    def _is_behind(self) -> bool:
        number = self.ledger.number
        return number is not None and number < self._heard_of

    def _wake(self) -> None:
        if self._work is None or self._work.done():
            task = self._context.copy().run(asyncio.create_task, self._work_off())
            self._work = task

    async def _work_off(self) -> None:
        try:
            while self._waiting or self._is_behind:
                batch, self._waiting = self._waiting, []
                kept = await self.ledger.keep(batch) if batch else Kept()
                if self._is_behind:
                    kept.foreign += await self._catch_up()
                self._relay(kept)
                if kept.news:
                    self._settling.changed()
        except Exception:
            log.exception("document %s: starting anew", self.document_id)
            self.ledger.forget()
            self._waiting.clear()
            for one in tuple(self.participants):
                one.send_away("please come back in a moment")

    async def _catch_up(self) -> list[bytes]:
        heard_of = self._heard_of
        foreign = await self.ledger.catch_up()
        if self._heard_of == heard_of:  # whatever it said: this is what the log has
            self._heard_of = self.ledger.number or 0
        return foreign

    def _relay(self, kept: Kept) -> None:
        """Acknowledge to the senders; give everybody what the others wrote."""
        thanks = {
            sender: sender.acknowledge(count)
            for sender, count in Counter(sent.sender for sent in kept.done).items()
        }
        frames = [(sent.sender, _frame(sent.update)) for sent in kept.news]
        foreign = b"".join(map(_frame, kept.foreign))
        for_all = foreign + b"".join(frame for _, frame in frames)
        writers = {sender for sender, _ in frames}
        for one in self.participants | thanks.keys():
            theirs = foreign + _of_others(frames, one) if one in writers else for_all
            if out := thanks.get(one, b"") + theirs:
                one.push(out)


def _frame(update: bytes) -> bytes:
    return binary_frame(protocol.change(update))


def _of_others(frames: Sequence[tuple[Participant, bytes]], one: Participant) -> bytes:
    return b"".join(frame for sender, frame in frames if sender is not one)
