"""Caps and gaps: month ends, clock changes, bookings ahead, and whom a cap counts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.rolling import RollingView
from customer_space.gate.rules.tally import tally
from customer_space.gate.rules.walltime import Duration, shift
from tests.customer_space.gate.asking import ask, at, touch

GATE = settings.get_profile("gate")


def cap(most: int, window: dict, **more) -> dict:
    return {"type": "cap", "max": most, "window": window, **more}


@pytest.mark.parametrize(
    ("touched", "asked", "opens"),
    [
        ("2027-01-31T15:00", "2027-02-27T15:00", "2027-02-28T15:00"),
        ("2027-01-28T15:00", "2027-02-28T14:59", "2027-02-28T15:00"),
        ("2028-01-30T15:00", "2028-02-29T14:00", "2028-02-29T15:00"),
        ("2027-03-31T14:00", "2027-04-30T13:00", "2027-04-30T14:00"),
    ],
)
def test_a_month_lasts_to_the_same_day_or_the_last_one(touched, asked, opens):
    rule = cap(1, {"rolling": "P1M"})
    answer = ask(asked, ana={"rules": [rule]}, world={"touches": [touch(touched)]})
    assert answer.next_at == at(opens)


def test_a_booking_at_the_end_of_february_leaves_the_last_of_january_open():
    booked = touch("2027-02-28T15:00", state="held")
    rule = cap(1, {"rolling": "P1M"})
    answer = ask("2027-01-30T16:00", ana={"rules": [rule]}, world={"touches": [booked]})
    assert (answer.outcome, answer.next_at) == (Outcome.DEFER, at("2027-01-31T05:00"))


def test_a_gap_keeps_its_distance_on_both_sides():
    rule = {"type": "gap", "min": "P2D"}
    world = {"touches": [touch("2027-02-12T15:00", state="held")]}
    assert ask("2027-02-10T15:00", ana={"rules": [rule]}, world=world).outcome is Outcome.ALLOW
    answer = ask("2027-02-10T15:01", ana={"rules": [rule]}, world=world)
    assert (answer.headline.code, answer.next_at) == ("person.gap", at("2027-02-14T15:00"))


def test_one_visit_heavier_than_the_limit_never_fits():
    answer = ask("2027-02-10T15:00", ana={"rules": [cap(2, {"calendar": "month"})]}, weight=3)
    assert (answer.outcome, answer.headline.code) == (Outcome.DENY, "cap.impossible")


def test_a_slot_never_lands_in_a_limit_that_begins_later_and_is_too_small():
    gap = {"type": "gap", "min": "P7D"}
    later = {"effective_from": "2027-02-16", "effective_to": "2027-02-25"}
    rules = [gap, cap(2, {"rolling": "PT24H"}, **later)]
    world = {"touches": [touch("2027-02-10T14:00")]}
    answer = ask("2027-02-10T15:00", ana={"rules": rules}, world=world, weight=3)
    assert (answer.outcome, answer.next_at) == (Outcome.DEFER, at("2027-02-25T00:00"))


def test_a_service_message_over_a_cap_that_names_it_goes_to_the_portal_or_waits():
    rule = cap(1, {"calendar": "day"}, classes=["service"], channels=["email"])
    world = {"touches": [touch("2027-02-10T14:00", **{"class": "service"})]}
    service = {"class": "service"}
    waiting = ask("2027-02-10T15:00", ana={"rules": [rule]}, world=world, **service)
    assert (waiting.outcome, waiting.next_at) == (Outcome.DEFER, at("2027-02-11T05:00"))
    with_portal = {"rules": [rule], "channel_order": ["portal"]}
    sent = ask("2027-02-10T15:00", ana=with_portal, world=world, **service)
    assert (sent.outcome, sent.next_at) == (Outcome.REDIRECT, at("2027-02-11T05:00"))


def test_a_lapsing_hold_of_another_rep_tells_when_it_may_open_earlier():
    held = touch("2027-02-10T16:00", state="held", expires="2027-02-10T15:10Z")
    rule = cap(1, {"rolling": "P7D"})
    answer = ask("2027-02-10T15:00", ana={"rules": [rule]}, world={"touches": [held]})
    assert answer.next_at == at("2027-02-17T16:00")
    assert answer.may_open_earlier_at == at("2027-02-10T15:10")
    planned = {**held, "expires": None}
    kept = ask("2027-02-10T15:00", ana={"rules": [rule]}, world={"touches": [planned]})
    assert kept.may_open_earlier_at is None


def test_the_first_of_several_holds_that_lapse_tells_when_it_may_open_earlier():
    soon = touch("2027-02-10T16:00", state="held", expires="2027-02-10T15:10Z")
    late = touch("2027-02-10T16:00", state="held", expires="2027-03-20T15:10Z")
    rule = cap(2, {"rolling": "P7D"})
    answer = ask("2027-02-10T15:00", ana={"rules": [rule]}, world={"touches": [soon, late]})
    assert answer.next_at == at("2027-02-17T16:00")
    assert answer.may_open_earlier_at == at("2027-02-10T15:10")
    full = ask("2027-02-10T15:00", ana={"rules": [rule]}, world={"touches": [late, late, soon]})
    assert full.may_open_earlier_at is None


def test_replies_and_what_came_in_do_not_count():
    rule = cap(1, {"rolling": "P7D"})
    answered = touch("2027-02-09T15:00", in_reply_to="t1")
    came_in = touch("2027-02-09T16:00", direction="in")
    world = {"touches": [answered, came_in]}
    answer = ask("2027-02-10T15:00", ana={"rules": [rule]}, world=world)
    assert answer.headline.params["n"] == "1"
    assert answer.outcome is Outcome.ALLOW


@GATE
@given(
    st.lists(st.tuples(st.integers(-8000, 8000), st.integers(1, 3)), max_size=12),
    st.integers(-6000, 6000),
    st.integers(0, 6),
    st.sampled_from((Duration(days=7), Duration(months=1), Duration(exact=timedelta(hours=24)))),
    st.sampled_from(("America/New_York", "Australia/Lord_Howe", "America/Havana")),
)
def test_room_appears_exactly_where_plain_counting_finds_it(touched, asked, room, length, tz):
    origin, step, zone = datetime(2027, 11, 7, 5, tzinfo=UTC), timedelta(minutes=10), ZoneInfo(tz)
    pairs = [(origin + n * step, weight) for n, weight in touched]
    ends = [(at, shift(at, length, zone), weight) for at, weight in pairs]
    start = origin + asked * step
    full = {at for at, _ in pairs if sum(w for t, end, w in ends if t <= at < end) > room}

    def used(moment):
        return sum(weight for at, end, weight in ends if at <= moment < end)

    def fits(moment):
        return used(moment) <= room and not any(
            moment < at < shift(moment, length, zone) for at in full
        )

    view = RollingView(tally(pairs), length, zone)
    slot = view.earliest(start, room)
    assert fits(slot)
    assert view.used(start) == used(start)
    assert not any(fits(start + n * step) for n in range(0, int((slot - start) / step), 23))
    assert slot == start or not fits(slot - timedelta(microseconds=1))
