"""A document as a room holds it: the text, where everything stands, and whose pen is whose."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from customer_space.documents.crdt import Text
from customer_space.documents.intake import adopt, check, placement_of
from customer_space.documents.placement import Placement
from customer_space.documents.queries import load


@dataclass
class Content:
    """What the log says, in memory."""

    text: Text
    placement: Placement
    number: int
    updates: int
    """Since the last snapshot, as are the bytes."""
    size: int
    pens: dict[int, UUID] = field(default_factory=dict)
    """Client id → the member who writes under it: nobody else may, while the room is open."""

    @classmethod
    async def load(cls, document_id: UUID) -> "Content":
        """Out of the log."""
        stored = await load(document_id)
        # A large document takes a good part of a second: the loop goes on meanwhile.
        placement = await asyncio.to_thread(placement_of, stored.updates, stored.placement)
        return cls(
            text=Text(stored.updates),
            placement=placement,
            number=stored.number,
            updates=len(stored.updates),
            size=stored.since_snapshot,
        )

    def take(self, update: bytes, member_id: UUID) -> bool:
        """Judge an update from outside and apply it; False if it changes nothing.

        Raises:
            Gap: the sender has to synchronise first.
            Refused: no honest editor sends this.
            BrokenDocument: the text in memory has to be loaded again.
        """
        writers = check(update, self.placement, lambda client: self.is_pen_of(client, member_id))
        for client in writers:
            self.pens[client] = member_id
        return self.text.apply(update)

    def is_pen_of(self, client: int, member_id: UUID) -> bool:
        """Whether this member may write, and show a caret, under this client id."""
        return self.pens.get(client, member_id) == member_id

    def has(self, reach: dict[int, int]) -> bool:
        """Whether everything up to there has come in."""
        return all(self.placement.end_of(client) >= end for client, end in reach.items())

    def adopt(self, update: bytes) -> None:
        """Apply what another process has stored."""
        adopt(update, self.placement)
        self.text.apply(update)
        self.count(update)

    def count(self, update: bytes) -> None:
        """One more update is in the log."""
        self.number += 1
        self.updates += 1
        self.size += len(update)
