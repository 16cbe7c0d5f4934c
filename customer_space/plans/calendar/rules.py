"""What is planned, without asking anybody: days and hours on the customer's clock.

Periods are those of the calendar (weeks from Monday, pairs of weeks from one fixed Monday), so
that signing another line anew moves nothing that was planned.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from customer_space.plans.rules import WEEKDAYS, Beat, Per, Way, content_hash, sentence

MINUTES = {Way.CALL: 30, Way.VIDEO: 45, Way.VISIT: 120}
"""Ways that take a time of both, and how long one takes. Mails and letters need no appointment."""
WORKDAYS = WEEKDAYS[:5]
DEFAULT_OPENS = "10:00"
A_MONDAY = date(2024, 1, 1)
_MONTHS = {Per.MONTH: 1, Per.QUARTER: 3, Per.YEAR: 12}


@dataclass(frozen=True)
class Occurrence:
    """One contact that both sides planned, on the customer's clock."""

    key: str
    way: Way
    words: str
    """The line of the rhythm it comes from."""
    who: str
    """The person's id; empty: anybody of the company."""
    first: date
    last: date
    """The period it may be moved in, both days included."""
    day: date
    opens: str
    """HH:MM."""
    sequence: int = 0
    """How often it was changed."""
    omitted: bool = False
    changed_by: str = ""
    planned_for: date | None = None
    """The day it was planned for, where it was moved."""

    @property
    def title(self) -> str:
        return self.way.words[0].capitalize()

    def starts(self, zone: tzinfo) -> datetime:
        """The instant (UTC). An hour that the clock skips or repeats is read as RFC 5545 does:
        with the offset before the gap, and as the first of two (3.3.5)."""
        wall = time.fromisoformat(self.opens)
        return datetime.combine(self.day, wall, zone).astimezone(UTC)

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=MINUTES[self.way])

    def changed(self, *, day: date | None, opens: str, sequence: int, by: str = "") -> "Occurrence":
        """As the customer's side moved it, or, without a day, left it out."""
        return replace(
            self, day=day or self.day, opens=opens or self.opens, sequence=sequence,
            omitted=day is None, changed_by=by, planned_for=self.day if day else None,
        )  # fmt: skip


def planned(beat: Beat, since: date, until: date, who: str = "") -> list[Occurrence]:
    """What a line of the rhythm plans on days from `since` up to and with `until`.

    As many a period as the line allows, spread evenly over its weekdays, one a day at most.
    `who` is the person's name.
    """
    if beat.way not in MINUTES or not beat.times:
        return []
    words, opens = sentence(beat, who), beat.opens or DEFAULT_OPENS
    return [
        Occurrence(key, beat.way, words, beat.who, first, last, day, opens)
        for first, last in _periods(beat.per, since, until)
        for key, day in _spread(beat, first, last)
        if since <= day <= until
    ]


def why_not(occurrence: Occurrence, day: date, today: date) -> str:
    """Why it cannot be moved to this day; empty: it can."""
    if occurrence.day < today:
        return "This day has passed."
    if day < today:
        return "Please choose a day that is still to come."
    if not occurrence.first <= day <= occurrence.last:
        return (
            f"Please stay between {occurrence.first:%-d %B %Y} and {occurrence.last:%-d %B %Y}, "
            "or write another line of the rhythm."
        )
    return ""


@dataclass
class Month:
    """What was planned and what came of it, the same figures for both sides."""

    first: date
    planned: int = 0
    kept: int = 0
    moved: int = 0
    omitted: int = 0
    missed: int = 0
    extra: int = 0

    @property
    def name(self) -> str:
        return f"{self.first:%B %Y}"


def kept(
    occurrences: Iterable[Occurrence], contacts: Iterable[tuple[Way, date]], today: date
) -> list[Month]:
    """Month by month up to yesterday, the latest first.

    `contacts` are the days on which somebody was reached. One of the same way on the planned day
    keeps it; several people reached on one day by one way are one contact.
    """
    came = {(way, day) for way, day in contacts if way in MINUTES and day < today}
    months: dict[date, Month] = {}
    for each in occurrences:
        if each.day >= today:
            continue
        month = _month(months, each.day)
        month.planned += 1
        month.moved += each.planned_for is not None
        if each.omitted:
            month.omitted += 1
        elif (each.way, each.day) in came:
            came.remove((each.way, each.day))
            month.kept += 1
        else:
            month.missed += 1
    for _way, day in came:
        _month(months, day).extra += 1
    return [months[first] for first in sorted(months, reverse=True)]


def _month(months: dict[date, Month], day: date) -> Month:
    first = day.replace(day=1)
    return months.setdefault(first, Month(first))


def _periods(per: Per, since: date, until: date) -> Iterator[tuple[date, date]]:
    """The calendar's periods that touch these days, each with its last day."""
    first = _begins(per, since)
    while first <= until:
        after = _next(per, first)
        yield first, after - timedelta(days=1)
        first = after


def _begins(per: Per, day: date) -> date:
    if per in _MONTHS:
        return date(day.year, (day.month - 1) // _MONTHS[per] * _MONTHS[per] + 1, 1)
    length = 7 if per is Per.WEEK else 14
    return day - timedelta(days=(day - A_MONDAY).days % length)


def _next(per: Per, first: date) -> date:
    if per not in _MONTHS:
        return first + timedelta(days=7 if per is Per.WEEK else 14)
    month = first.month - 1 + _MONTHS[per]
    return date(first.year + month // 12, month % 12 + 1, 1)


def _spread(beat: Beat, first: date, last: date) -> Iterator[tuple[str, date]]:
    """The days of one period, each with the key it keeps."""
    days = _days(beat, first, last)
    count = min(beat.times, len(days))
    line = content_hash([beat])[:12]
    for place in range(count):
        yield f"{line}-{first:%Y%m%d}-{place}", days[(2 * place + 1) * len(days) // (2 * count)]


def _days(beat: Beat, first: date, last: date) -> list[date]:
    wanted = {WEEKDAYS.index(day) for day in beat.days or WORKDAYS}
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() in wanted]
