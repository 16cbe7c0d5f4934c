"""Who is where in a text. Nothing of it is kept, and nobody speaks for somebody else.

Carets are seen by those at the same server process; between processes only the text travels.
"""

import asyncio
from collections.abc import Callable
from uuid import UUID

from collaboration.coediting.participants import Participant
from collaboration.coediting.protocol import NOBODY, Caret, Presence, carets, with_name
from portal.server.outlet import binary_frame

MOST_OF_ONE = 4  # client ids that one connection may speak for


class Carets:
    """The carets of those in a room."""

    EVERY_S = 0.1  # between two messages to the same person

    def __init__(
        self, participants: set[Participant], is_pen_of: Callable[[int, UUID], bool]
    ) -> None:
        self._participants = participants
        self._is_pen_of = is_pen_of
        self._moved: dict[int, Participant] = {}  # of whom the others have not heard yet
        self._told_at = float("-inf")
        self._telling: asyncio.TimerHandle | None = None

    def show(self, said: Presence, sender: Participant) -> None:
        """Pass on where the sender is, and nothing that it repeats about others.

        Raises:
            Refused: it is no presence.
        """
        mine = [
            with_name(caret, sender.member.name, sender.member.side)
            for caret in said.entries
            if self._is_own(caret, sender)
        ]
        for caret in mine:
            sender.carets[caret.client] = caret
            self._moved[caret.client] = sender
        if mine:
            self._tell_soon()

    def tell(self, asker: Participant) -> None:
        """Send somebody where everybody is."""
        there = [caret for one in self._participants for caret in one.carets.values()]
        if there:
            asker.say(carets(there))

    def remove(self, gone: Participant) -> None:
        """The caret of somebody who has left goes at once."""
        if gone.carets:
            self._tell_moves()
            frame = binary_frame(carets(gone.farewell()))
            gone.carets.clear()
            for one in self._participants:
                one.push(frame)

    def _is_own(self, caret: Caret, sender: Participant) -> bool:
        """A client repeats to the server what it hears of others: that is not the sender's own."""
        known = sender.carets.get(caret.client)
        if known is not None:
            return caret.clock >= known.clock
        return (
            caret.state != NOBODY
            and len(sender.carets) < MOST_OF_ONE
            and self._is_pen_of(caret.client, sender.member.id)
            and not any(caret.client in one.carets for one in self._participants)
        )

    def _tell_soon(self) -> None:
        """At once after a pause, else joined: clients repeat to us each such message they hear."""
        if self._telling is None:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), self._told_at + self.EVERY_S)
            self._telling = loop.call_at(due, self._tell_moves)

    def _tell_moves(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        moved, self._moved = self._moved, {}
        entries = [(one, one.carets[client]) for client, one in moved.items() if one.carets]
        if not entries:
            return
        self._told_at = asyncio.get_running_loop().time()
        for_all = binary_frame(carets(caret for _, caret in entries))
        movers = {mover for mover, _ in entries}
        for one in self._participants:
            if one not in movers:
                one.push(for_all)
            elif others := [caret for mover, caret in entries if mover is not one]:
                one.push(binary_frame(carets(others)))
