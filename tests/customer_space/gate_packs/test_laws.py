"""What the law of each place says to a call, a text or a mail that nobody asked for."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.snapshot import Requirement
from tests.customer_space.gate.asking import at
from tests.customer_space.gate_packs.asking import YES, ask, call, in_place

PARIS = "Europe/Paris"
MIAMI = "America/New_York"


def codes(decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_the_french_yes_to_calls_is_needed_from_its_first_instant_on():
    ana = in_place("FR", tz=MIAMI)  # on a journey, where the afternoon goes on
    old = ask(ana, "2026-08-10T21:59:59Z")
    assert old.outcome is Outcome.ALLOW
    assert old.permit_until == at("2026-08-10T22:00")
    assert codes(ask(ana, "2026-08-10T22:00:00Z")) == ["consent.missing"]
    with_yes = in_place("FR", tz=MIAMI, consents=[YES])
    assert ask(with_yes, "2026-08-10T22:00:00Z").outcome is Outcome.ALLOW


def test_a_law_that_ends_asks_for_nothing_from_its_last_instant_on():
    until = at("2027-02-10T15:00")
    asked = Requirement(MessageClass.MARKETING, Channel.VOICE_LIVE, valid_until=until)
    ana = replace(in_place("US", "US-CA", tz=MIAMI), requires=(asked,))
    assert codes(ask(ana, "2027-02-10T14:59:59Z")) == ["consent.missing"]
    assert ask(ana, "2027-02-10T15:00Z").outcome is Outcome.ALLOW


def test_a_call_that_waits_beyond_the_switch_is_judged_by_the_new_law():
    decision = ask(in_place("FR", tz=PARIS), "2026-08-10T18:30:00Z")
    assert decision.outcome is Outcome.DENY
    assert codes(decision) == ["consent.missing_by_slot", "law.window"]
    with_yes = ask(in_place("FR", tz=PARIS, consents=[YES]), "2026-08-10T18:30:00Z")
    assert (with_yes.outcome, with_yes.next_at) == (Outcome.DEFER, at("2026-08-11T08:00"))


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2027-02-10T07:59Z", "2027-02-10T09:00"),
        ("2027-02-10T12:00Z", "2027-02-10T13:00"),
        ("2027-02-10T19:00Z", "2027-02-11T09:00"),
        ("2027-02-12T19:00Z", "2027-02-15T09:00"),
        ("2027-07-14T09:00Z", "2027-07-15T08:00"),
        ("2027-05-17T09:00Z", "2027-05-18T08:00"),
    ],
    ids=["before ten", "at noon", "after eight", "the week-end", "14 July", "Whit Monday"],
)
def test_french_hours_have_a_pause_at_noon_and_leave_out_free_days(asked, opens):
    decision = ask(in_place("FR", tz=PARIS, consents=[YES]), asked)
    assert (decision.outcome, decision.next_at) == (Outcome.DEFER, at(opens))
    assert ask(in_place("FR", tz=PARIS, consents=[YES]), f"{opens}Z").outcome is Outcome.ALLOW


def test_the_fifth_french_call_in_thirty_days_waits():
    days = ("2027-02-01", "2027-02-02", "2027-02-03", "2027-02-04")
    touches = [call(f"{day}T10:00Z", topic=f"offer {day}") for day in days]
    ana = in_place("FR", tz=PARIS, consents=[YES], touches=touches)
    decision = ask(ana, "2027-02-05T10:00Z")
    assert codes(decision) == ["law.cap"]
    assert decision.next_at == at("2027-03-03T10:00")
    three = in_place("FR", tz=PARIS, consents=[YES], touches=touches[1:])
    assert ask(three, "2027-02-05T10:00Z").outcome is Outcome.ALLOW


def test_florida_allows_three_calls_in_24_hours_on_the_same_subject():
    touches = [call(f"2027-02-10T{hour}:00Z") for hour in (14, 15, 16)]
    ana = in_place("US", "US-FL", tz=MIAMI, touches=touches)
    decision = ask(ana, "2027-02-10T17:00Z")
    assert codes(decision) == ["law.cap"]
    assert decision.next_at == at("2027-02-11T14:00")
    assert ask(ana, "2027-02-10T17:00Z", topic="something else").outcome is Outcome.ALLOW
    assert ask(in_place("US", "US-CA", tz=MIAMI, touches=touches), "2027-02-10T17:00Z").outcome is (
        Outcome.ALLOW
    )


@pytest.mark.parametrize(
    ("region", "tz", "latest", "shut"),
    [
        ("US-FL", MIAMI, "2027-02-11T00:59:59Z", "2027-02-11T01:00Z"),
        ("US-OK", "America/Chicago", "2027-02-11T01:59:59Z", "2027-02-11T02:00Z"),
        ("US-TX", "America/Chicago", "2027-02-11T02:59:59Z", "2027-02-11T03:00Z"),
        ("US-CA", "America/Los_Angeles", "2027-02-11T04:59:59Z", "2027-02-11T05:00Z"),
        (None, MIAMI, "2027-02-11T00:59:59Z", "2027-02-11T01:00Z"),
        (None, "America/Denver", "2027-02-11T02:59:59Z", "2027-02-11T03:00Z"),
    ],
    ids=["Florida", "Oklahoma", "Texas", "California", "the east, state unknown", "mountains"],
)
def test_american_evenings_begin_where_the_strictest_possible_state_says(region, tz, latest, shut):
    ana = in_place("US", region, tz=tz)
    open_ = ask(ana, latest)
    assert open_.outcome is Outcome.ALLOW
    assert ask(ana, shut).outcome is Outcome.DEFER


def test_texas_sundays_begin_at_noon():
    ana = in_place("US", "US-TX", tz="America/Chicago")
    assert ask(ana, "2027-02-14T16:00Z").next_at == at("2027-02-14T18:00")
    assert ask(ana, "2027-02-13T16:00Z").outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("country", "tz", "channel", "asked"),
    [
        ("DE", "Europe/Berlin", "voice", True),
        ("DE", "Europe/Berlin", "voice_auto", True),
        ("GB", "Europe/London", "voice", False),
        ("GB", "Europe/London", "voice_auto", True),
        ("US", MIAMI, "voice", False),
        ("US", MIAMI, "sms", True),
        ("US", MIAMI, "email", False),
        ("CA", "America/Toronto", "email", True),
        ("CA", "America/Toronto", "voice", False),
        ("IN", "Asia/Kolkata", "voice", True),
        ("PT", "Europe/Lisbon", "email", True),
        (None, "Europe/Lisbon", "voice", True),
    ],
)
def test_a_yes_is_needed_where_the_law_asks_for_one(country, tz, channel, asked):
    decision = ask(in_place(country, tz=tz), "2027-02-10T15:00Z", channel=channel)
    assert ("consent.missing" in codes(decision)) is asked
    yes = {"person": "ana", "given": "2025-01-01"}
    granted = ask(in_place(country, tz=tz, consents=[yes]), "2027-02-10T15:00Z", channel=channel)
    assert granted.outcome is Outcome.ALLOW


def test_nobody_is_asked_for_a_yes_to_what_they_ordered():
    for country in ("DE", "FR", "GB", "US", "CA", "IN", None):
        ana = in_place(country, tz="Europe/London")
        assert ask(ana, "2027-02-10T15:00Z", **{"class": "service"}).outcome is Outcome.ALLOW


def test_indian_hours_are_from_ten_to_nine():
    ana = in_place("IN", tz="Asia/Kolkata", consents=[YES])
    assert ask(ana, "2027-02-10T04:29Z").next_at == at("2027-02-10T04:30")
    assert ask(ana, "2027-02-10T15:29Z").outcome is Outcome.ALLOW
    assert ask(ana, "2027-02-10T15:30Z").next_at == at("2027-02-11T04:30")


def test_canadian_week_ends_are_shorter():
    ana = in_place("CA", tz="America/Toronto")
    assert ask(ana, "2027-02-13T23:00Z").next_at == at("2027-02-14T15:00")
    assert ask(ana, "2027-02-12T23:00Z").outcome is Outcome.ALLOW


@pytest.mark.parametrize(("zone", "midnight"), [(PARIS, "22:00"), ("Asia/Kolkata", "18:30")])
def test_a_minor_comes_of_age_at_local_midnight(zone, midnight):
    ana = in_place("US", tz=zone)
    born = replace(ana.persons["ana"], minor=True, minor_until=date(2027, 5, 4))
    ana = replace(ana, persons={"ana": born})
    before = datetime.fromisoformat(f"2027-05-03T{midnight}Z") - timedelta(seconds=1)
    mail = {"channel": "email"}
    assert codes(ask(ana, before.isoformat(), **mail)) == ["recipient.minor"]
    assert ask(ana, f"2027-05-03T{midnight}Z", **mail).outcome is Outcome.ALLOW
    ordered = ask(ana, before.isoformat(), **mail | {"class": "service"})
    assert ordered.outcome is Outcome.ALLOW
