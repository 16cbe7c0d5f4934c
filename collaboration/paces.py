"""How fast a person may write here, whichever of their windows they use."""

import time
from collections.abc import Callable
from typing import Any

from portal.server.budget import Budgets

PER_SECOND, BURST = 5.0, 20.0


class Paces:
    """A budget a person, the most recent writers only."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._budgets = Budgets(PER_SECOND, BURST, clock=clock)

    def may_write(self, person_id: Any) -> bool:
        """Whether this person may write one more message now."""
        return self._budgets.of(person_id).take()
