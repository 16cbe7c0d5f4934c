"""How fast a person may write here, whichever of their windows they use."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from portal.server.budget import Budget

PER_SECOND, BURST = 5.0, 20.0
REMEMBERED = 4096


class Paces:
    """A budget a person, the most recent writers only."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._budgets: OrderedDict[Any, Budget] = OrderedDict()

    def may_write(self, person_id: Any) -> bool:
        """Whether this person may write one more message now."""
        fresh = Budget(PER_SECOND, BURST, clock=self._clock)
        budget = self._budgets.setdefault(person_id, fresh)
        self._budgets.move_to_end(person_id)
        if len(self._budgets) > REMEMBERED:
            self._budgets.popitem(last=False)
        return budget.take()
