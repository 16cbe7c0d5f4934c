"""Token bucket: so many a second, with a burst."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

REMEMBERED = 16_384  # callers


class Budget:
    """A bucket of `burst` tokens that refills at `per_second`."""

    __slots__ = ("_clock", "_left", "_seen", "burst", "per_second")

    def __init__(
        self, per_second: float, burst: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_second = per_second
        self.burst = burst
        self._clock = clock
        self._left = burst
        self._seen = clock()

    def widen(self, per_second: float, burst: float) -> None:
        """Allow another pace from now on, and start with a full bucket."""
        self.per_second, self.burst, self._left = per_second, burst, burst

    def take(self) -> bool:
        """Spend one token, on credit if need be; False when it was on credit."""
        return self.spend(1) == 0

    def spend(self, tokens: float) -> float:
        """Spend tokens, on credit if need be; returns the seconds until they are earned."""
        self._left = self._refill() - tokens
        return max(0.0, -self._left / self.per_second)

    def ask(self) -> float:
        """Spend one token if there is one: 0, or the seconds until there is one."""
        self._left = self._refill()
        if self._left < 1:
            return (1 - self._left) / self.per_second
        self._left -= 1
        return 0.0

    @property
    def left(self) -> int:
        """Whole tokens that could be spent now."""
        return max(0, int(self._refill()))

    def _refill(self) -> float:
        now = self._clock()
        self._left = min(self.burst, self._left + (now - self._seen) * self.per_second)
        self._seen = now
        return self._left


class Budgets:
    """A budget for each caller; those who have not been seen for longest are forgotten."""

    def __init__(
        self, per_second: float, burst: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._made: Callable[[], Budget] = lambda: Budget(per_second, burst, clock=clock)
        self._budgets: OrderedDict[Hashable, Budget] = OrderedDict()

    def of(self, caller: Hashable) -> Budget:
        """The caller's budget; a full one if it is new or was forgotten."""
        budget = self._budgets.get(caller)
        if budget is None:
            budget = self._budgets[caller] = self._made()
            if len(self._budgets) > REMEMBERED:
                self._budgets.popitem(last=False)
        self._budgets.move_to_end(caller)
        return budget
