"""Token bucket: so many a second, with a burst."""

import time
from collections.abc import Callable


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
        """Spend one token; False when there is none left."""
        return self.spend(1) == 0

    def spend(self, tokens: float) -> float:
        """Spend tokens, on credit if need be; returns the seconds until they are earned."""
        now = self._clock()
        refilled = self._left + (now - self._seen) * self.per_second
        self._left, self._seen = min(self.burst, refilled) - tokens, now
        return max(0.0, -self._left / self.per_second)
