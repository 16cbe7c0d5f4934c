"""A rolling window in one zone: what counts at an instant, and when room appears."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

from customer_space.gate.rules.tally import Tally
from customer_space.gate.rules.walltime import DAY, Duration, day_start, jump, shift, wall


class RollingView:
    """A touch T counts at t while T <= t < T (+) W; ends are worked out once, when needed."""

    def __init__(self, counted: Tally, length: Duration, zone: ZoneInfo) -> None:
        self._counted = counted
        self._times = counted.times
        self._length = length
        self._shortest, self._longest = length.shortest, length.longest
        self._zone = zone
        self._ends: dict[int, datetime] = {}
        self._booked: dict[int, int] = {}

    def earliest(self, at: datetime, room: int) -> datetime | None:
        """The first instant from `at` on at which at most `room` counts, now and later."""
        if self._fits(at, room):
            return at
        return next((s for s in self._openings(at, room) if self._fits(s, room)), None)

    def used(self, at: datetime) -> int:
        """The weight that counts at `at`."""
        end = bisect_right(self._times, at)
        sure = min(bisect_right(self._times, at - self._shortest), end)
        perhaps = bisect_right(self._times, at - self._longest)
        weights = self._counted.weights
        ending = sum(weights[i] for i in range(perhaps, sure) if self._end(i) > at)
        return self._counted.between(sure, end) + ending

    def _fits(self, at: datetime, room: int) -> bool:
        """Also within the windows of touches booked for later, in which this one would count."""
        if self.used(at) > room:
            return False
        first = bisect_right(self._times, at)
        if first == len(self._times):
            return True
        last = bisect_left(self._times, shift(at, self._length, self._zone))
        return all(self._used_when(index) <= room for index in range(first, last))

    def _used_when(self, index: int) -> int:
        if index not in self._booked:
            self._booked[index] = self.used(self._times[index])
        return self._booked[index]

    def _end(self, index: int) -> datetime:
        if index not in self._ends:
            self._ends[index] = shift(self._times[index], self._length, self._zone)
        return self._ends[index]

    def _openings(self, at: datetime, room: int) -> Iterator[datetime]:
        """Every instant after `at` at which room may appear, in order."""
        floor = self._floor(at, room)
        queue = [s for s in self._steps_back(at, room) if s >= floor and s > at]
        heapify(queue)
        for index in range(bisect_left(self._times, floor - self._longest), len(self._times)):
            while queue and queue[0] <= self._times[index] + self._shortest:
                yield heappop(queue)
            if (end := self._end(index)) >= floor and end > at:
                heappush(queue, end)
        while queue:
            yield heappop(queue)

    def _floor(self, at: datetime, room: int) -> datetime:
        """No room before this: so many of the past touches must end first."""
        past = bisect_right(self._times, at)
        sums = self._counted.sums
        leaving = bisect_left(sums, sums[past] - room, 0, past)
        if leaving == 0:
            return at
        return max(at, self._times[leaving - 1] + self._shortest)

    def _steps_back(self, at: datetime, room: int) -> Iterator[datetime]:
        """Where `s (+) W` falls as s grows: month ends, clocks put back; before full bookings."""
        if not self._length.by_wall_clock:
            return
        for day in sorted(self._days_before_full(at, room)):
            start, end = day_start(day, self._zone), day_start(day + DAY, self._zone)
            if self._length.months:
                yield start
            if end - start > DAY:
                yield jump(start, end, self._zone)

    def _days_before_full(self, at: datetime, room: int) -> set[date]:
        days: set[date] = set()
        for index in range(bisect_right(self._times, at), len(self._times)):
            if self._used_when(index) > room:
                booked = self._times[index]
                day = wall(booked - self._longest, self._zone).date()
                last = wall(booked - self._shortest, self._zone).date()
                days.update(day + n * DAY for n in range((last - day).days + 1))
        return days
