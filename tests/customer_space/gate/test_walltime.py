"""Wall time around clock changes, and durations over them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from customer_space.gate.rules.walltime import Duration, Prefer, duration, resolve, shift
from tests.customer_space.gate.asking import ask, at

NEW_YORK = "America/New_York"
LORD_HOWE = "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("zone", "wall", "prefer", "expected"),
    [
        (NEW_YORK, "2027-02-10T08:00", Prefer.FIRST, "2027-02-10T13:00"),
        (NEW_YORK, "2027-02-10T08:00", Prefer.LAST, "2027-02-10T13:00"),
        (NEW_YORK, "2027-03-14T02:30", Prefer.FIRST, "2027-03-14T07:00"),
        (NEW_YORK, "2027-03-14T02:30", Prefer.LAST, "2027-03-14T07:00"),
        (NEW_YORK, "2027-11-07T01:30", Prefer.FIRST, "2027-11-07T05:30"),
        (NEW_YORK, "2027-11-07T01:30", Prefer.LAST, "2027-11-07T06:30"),
        (LORD_HOWE, "2027-04-04T01:45", Prefer.FIRST, "2027-04-03T14:45"),
        (LORD_HOWE, "2027-04-04T01:45", Prefer.LAST, "2027-04-03T15:15"),
        (LORD_HOWE, "2027-10-03T02:15", Prefer.FIRST, "2027-10-02T15:30"),
        ("America/Havana", "2027-11-07T00:00", Prefer.FIRST, "2027-11-07T04:00"),
        ("America/Havana", "2027-11-07T00:00", Prefer.LAST, "2027-11-07T05:00"),
        ("Pacific/Apia", "2011-12-30T12:00", Prefer.FIRST, "2011-12-30T10:00"),
    ],
)
def test_a_missing_time_is_the_jump_and_a_double_one_is_as_preferred(zone, wall, prefer, expected):
    assert resolve(datetime.fromisoformat(wall), ZoneInfo(zone), prefer) == at(expected)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2027-03-08T15:00", "P7D", "2027-03-15T14:00"),
        ("2027-03-08T15:00", "PT168H", "2027-03-15T15:00"),
        ("2027-10-31T05:30", "P7D", "2027-11-07T06:30"),
        ("2027-01-31T15:00", "P1M", "2027-02-28T15:00"),
        ("2028-01-31T15:00", "P1M", "2028-02-29T15:00"),
        ("2027-12-31T15:00", "P2M", "2028-02-29T15:00"),
        ("2027-02-28T15:00", "P1Y", "2028-02-28T15:00"),
        ("2027-02-10T15:00", "P1W", "2027-02-17T15:00"),
        ("2027-03-13T07:30", "P1D", "2027-03-14T07:00"),
    ],
)
def test_days_and_months_keep_the_wall_clock_and_hours_do_not(start, length, expected):
    assert shift(at(start), duration(length), ZoneInfo(NEW_YORK)) == at(expected)


def test_durations_are_read_and_nonsense_is_refused():
    assert duration("P1Y2M") == Duration(months=14)
    assert duration("P2W1DT90M") == Duration(days=15, exact=timedelta(minutes=90))
    for nonsense in ("P", "7D", "PT", "P-1D", "P1H", ""):
        with pytest.raises(ValueError, match="not a duration"):
            duration(nonsense)


@pytest.mark.parametrize(
    ("tz", "rule", "asked", "opens"),
    [
        (NEW_YORK, ("01:30", "01:45"), "2027-11-07T05:30", "2027-11-07T06:45"),
        (NEW_YORK, ("02:10", "02:50"), "2027-03-14T07:00", None),
        (LORD_HOWE, ("22:00", "01:45"), "2027-04-03T14:50", "2027-04-03T15:15"),
        (LORD_HOWE, ("02:15", "06:00"), "2027-10-02T15:30", "2027-10-02T19:00"),
        (NEW_YORK, ("00:00", "24:00"), "2027-11-06T04:00", "2027-11-07T04:00"),
    ],
)
def test_ana_has_the_longer_quiet_when_clocks_change(tz, rule, asked, opens):
    quiet = {"type": "quiet", "from": rule[0], "to": rule[1]}
    if rule[1] == "24:00":
        quiet["days"] = ["sat"]
    answer = ask(asked, ana={"tz": tz, "rules": [quiet]})
    assert answer.next_at == (at(opens) if opens else None)


def test_a_window_between_the_two_readings_of_a_double_hour_stays_shut():
    window = {"type": "window", "from": "01:15", "to": "01:45"}
    answer = ask("2027-11-07T05:20", ana={"rules": [window]})
    assert answer.next_at == at("2027-11-08T06:15")


def test_anas_journey_moves_her_quiet_hours_with_her():
    quiet = {"type": "quiet", "from": "21:00", "to": "08:00"}
    trip = {"from": "2027-02-10T00:00Z", "until": "2027-02-11T12:00Z", "tz": "Asia/Tokyo"}
    answer = ask("2027-02-10T15:00", ana={"rules": [quiet], "travel": [trip]})
    assert (answer.zones, answer.next_at) == (("Asia/Tokyo",), at("2027-02-10T23:00"))
    back = ask("2027-02-11T12:00", ana={"rules": [quiet], "travel": [trip]})
    assert (back.zones, back.next_at) == (("America/New_York",), at("2027-02-11T13:00"))


@pytest.mark.parametrize("minutes", [1, 7, 13, 29, 30, 45, 59])
@pytest.mark.parametrize(
    ("zone", "gap"),
    [
        ("America/New_York", "2027-03-14T02:00"),
        ("Europe/Paris", "2027-03-28T02:00"),
        ("America/Havana", "2027-03-14T00:00"),
        ("Pacific/Apia", "2011-12-30T12:00"),
    ],
)
def test_a_missing_time_is_the_very_second_at_which_clocks_jump(zone, gap, minutes):
    there = ZoneInfo(zone)
    found = resolve(datetime.fromisoformat(gap) + timedelta(minutes=minutes), there, Prefer.FIRST)
    before = (found - timedelta(seconds=1)).astimezone(there)
    assert before.utcoffset() != found.astimezone(there).utcoffset()
