"""The open rooms of this process, one for each document."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakKeyDictionary

from auth.models import Session
from collaboration.coediting.participants import POLICY_VIOLATION, Participant
from collaboration.coediting.room import Room
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.documents.models import Document, topic_of
from portal.database import Database, database_of

log = logging.getLogger(__name__)

SIGN_IN, NO_SUCH_SPACE = 4401, 4404


class Rooms:
    """Opens a room for the first who comes, closes it after the last, and patrols in between."""

    PATROL_S = 1.0

    def __init__(self, database: Database) -> None:
        self._wakeup = database.wakeup
        self._rooms: dict[UUID, Room] = {}
        self._patrol: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def present(self, document_id: UUID, participant: Participant) -> AsyncIterator[Room]:
        """Be in the document's room during the block."""
        room = self._rooms.get(document_id) or self._open(document_id)
        try:
            await room.enter(participant)
            yield room
        finally:
            await self._leave(room, participant)

    def _open(self, document_id: UUID) -> Room:
        room = self._rooms[document_id] = Room(document_id)
        room.hearing.enter_context(self._wakeup.hearing(topic_of(document_id), room.wake_up))
        if self._patrol is None or self._patrol.done():
            self._patrol = asyncio.create_task(self._keep_patrolling())
        return room

    async def _leave(self, room: Room, participant: Participant) -> None:
        if room.participants <= {participant} and self._rooms.get(room.document_id) is room:
            del self._rooms[room.document_id]  # who comes now gets a new one
            room.hearing.close()
        if not self._rooms and self._patrol is not None:
            self._patrol.cancel()
        await room.leave(participant)

    async def _keep_patrolling(self) -> None:
        """What a lost wake-up would hide: other processes' numbers, and people who may not stay."""
        while self._rooms:
            await asyncio.sleep(self.PATROL_S)
            try:
                await self._look_at_numbers()
                await self._look_at_people()
            except Exception:
                log.exception("the patrol of the open documents failed")

    async def _look_at_numbers(self) -> None:
        found = await Document.filter(id__in=list(self._rooms)).values_list("id", "number")
        numbers = dict(found)
        for document_id, room in tuple(self._rooms.items()):
            if document_id in numbers:
                room.hear_of(numbers[document_id])
            else:  # it was made anew, under another id (documents.renewal)
                for one in tuple(room.participants):
                    one.expel(NO_SUCH_SPACE, "This text was made anew. Please load the page again.")

    async def _look_at_people(self) -> None:
        here = [one for room in self._rooms.values() for one in room.participants]
        members = {
            member.id: member
            for member in await Member.filter(
                id__in={one.member.id for one in here}, left_at=None
            ).only("id", "role")
        }
        sessions = {one.session_id for one in here if one.session_id}
        live = set(
            await Session.filter(id__in=sessions, ended_at=None).values_list("id", flat=True)
        )
        for one in here:
            if one.session_id and one.session_id not in live:
                one.expel(SIGN_IN, "Please sign in first.")
            elif one.member.id not in members:
                one.expel(NO_SUCH_SPACE, "You are not in this space any more.")
            elif one.may_write and not members[one.member.id].may(Right.WRITE_SPACE):
                one.expel(POLICY_VIOLATION, "Your role has changed.")


_all: WeakKeyDictionary[Database, Rooms] = WeakKeyDictionary()


def rooms_of_this_process() -> Rooms:
    """The rooms on the database this code works on."""
    return _all.setdefault(database_of(), Rooms(database_of()))
