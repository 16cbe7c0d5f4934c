"""What a cap counts: instants and weights in time order."""

from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted, in time order; `sums[i]` is the weight before the i-th."""

    times: tuple[datetime, ...]
    weights: tuple[int, ...]
    sums: tuple[int, ...]

    def between(self, start: int, end: int) -> int:
        """The weight of the touches with these positions."""
        return self.sums[end] - self.sums[start]


def tally(counted: list[tuple[datetime, int]]) -> Tally:
    """Put (instant, weight) pairs in order."""
    if not counted:
        return Tally((), (), (0,))
    times, weights = zip(*sorted(counted), strict=True)
    return Tally(times, weights, (0, *accumulate(weights)))
