"""Judging and storing what came in: one document's content in memory, never ahead of its log.

Whoever answers or relays from it sees only what is stored, because both wait for the lock.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from collaboration.coediting.content import Content
from collaboration.coediting.participants import Participant
from collaboration.coediting.protocol import question
from customer_space.documents.actions import append
from customer_space.documents.errors import Gap, Refused
from customer_space.documents.intake import reach_of
from customer_space.documents.queries import updates_after

log = logging.getLogger(__name__)


class Sent(NamedTuple):
    """An update on its way into the log."""

    update: bytes
    sender: Participant


@dataclass
class Kept:
    """What has become of a batch."""

    done: list[Sent] = field(default_factory=list)
    """In the log, by now or before: to be acknowledged."""
    news: list[Sent] = field(default_factory=list)
    """Those of them that changed something."""
    foreign: list[bytes] = field(default_factory=list)
    """What other processes stored in between."""


class Ledger:
    """One document's content, and the way into its log."""

    def __init__(self, document_id: UUID) -> None:
        self.document_id = document_id
        self._content: Content | None = None
        self._lock = asyncio.Lock()

    @property
    def number(self) -> int | None:
        """How far the content in memory has got; None before it is loaded."""
        return self._content.number if self._content else None

    @property
    def size(self) -> tuple[int, int]:
        """Updates and bytes since the last snapshot."""
        return (self._content.updates, self._content.size) if self._content else (0, 0)

    def is_pen_of(self, client: int, member_id: UUID) -> bool:
        """Whether this member may appear under this client id."""
        return self._content is None or self._content.is_pen_of(client, member_id)

    async def state_vector(self) -> bytes:
        """How far the stored text has got."""
        async with self._lock:
            return (await self._loaded()).text.state_vector

    async def since(self, state_vector: bytes) -> bytes:
        """What a replica with this state vector has not got.

        Raises:
            Refused: these bytes are no state vector.
        """
        async with self._lock:
            return (await self._loaded()).text.since(state_vector)

    async def keep(self, batch: Sequence[Sent]) -> Kept:
        """Judge a batch and store what is good of it; refuse and tell the senders of the rest.

        If that fails as a whole it is done one by one, so that one update spoils nothing.
        """
        async with self._lock:
            try:
                return await self._keep(batch)
            except Exception:
                log.exception("document %s: a batch of %s failed", self.document_id, len(batch))
                kept = Kept()
                for sent in batch:
                    await self._keep_alone(sent, kept)
                return kept

    async def catch_up(self) -> list[bytes]:
        """Adopt what other processes have stored; returns it."""
        async with self._lock:
            return await self._pull(await self._loaded())

    def forget(self) -> None:
        """Let the content be loaded again before its next use."""
        self._content = None

    def compacted(self) -> None:
        """The log now begins with a snapshot."""
        if self._content is not None:
            self._content.updates = self._content.size = 0

    async def _loaded(self) -> Content:
        if self._content is None:
            self._content = await Content.load(self.document_id)
        return self._content

    async def _keep(self, batch: Sequence[Sent]) -> Kept:
        content = await self._loaded()
        kept = Kept()
        for sent in batch:
            changed = self._judge(sent, content)
            if changed is not None:
                kept.done.append(sent)
            if changed:
                kept.news.append(sent)
        if kept.news:
            kept.foreign = await self._store(kept.news, content)
        self._fill_gaps(kept, content)
        return kept

    def _fill_gaps(self, kept: Kept, content: Content) -> None:
        """What came too early is in the log once its sender has sent what was missing."""
        for sender in {sent.sender for sent in kept.done if sent.sender.gaps}:
            filled = [reach for reach in sender.gaps if content.has(reach)]
            sender.gaps = [reach for reach in sender.gaps if reach not in filled]
            sender.stored += len(filled)

    async def _keep_alone(self, sent: Sent, kept: Kept) -> None:
        self.forget()
        try:
            one = await self._keep([sent])
        except Exception:
            log.exception("document %s: an update could not be kept", self.document_id)
            self.forget()
            sent.sender.send_away("this could not be kept")
            return
        kept.done += one.done
        kept.news += one.news
        kept.foreign += one.foreign

    def _judge(self, sent: Sent, content: Content) -> bool | None:
        """Whether the update is news; None if it is not taken, and its sender told so."""
        if sent.sender.closed:
            return None
        try:
            return content.take(sent.update, sent.sender.member.id)
        except Gap:
            sent.sender.gaps.append(reach_of(sent.update))
            sent.sender.say(question(content.text.state_vector))
        except Refused as refused:
            log.warning("update of member %s refused: %s", sent.sender.member.id, refused.reason)
            sent.sender.refuse("no editor sends this")
        return None

    async def _store(self, news: Sequence[Sent], content: Content) -> list[bytes]:
        last = await append(
            self.document_id, [(sent.update, sent.sender.member.id) for sent in news]
        )
        first = last - len(news)
        foreign = await self._pull(content, upto=first) if first > content.number else []
        if self._content is content:  # else it was loaded anew, with the news in it
            for sent in news:
                content.count(sent.update)
        return foreign

    async def _pull(self, content: Content, upto: int | None = None) -> list[bytes]:
        found = await updates_after(self.document_id, content.number, upto)
        if found is None:
            return await self._jump(content)
        for update in found:
            content.adopt(update)
        return found

    async def _jump(self, old: Content) -> list[bytes]:
        """Some of what is missing is in a snapshot by now: load it all, and tell the difference."""
        new = self._content = await Content.load(self.document_id)
        new.pens.update(old.pens)
        return [new.text.since(old.text.state_vector)]
