"""Which days a rhythm makes, and what calendars read of them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from customer_space.plans.calendar.feed import feed
from customer_space.plans.calendar.rules import Month, kept, planned, why_not
from customer_space.plans.rules import WEEKDAYS, Beat, Per, Way

LISBON = ZoneInfo("Europe/Lisbon")
TUESDAYS = Beat(Way.CALL, 1, Per.FORTNIGHT, days=("tue",), opens="09:00", closes="12:00")
STAMP = datetime(2026, 1, 1, tzinfo=UTC)

beats = st.builds(
    Beat,
    way=st.sampled_from(list(Way)),
    times=st.integers(0, 9),
    per=st.sampled_from(list(Per)),
    days=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple),
)
days = st.dates(date(2025, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("beat", "expected"),
    [
        (TUESDAYS, ["2026-03-03", "2026-03-17", "2026-03-31"]),
        (Beat(Way.CALL, 2, Per.WEEK, days=("tue", "thu")),
         ["2026-03-03", "2026-03-05", "2026-03-10", "2026-03-12", "2026-03-17", "2026-03-19",
          "2026-03-24", "2026-03-26", "2026-03-31"]),
        (Beat(Way.VISIT, 1, Per.MONTH), ["2026-03-17"]),
        (Beat(Way.VISIT, 1, Per.QUARTER, days=("wed",)), []),
        (Beat(Way.EMAIL, 1, Per.WEEK), []),
        (Beat(Way.CALL, 0, Per.WEEK), []),
    ],
)  # fmt: skip
def test_the_days_of_a_march(beat, expected):
    found = planned(beat, date(2026, 3, 1), date(2026, 3, 31))

    assert [str(one.day) for one in found] == expected


@given(beats, days, st.integers(0, 400))
def test_never_more_than_was_agreed_and_only_on_its_weekdays(beat, since, length):
    found = planned(beat, since, since + timedelta(days=length))

    for _period, group in groupby(found, key=lambda one: one.first):
        same = list(group)
        assert len(same) <= beat.times
        assert len({one.day for one in same}) == len(same)
    assert all(one.first <= one.day <= one.last for one in found)
    assert all(WEEKDAYS[one.day.weekday()] in (beat.days or WEEKDAYS[:5]) for one in found)
    assert len({one.key for one in found}) == len(found)


@given(beats, days, st.integers(0, 200), st.integers(0, 200))
def test_looking_at_it_in_two_parts_finds_the_same(beat, since, first, second):
    middle, end = since + timedelta(days=first), since + timedelta(days=first + second + 1)

    parts = planned(beat, since, middle) + planned(beat, middle + timedelta(days=1), end)

    assert parts == planned(beat, since, end)


@pytest.mark.parametrize(
    ("day", "opens", "instant"),
    [
        ("2026-03-28", "09:00", "2026-03-28T09:00"),  # winter time in Lisbon is UTC
        ("2026-03-29", "09:00", "2026-03-29T08:00"),  # the clock went forward at 1:00
        ("2026-03-29", "01:30", "2026-03-29T01:30"),  # an hour that was skipped: as before it
        ("2026-10-24", "09:00", "2026-10-24T08:00"),
        ("2026-10-25", "01:30", "2026-10-25T00:30"),  # an hour that came twice: the first
        ("2026-10-25", "09:00", "2026-10-25T09:00"),
    ],
)
def test_an_hour_is_the_customers_hour_on_both_sides_of_a_clock_change(day, opens, instant):
    [one, *_] = planned(TUESDAYS, date(2026, 3, 1), date(2026, 3, 31))

    moved = one.changed(day=date.fromisoformat(day), opens=opens, sequence=1)

    assert moved.starts(LISBON) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_calendars_read_the_same_instants_over_both_clock_changes():
    found = planned(TUESDAYS, date(2026, 1, 1), date(2026, 12, 31))
    found[3] = found[3].changed(day=found[3].day, opens="11:15", sequence=2, by="Ana")
    found[5] = found[5].changed(day=None, opens="", sequence=1)

    calendar = Calendar.from_ical(feed("Acme <Corp>; Ltd, one", found, LISBON, STAMP))
    events = recurring_ical_events.of(calendar).between((2026, 1, 1), (2027, 1, 1))

    read = {str(e["uid"]): e for e in events}
    assert len(read) == len(found) == 26
    for one in found:
        event = read[f"{one.key}@parley"]
        assert event["dtstart"].dt.astimezone(UTC) == one.starts(LISBON)
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=30)
        assert event["sequence"] == one.sequence
        assert event["status"] == ("CANCELLED" if one.omitted else "CONFIRMED")
    assert {e["dtstart"].dt.astimezone(LISBON).time() for e in events} == {time(9), time(11, 15)}
    assert {e["dtstart"].dt.utcoffset() for e in events} == {timedelta(0), timedelta(hours=1)}
    assert str(events[0]["summary"]) == "Call: Acme <Corp>; Ltd, one"


def test_a_feed_is_what_rfc_5545_asks_for():
    text = feed("Acme", planned(TUESDAYS, date(2026, 1, 1), date(2026, 2, 1)), LISBON, STAMP)

    assert all(line.endswith(b"\r") for line in text.split(b"\n")[:-1])
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    calendar = Calendar.from_ical(text)
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//Parley//Plan//EN")
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Lisbon"]
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY"} <= set(event)
        assert event["dtstart"].params["TZID"] == "Europe/Lisbon"
        assert not event.errors
    assert Calendar.from_ical(feed("Empty", [], LISBON, STAMP)).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("to", "today", "reason"),
    [
        ("2026-03-12", "2026-03-01", ""),
        ("2026-03-22", "2026-03-01", ""),
        ("2026-03-23", "2026-03-01", "stay between 9 March 2026 and 22 March 2026"),
        ("2026-03-08", "2026-03-01", "stay between"),
        ("2026-03-09", "2026-03-10", "still to come"),
        ("2026-03-12", "2026-03-11", "has passed"),
    ],
)
def test_a_date_moves_within_its_own_period(to, today, reason):
    [one, *_] = planned(TUESDAYS, date(2026, 3, 9), date(2026, 3, 31))
    one = one.changed(day=date(2026, 3, 10), opens="", sequence=1)

    words = why_not(one, date.fromisoformat(to), date.fromisoformat(today))

    assert reason in words
    assert bool(words) == bool(reason)


def test_planned_against_kept_is_counted_by_month():
    calls = planned(Beat(Way.CALL, 1, Per.WEEK, days=("tue",)), date(2026, 3, 1), date(2026, 4, 30))
    calls[1] = calls[1].changed(day=date(2026, 3, 12), opens="", sequence=1)
    calls[2] = calls[2].changed(day=None, opens="", sequence=1)
    contacts = [
        (Way.CALL, date(2026, 3, 3)),
        (Way.CALL, date(2026, 3, 3)),  # two people in one call
        (Way.CALL, date(2026, 3, 12)),
        (Way.VISIT, date(2026, 3, 24)),
        (Way.EMAIL, date(2026, 3, 24)),
    ]

    april, march = kept(calls, contacts, today=date(2026, 4, 8))

    assert march == Month(
        date(2026, 3, 1), planned=5, kept=2, moved=1, omitted=1, missed=2, extra=1
    )
    assert april == Month(date(2026, 4, 1), planned=1, missed=1)
