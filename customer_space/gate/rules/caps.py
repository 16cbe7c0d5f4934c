"""Caps and gaps: how much has been used, and the earliest instant with room for one more."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from customer_space.gate.rules.rolling import RollingView
from customer_space.gate.rules.statements import Period
from customer_space.gate.rules.tally import Tally
from customer_space.gate.rules.walltime import DAY, WEEKDAYS, Duration, day_start, wall


@dataclass(frozen=True, slots=True)
class RollingClock:
    """At most `max` in every `(t - W, t]`, those of touches already booked included."""

    max: int
    length: Duration
    weight: int
    counted: Tally
    _views: dict[ZoneInfo, RollingView] = field(default_factory=dict, compare=False, repr=False)

    @property
    def needs_zone(self) -> bool:
        """Days are days of a wall clock; hours are hours."""
        return self.length.by_wall_clock

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """The first instant with room for `weight`; `weight` is at most `max`."""
        return self._view(zone).earliest(at, self.max - self.weight)

    def edges(self, _after: datetime, _until: datetime, _zone: ZoneInfo, /) -> tuple[()]:
        """None: a permit is good for its whole life, the hold counts."""
        return ()

    def used(self, at: datetime, zone: ZoneInfo) -> int:
        """The weight that counts at `at`."""
        return self._view(zone).used(at)

    def _view(self, zone: ZoneInfo) -> RollingView:
        if zone not in self._views:
            self._views[zone] = RollingView(self.counted, self.length, zone)
        return self._views[zone]


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
