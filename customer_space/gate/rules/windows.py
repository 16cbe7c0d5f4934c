"""Quiet hours, contact windows, holidays and pauses: the earliest instant each permits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from customer_space.gate.rules.statements import Hours, Pause
from customer_space.gate.rules.walltime import DAY, WEEKDAYS, Prefer, day_start, on, wall

# Longer than any horizon, so that what never opens is seen to be never.
_DAYS_AHEAD = 410


@dataclass(frozen=True, slots=True)
class QuietClock:
    """Closed in `[from, to)`; a stretch belongs to the local day it starts on."""

    hours: Hours
    needs_zone = True

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """The end of the stretches that hold `at`; None if they never end."""
        limit, moment = at + _DAYS_AHEAD * DAY, at
        while moment <= limit:
            blocks = self._blocks(moment, zone, (-2, 2))
            ends = [end for start, end in blocks if start <= moment < end]
            if not ends:
                return moment
            moment = max(ends)
        return None

    def edges(self, after: datetime, until: datetime, zone: ZoneInfo, /) -> Iterator[datetime]:
        """Where it closes."""
        span = (until - after).days + 2
        yield from (start for start, _ in self._blocks(after, zone, (-1, span + 1)))

    def _blocks(
        self, at: datetime, zone: ZoneInfo, span: tuple[int, int]
    ) -> Iterator[tuple[datetime, datetime]]:
        zone = _fixed(self.hours, zone)
        for day in _days(at, zone, span):
            if WEEKDAYS[day.weekday()] in self.hours.days:
                yield _stretch(self.hours, day, zone, Prefer.FIRST, Prefer.LAST)


@dataclass(frozen=True, slots=True)
class WindowClock:
    """Open only in the union of these hours."""

    union: tuple[Hours, ...]
    needs_zone = True

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """`at` if open, else the next opening; None if it never opens."""
        for ahead in range(-2, _DAYS_AHEAD):
            stretches = self._stretches(at, zone, (ahead, ahead + 1))
            openings = [max(start, at) for start, end in stretches if start < end and end > at]
            if openings:
                return min(openings)
        return None

    def edges(self, after: datetime, until: datetime, zone: ZoneInfo, /) -> Iterator[datetime]:
        """Where one of the windows closes."""
        span = (until - after).days + 2
        yield from (end for _, end in self._stretches(after, zone, (-2, span + 1)))

    def _stretches(
        self, at: datetime, zone: ZoneInfo, span: tuple[int, int]
    ) -> Iterator[tuple[datetime, datetime]]:
        for hours in self.union:
            there = _fixed(hours, zone)
            for day in _days(at, there, span):
                if WEEKDAYS[day.weekday()] in hours.days:
                    yield _stretch(hours, day, there, Prefer.LAST, Prefer.FIRST)


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


def _stretch(
    hours: Hours, day: date, zone: ZoneInfo, start: Prefer, end: Prefer
) -> tuple[datetime, datetime]:
    last = day + DAY if hours.to <= hours.from_ else day
    return on(day, hours.from_, zone, start), on(last, hours.to, zone, end)


def _fixed(hours: Hours, zone: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(hours.zone) if hours.zone else zone


def _days(at: datetime, zone: ZoneInfo, span: tuple[int, int]) -> list[date]:
    today = wall(at, zone).date()
    return [today + timedelta(days=ahead) for ahead in range(*span)]
