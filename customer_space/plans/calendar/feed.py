"""The plan's dates as iCalendar (RFC 5545), for calendars that subscribe."""

from datetime import UTC, datetime, tzinfo

from icalendar import Calendar, Event

from customer_space.plans.calendar.rules import Occurrence

LONGEST_ZONE = 3
"""Years of zone rules written out, round the dates of the feed."""


def feed(name: str, occurrences: list[Occurrence], zone: tzinfo, stamp: datetime) -> bytes:
    """A calendar of these dates at their local times; `stamp` is when it was made (UTC)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Parley//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in occurrences:
        calendar.add_component(_event(name, one, zone, stamp))
    years = [one.day.year for one in occurrences] or [stamp.year]
    calendar.add_missing_timezones(
        first_date=datetime(min(years) - 1, 1, 1, tzinfo=UTC).date(),
        last_date=datetime(max(years) + LONGEST_ZONE, 1, 1, tzinfo=UTC).date(),
    )
    content: bytes = calendar.to_ical()
    return content


def _event(name: str, one: Occurrence, zone: tzinfo, stamp: datetime) -> Event:
    starts = one.starts(zone).astimezone(zone)
    event = Event()
    event.add("uid", f"{one.key}@parley")
    event.add("dtstamp", stamp)
    event.add("dtstart", starts)
    event.add("duration", one.lasts)
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.omitted else "CONFIRMED")
    event.add("summary", f"{one.title}: {name}")
    event.add("description", one.words)
    return event
