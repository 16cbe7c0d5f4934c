"""Caps and gaps: how much has been used, and the earliest instant with room for one more."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from heapq import heapify, heappop, heappush
from itertools import accumulate
from zoneinfo import ZoneInfo

from customer_space.gate.rules.statements import Period
from customer_space.gate.rules.walltime import (
    DAY,
    WEEKDAYS,
    Duration,
    day_start,
    jump,
    shift,
    wall,
)


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
    ordered = sorted(counted)
    weights = tuple(weight for _, weight in ordered)
    sums = (0, *accumulate(weights))
    return Tally(tuple(at for at, _ in ordered), weights, sums)


@dataclass(frozen=True, slots=True)
class RollingClock:
    """At most `max` in every `(t - W, t]`, those of touches already booked included."""

    max: int
    length: Duration
    weight: int
    counted: Tally

    @property
    def needs_zone(self) -> bool:
        """Days are days of a wall clock; hours are hours."""
        return self.length.by_wall_clock

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """The first instant with room for `weight`; `weight` is at most `max`."""
        if self._room(at, zone):
            return at
        return next((s for s in self._openings(at, zone) if self._room(s, zone)), None)

    def edges(self, _after: datetime, _until: datetime, _zone: ZoneInfo, /) -> tuple[()]:
        """None: a permit is good for its whole life, the hold counts."""
        return ()

    def used(self, at: datetime, zone: ZoneInfo) -> int:
        """The weight that counts at `at`: of touches T with T <= at < T (+) W."""
        times = self.counted.times
        end = bisect_right(times, at)
        sure = bisect_right(times, at - self.length.shortest)
        perhaps = bisect_right(times, at - self.length.longest)
        live = self.counted.between(min(sure, end), end)
        for index in range(perhaps, min(sure, end)):
            if shift(times[index], self.length, zone) > at:
                live += self.counted.weights[index]
        return live

    def _room(self, at: datetime, zone: ZoneInfo) -> bool:
        if self.used(at, zone) + self.weight > self.max:
            return False
        times = self.counted.times
        first = bisect_right(times, at)
        if first == len(times):
            return True
        ahead = times[first : bisect_left(times, shift(at, self.length, zone))]
        return all(self.used(booked, zone) + self.weight <= self.max for booked in ahead)

    def _openings(self, at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Every instant after `at` at which room may appear, in order."""
        floor = self._floor(at)
        steps = self._steps_back(at, zone)
        queue = [moment for moment in steps if moment >= floor and moment > at]
        heapify(queue)
        times = self.counted.times
        for touched in times[bisect_left(times, floor - self.length.longest) :]:
            while queue and queue[0] <= touched + self.length.shortest:
                yield heappop(queue)
            if (ends := shift(touched, self.length, zone)) >= floor and ends > at:
                heappush(queue, ends)
        while queue:
            yield heappop(queue)

    def _floor(self, at: datetime) -> datetime:
        """No room before this: so many of the past touches must end first."""
        end = bisect_right(self.counted.times, at)
        spare = self.counted.sums[end] - (self.max - self.weight)
        leaving = bisect_left(self.counted.sums, spare, 0, end)
        if leaving == 0:
            return at
        return max(at, self.counted.times[leaving - 1] + self.length.shortest)

    def _steps_back(self, at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Where `s (+) W` falls as s grows: month ends and clocks put back, before a booking."""
        if not self.length.by_wall_clock:
            return
        times = self.counted.times
        for booked in times[bisect_right(times, at) :]:
            day = wall(booked - self.length.longest, zone).date()
            last = wall(booked - self.length.shortest, zone).date()
            while day <= last:
                start, end = day_start(day, zone), day_start(day + DAY, zone)
                if self.length.months:
                    yield start
                if end - start > DAY:
                    yield jump(start, end, zone)
                day += DAY


@dataclass(frozen=True, slots=True)
class CalendarClock:
    """At most `max` in each local day, week, month, quarter or year."""

    max: int
    period: Period
    week_start: str
    weight: int
    counted: Tally
    needs_zone = True

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """`at`, or the start of the first period with room."""
        moment = at
        while self.used(moment, zone) + self.weight > self.max:
            moment = day_start(self._bounds(moment, zone)[1], zone)
        return moment

    def edges(self, _after: datetime, _until: datetime, _zone: ZoneInfo, /) -> tuple[()]:
        """None: a permit is good for its whole life, the hold counts."""
        return ()

    def used(self, at: datetime, zone: ZoneInfo) -> int:
        """The weight of all touches of the period that holds `at`."""
        first, after = self._bounds(at, zone)
        start = bisect_left(self.counted.times, day_start(first, zone))
        return self.counted.between(start, bisect_left(self.counted.times, day_start(after, zone)))

    def _bounds(self, at: datetime, zone: ZoneInfo) -> tuple[date, date]:
        day = wall(at, zone).date()
        first, after = _period(day, self.period, self.week_start)
        if at >= day_start(after, zone):
            # A clock put back over midnight shows the old day again in the new period.
            return _period(after, self.period, self.week_start)
        return first, after


def _period(day: date, period: Period, week_start: str) -> tuple[date, date]:
    if period is Period.DAY:
        return day, day + DAY
    if period is Period.WEEK:
        first = day - ((day.weekday() - WEEKDAYS.index(week_start)) % 7) * DAY
        return first, first + 7 * DAY
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    month = (day.month - 1) // months * months
    year, following = divmod(day.year * 12 + month + months, 12)
    return date(day.year, month + 1, 1), date(year, following + 1, 1)
