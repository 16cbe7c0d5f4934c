"""Caps by the calendar: each period to its last instant, and clocks put back over midnight."""

from zoneinfo import ZoneInfo

import pytest

from customer_space.gate.rules.caps import CalendarClock
from customer_space.gate.rules.statements import Period
from customer_space.gate.rules.tally import tally
from tests.customer_space.gate.asking import at

PARIS = ZoneInfo("Europe/Paris")
ST_JOHNS = ZoneInfo("America/St_Johns")


def once(period: Period, *touched: str, week_start: str = "mon") -> CalendarClock:
    """At most one contact a period, these among them."""
    return CalendarClock(1, period, week_start, 1, tally([(at(each), 1) for each in touched]))


@pytest.mark.parametrize(
    ("period", "touched", "last", "opens"),
    [
        (Period.DAY, "2027-02-10T12:00", "2027-02-10T22:59", "2027-02-10T23:00"),
        (Period.WEEK, "2027-02-10T12:00", "2027-02-14T22:59", "2027-02-14T23:00"),
        (Period.MONTH, "2027-02-10T12:00", "2027-02-28T22:59", "2027-02-28T23:00"),
        (Period.MONTH, "2027-12-10T12:00", "2027-12-31T22:59", "2027-12-31T23:00"),
        (Period.QUARTER, "2027-01-01T12:00", "2027-03-31T21:59", "2027-03-31T22:00"),
        (Period.QUARTER, "2027-04-10T12:00", "2027-06-30T21:59", "2027-06-30T22:00"),
        (Period.QUARTER, "2027-08-10T12:00", "2027-09-30T21:59", "2027-09-30T22:00"),
        (Period.QUARTER, "2027-10-10T12:00", "2027-12-31T22:59", "2027-12-31T23:00"),
        (Period.YEAR, "2027-01-01T12:00", "2027-12-31T22:59", "2027-12-31T23:00"),
        (Period.YEAR, "2026-12-31T23:00", "2027-12-31T22:59", "2027-12-31T23:00"),
    ],
)
def test_a_period_is_full_to_its_last_instant(period, touched, last, opens):
    clock = once(period, touched)
    assert clock.used(at(last), PARIS) == 1
    assert clock.used(at(opens), PARIS) == 0
    assert clock.earliest(at(last), PARIS) == at(opens)
    assert clock.earliest(at(touched), PARIS) == at(opens)
    assert clock.earliest(at(opens), PARIS) == at(opens)


@pytest.mark.parametrize(
    ("period", "touched", "before"),
    [
        (Period.WEEK, "2027-02-07T23:00", "2027-02-07T22:59"),
        (Period.MONTH, "2027-01-31T23:00", "2027-01-31T22:59"),
        (Period.QUARTER, "2027-03-31T22:00", "2027-03-31T21:59"),
        (Period.YEAR, "2026-12-31T23:00", "2026-12-31T22:59"),
    ],
)
def test_what_comes_in_the_next_period_does_not_count_in_this(period, touched, before):
    assert once(period, touched).used(at(before), PARIS) == 0
    assert once(period, touched).used(at(touched), PARIS) == 1


def test_a_week_starts_on_the_day_the_customer_says():
    sunday = once(Period.WEEK, "2027-02-10T12:00", week_start="sun")
    assert sunday.earliest(at("2027-02-12T12:00"), PARIS) == at("2027-02-13T23:00")
    assert sunday.used(at("2027-02-06T23:00"), PARIS) == 1
    assert sunday.used(at("2027-02-06T22:59"), PARIS) == 0


def test_a_clock_put_back_over_midnight_does_not_bring_the_old_day_back():
    """St. John's, 7 November 2010: at 00:01 clocks went back to 23:01 of the 6th."""
    clock = once(Period.DAY, "2010-11-07T02:30:30")
    shown_as_the_sixth = at("2010-11-07T02:45")
    assert clock.used(at("2010-11-07T02:29:59"), ST_JOHNS) == 0
    assert clock.used(shown_as_the_sixth, ST_JOHNS) == 1
    assert clock.earliest(shown_as_the_sixth, ST_JOHNS) == at("2010-11-08T03:30")
    month = once(Period.MONTH, "2010-11-07T02:30:30")
    assert month.used(shown_as_the_sixth, ST_JOHNS) == 1
