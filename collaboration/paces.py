"""How fast a person may write here, whichever of their windows they use."""

from collections import OrderedDict
from typing import Any

from portal.server.budget import Budget

PER_SECOND, BURST = 5.0, 20.0
REMEMBERED = 4096


class Paces:
    """A budget a person, the most recent writers only."""

    def __init__(self) -> None:
        self._budgets: OrderedDict[Any, Budget] = OrderedDict()

    def may_write(self, person_id: Any) -> bool:
        """Whether this person may write one more message now."""
        budget = self._budgets.setdefault(person_id, Budget(PER_SECOND, BURST))
        self._budgets.move_to_end(person_id)
        if len(self._budgets) > REMEMBERED:
            self._budgets.popitem(last=False)
        return budget.take()
