"""Somebody in a room: one connection of one member."""

from uuid import UUID

from collaboration.coediting.protocol import NOBODY, Caret, stored
from customer_space.accounts.models import Member
from customer_space.documents.placement import MOST_BYTES
from portal.server.outlet import Outlet, binary_frame

POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013
BACKLOG = MOST_BYTES + 1024 * 1024  # bytes: a whole document may be on its way


class Participant:
    """A connection, what it may do, and what of it is stored."""

    __slots__ = (
        "carets",
        "closed",
        "gaps",
        "may_write",
        "member",
        "outlet",
        "session_id",
        "stored",
    )

    def __init__(
        self, member: Member, outlet: Outlet, *, may_write: bool, session_id: UUID | None = None
    ) -> None:
        self.member = member
        self.outlet = outlet
        self.may_write = may_write
        self.session_id = session_id
        self.stored = 0
        self.gaps: list[dict[int, int]] = []  # what came too early, by how far it reaches
        self.carets: dict[int, Caret] = {}
        self.closed = False

    def push(self, frames: bytes) -> None:
        """Send ready frames."""
        self.outlet.push(frames, backlog=BACKLOG)

    def say(self, message: bytes) -> None:
        """Send one message."""
        self.push(binary_frame(message))

    def acknowledge(self, updates: int) -> bytes:
        """The frame that says that so many more are stored."""
        self.stored += updates
        return binary_frame(stored(self.stored))

    def farewell(self) -> list[Caret]:
        """What the others hear when this one is gone."""
        return [
            caret._replace(clock=caret.clock + 1, state=NOBODY) for caret in self.carets.values()
        ]

    def refuse(self, reason: str) -> None:
        """End the connection: an honest editor would not have sent that."""
        self._close(POLICY_VIOLATION, reason)

    def send_away(self, reason: str) -> None:
        """End the connection: the client is to come back and synchronise."""
        self._close(TRY_AGAIN_LATER, reason)

    def expel(self, code: int, reason: str) -> None:
        """End the connection: its person may not be here any more."""
        self._close(code, reason)

    def _close(self, code: int, reason: str) -> None:
        if not self.closed:
            self.closed = True
            self.outlet.hang_up(code, reason)
