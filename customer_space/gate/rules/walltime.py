"""Wall time to instants and back: missing and double times, days, durations."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
_LEAP = timedelta(hours=25)  # no clock was ever put further, a whole day at the date line
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Prefer(StrEnum):
    """Which reading of a wall time that occurs twice."""

    FIRST = "first"
    LAST = "last"


@lru_cache(maxsize=65536)
def resolve(wall: datetime, zone: ZoneInfo, prefer: Prefer) -> datetime:
    """The instant (UTC) of a naive wall time; a time that never comes is the clock's jump."""
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if early > late:
        return jump(late, early, zone)
    return early if prefer is Prefer.FIRST else late


def jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two at which the zone's offset changes."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before) / SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        same = (before + middle * SECOND).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return before + high * SECOND


def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in the zone shows at that instant (naive)."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def on(day: date, seconds: int, zone: ZoneInfo, prefer: Prefer) -> datetime:
    """The instant of so many wall-clock seconds after midnight; 86,400 is the end of the day."""
    return resolve(midnight(day) + seconds * SECOND, zone, prefer)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day."""
    return resolve(midnight(day), zone, Prefer.FIRST)


def midnight(day: date) -> datetime:
    """00:00 of that day as naive wall time."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time has no zone


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration: months and days keep the wall clock, hours are exact."""

    months: int = 0
    days: int = 0
    exact: timedelta = timedelta()

    @property
    def by_wall_clock(self) -> bool:
        """Whether a zone is needed to add it."""
        return bool(self.months or self.days)

    @property
    def shortest(self) -> timedelta:
        """No shift by this duration takes less: short months, clocks put forward."""
        return self._days(28, -4) - self.by_wall_clock * _LEAP

    @property
    def longest(self) -> timedelta:
        """No shift by this duration takes more."""
        return self._days(31, +3) + self.by_wall_clock * _LEAP

    def _days(self, month: int, spread: int) -> timedelta:
        """With so many days for one month; several are so many days off their mean at most."""
        several = 30.436875 * self.months + spread * (self.months > 0)
        return timedelta(days=self.days + (month if self.months == 1 else several)) + self.exact


def duration(text: str) -> Duration:
    """Read an ISO 8601 duration such as P7D, P1M or PT24H. ValueError if it is none."""
    found = _ISO.fullmatch(text)
    if not found or not any(found.groups()):
        raise ValueError(f"not a duration: {text}")
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Duration(12 * years + months, 7 * weeks + days, exact)


_ISO = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)


def shift(instant: datetime, by: Duration, zone: ZoneInfo) -> datetime:
    """The instant plus the duration; of a double time the later one (protective)."""
    if not by.by_wall_clock:
        return instant + by.exact
    shown = wall(instant, zone)
    moved = add_months(shown, by.months) + by.days * DAY
    return resolve(moved, zone, Prefer.LAST) + by.exact


def add_months(shown: datetime, months: int) -> datetime:
    """The same day so many months on, or the last of that month (naive in, naive out)."""
    year, month = divmod(shown.year * 12 + shown.month - 1 + months, 12)
    return shown.replace(year=year, month=month + 1, day=min(shown.day, _length(year, month + 1)))


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
