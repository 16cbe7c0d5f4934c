"""How many sockets a person and a browser have open in this process."""

from collections import Counter
from uuid import UUID

from collaboration.hub import Listener

A_PERSON, A_SESSION = 10, 5


class Census:
    """Counts those who were admitted and have not left."""

    def __init__(self) -> None:
        self._open: Counter[UUID] = Counter()

    def admit(self, listener: Listener) -> bool:
        """Count one more socket; False if its person or browser has too many already."""
        person, session = listener.member.person_id, listener.session_id
        if self._open[person] >= A_PERSON or self._open[session] >= A_SESSION:
            return False
        self._open.update((person, session))
        return True

    def leave(self, listener: Listener) -> None:
        """Count an admitted socket no more."""
        for one in (listener.member.person_id, listener.session_id):
            self._open[one] -= 1
            if not self._open[one]:
                del self._open[one]
