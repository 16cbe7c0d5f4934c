"""What sockets say of how far somebody has read, written down every other second, all at once.

A crash loses two seconds of it, which costs somebody a line "new" above words they know.
"""

import asyncio
import logging

from collaboration.reading.actions import Reader, keep
from collaboration.rendering import OUTAGES
from customer_space.accounts.models import Member

log = logging.getLogger(__name__)

EVERY_S = 2.0


class Notebook:
    """One a process."""

    def __init__(self) -> None:
        self._noted: dict[Reader, int] = {}

    def note(self, member: Member, number: int) -> None:
        """This member has seen everything up to this number of their space."""
        reader = Reader(member.person_id, member.account_id)
        self._noted[reader] = max(number, self._noted.get(reader, 0))

    async def run(self) -> None:
        """Write until cancelled, and a last time then."""
        try:
            while True:
                await asyncio.sleep(EVERY_S)
                await self.write()
        finally:
            await self.write()

    async def write(self) -> None:
        """Keep what was noted; where the database does not answer, it is kept for the next time."""
        noted, self._noted = self._noted, {}
        try:
            await keep(noted)
        except OUTAGES as error:
            log.warning("what was read could not be noted: %s", error)
            for reader, number in noted.items():
                self._noted[reader] = max(number, self._noted.get(reader, 0))
