"""Quiet hours, contact windows, holidays and pauses: the earliest instant each permits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from customer_space.gate.rules.statements import Hours, Pause
from customer_space.gate.rules.walltime import DAY, WEEKDAYS, Prefer, day_start, on

# Longer than any horizon, so that what never opens is seen to be never.
_DAYS_AHEAD = 410

Stretch = tuple[datetime, datetime]


class Stretches:
    """The instants at which daily hours begin and end, worked out once a day and zone."""

    def __init__(self, hours: Hours, start: Prefer, end: Prefer) -> None:
        self._hours, self._start, self._end = hours, start, end
        self._weekdays = {WEEKDAYS.index(name) for name in hours.days}
        self._fixed = ZoneInfo(hours.zone) if hours.zone else None
        self._known: dict[tuple[ZoneInfo, date], Stretch] = {}
        self._near: dict[tuple[ZoneInfo, date], tuple[Stretch, ...]] = {}

    def near(self, at: datetime, zone: ZoneInfo) -> tuple[Stretch, ...]:
        """Those that start on the local day of `at`, the day before or the day after."""
        there = self._fixed or zone
        day = at.astimezone(there).date()
        found = self._near.get((there, day))
        if found is None:
            found = tuple(self._from((day - DAY, day, day + DAY), there))
            self._near[there, day] = found
        return found

    def around(self, at: datetime, zone: ZoneInfo, span: tuple[int, int]) -> Iterator[Stretch]:
        """Those that start on the local days from `span[0]` to before `span[1]` after today."""
        there = self._fixed or zone
        return self._from(_days(at, there, span), there)

    def _from(self, days: Iterable[date], zone: ZoneInfo) -> Iterator[Stretch]:
        return (self._on(day, zone) for day in days if day.weekday() in self._weekdays)

    def _on(self, day: date, zone: ZoneInfo) -> Stretch:
        known = self._known.get((zone, day))
        if known is None:
            hours = self._hours
            last = day + DAY if hours.to <= hours.from_ else day
            start = on(day, hours.from_, zone, self._start)
            known = (start, on(last, hours.to, zone, self._end))
            self._known[zone, day] = known
        return known


class QuietClock:
    """Closed in `[from, to)`; a stretch belongs to the local day it starts on."""

    needs_zone = True

    def __init__(self, hours: Hours) -> None:
        self._stretches = Stretches(hours, Prefer.FIRST, Prefer.LAST)

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """The end of the stretches that hold `at`; None if they never end."""
        limit, moment = at + _DAYS_AHEAD * DAY, at
        while moment <= limit:
            near = self._stretches.near(moment, zone)
            ends = [end for start, end in near if start <= moment < end]
            if not ends:
                return moment
            moment = max(ends)
        return None

    def edges(self, after: datetime, until: datetime, zone: ZoneInfo, /) -> Iterator[datetime]:
        """Where it closes."""
        span = (until - after).days + 3
        yield from (start for start, _ in self._stretches.around(after, zone, (-1, span)))


class WindowClock:
    """Open only in the union of these hours."""

    needs_zone = True

    def __init__(self, union: Iterable[Hours]) -> None:
        self._union = [Stretches(hours, Prefer.LAST, Prefer.FIRST) for hours in union]

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """`at` if open, else the next opening; None if it never opens."""
        openings = (self._opening(hours, at, zone) for hours in self._union)
        return min((opening for opening in openings if opening is not None), default=None)

    def edges(self, after: datetime, until: datetime, zone: ZoneInfo, /) -> Iterator[datetime]:
        """Where one of the windows closes."""
        span = (until - after).days + 3
        for hours in self._union:
            yield from (end for _, end in hours.around(after, zone, (-1, span)))

    def _opening(self, hours: Stretches, at: datetime, zone: ZoneInfo) -> datetime | None:
        if any(start <= at < end for start, end in hours.near(at, zone)):
            return at
        stretches = hours.around(at, zone, (-1, _DAYS_AHEAD))
        open_ = (max(start, at) for start, end in stretches if start < end and end > at)
        return next(open_, None)


@dataclass(frozen=True, slots=True)
class HolidayClock:
    """Closed on these local dates."""

    dates: frozenset[date]
    needs_zone = True

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """The first local midnight after the free days that hold `at`."""
        moment = at
        while True:
            days = [day for day in _days(moment, zone, (-1, 2)) if day in self.dates]
            ends = [
                day_start(day + DAY, zone)
                for day in days
                if day_start(day, zone) <= moment < day_start(day + DAY, zone)
            ]
            if not ends:
                return moment
            moment = max(ends)

    def edges(self, after: datetime, until: datetime, zone: ZoneInfo, /) -> Iterator[datetime]:
        """Where a free day begins."""
        days = _days(after, zone, (0, (until - after).days + 3))
        yield from (day_start(day, zone) for day in days if day in self.dates)


@dataclass(frozen=True, slots=True)
class PauseClock:
    """Closed in `[from, until)`."""

    pause: Pause
    needs_zone = False

    def earliest(self, at: datetime, _zone: ZoneInfo, /) -> datetime | None:
        """Its end; None while the customer has named none."""
        begun = self.pause.from_ is None or self.pause.from_ <= at
        if not begun or (self.pause.until is not None and self.pause.until <= at):
            return at
        return self.pause.until

    def edges(self, _after: datetime, _until: datetime, _zone: ZoneInfo, /) -> Iterable[datetime]:
        """Where it begins."""
        return () if self.pause.from_ is None else (self.pause.from_,)


class NeverClock:
    """A limit smaller than the one contact asked for: shut while it is in force."""

    needs_zone = False

    def earliest(self, _at: datetime, _zone: ZoneInfo, /) -> datetime | None:
        """None."""
        return None

    def edges(self, _after: datetime, _until: datetime, _zone: ZoneInfo, /) -> tuple[()]:
        """None: it begins where its rule does."""
        return ()


def _days(at: datetime, zone: ZoneInfo, span: tuple[int, int]) -> Iterator[date]:
    today = at.astimezone(zone).date()
    return (today + ahead * DAY for ahead in range(*span))
