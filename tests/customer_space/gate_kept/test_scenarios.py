"""Scenarios over time, by their numbers in the gate's specification (4.19)."""

from datetime import timedelta

import pytest

from customer_space.gate.actions import Happened, commit_reservation, report, reserve
from customer_space.gate.changes.models import Change
from customer_space.gate.models import Decision, Reservation, ReservationState
from customer_space.gate.requests import Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish, pause, remove_wish
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from portal.clock import now, shifted
from tests.customer_space.gate_kept.conftest import next_weekday
from tests.customer_space.gate_kept.scenarios import SCENARIOS, names_of_all
from tests.customer_space.gate_kept.test_api import ask, question
from tests.customer_space.gate_kept.test_api_many import mailing_tool

__all__ = ["mailing_tool"]

ONE_CALL = Wish(channels=frozenset({Way.VOICE_LIVE}), at_most=1, per=Per.WEEK)
NEWS = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"news"}))


@pytest.mark.parametrize(("number", "tests"), SCENARIOS.items())
def test_every_scenario_has_its_tests(number, tests):
    assert set(tests) <= names_of_all(), number


async def test_s05_who_withdraws_a_yes_ends_what_was_held_on_it(world, rob, about_ana, keys):
    yes = await make_wish(NEWS, by=world.ana)
    held = await reserve(about_ana(topic="news"), by=rob, keys=keys)
    assert held.allowed
    await remove_wish(yes, by=world.ana)
    withdrawn = now()

    refused = await commit_reservation(held.reservation.id, by=rob, keys=keys)

    assert refused.weighed.verdict.outcome is not Outcome.ALLOW
    assert "consent.withdrawn" in [r["code"] for r in refused.decision.reasons]
    assert refused.reservation.state is ReservationState.VOID
    told = await Change.get(kind="reservation.void")
    assert told.data["reservation"] == str(held.reservation.id)
    assert told.at - withdrawn < timedelta(seconds=30)


async def test_s06_a_pause_ends_what_was_held_before_it(world, rob, about_ana, keys):
    held = await reserve(about_ana(), by=rob, keys=keys)
    await pause(None, by=world.ana)

    refused = await commit_reservation(held.reservation.id, by=rob, keys=keys)

    assert refused.decision.reasons[0]["code"] == "paused.open_ended"
    assert refused.reservation.state is ReservationState.VOID


@pytest.mark.parametrize("case", [(1, True), (26, False)], ids=["an hour", "a day"])
async def test_s07_a_call_made_a_day_late_is_decided_anew(case, world, rob, about_ana, keys):
    late, allowed = case
    lea = Asker.member(world.lea)
    await make_wish(ONE_CALL, by=world.ana)
    call = about_ana(channel=Channel.VOICE_LIVE, topic="visits", at=next_weekday(1, 10))
    booked = await reserve(call, by=rob, keys=keys)
    await Reservation.filter(id=booked.reservation.id).update(expires_at=None)
    slot = booked.reservation.slot_at

    with shifted(slot + timedelta(hours=late) - now()):
        unasked = about_ana(channel=Channel.VOICE_LIVE, topic="visits", at=now())
        await report(unasked, by=lea, keys=keys, happened=Happened(occurred_at=now()))
        used = await commit_reservation(booked.reservation.id, by=rob, keys=keys)

    assert used.allowed == allowed
    assert allowed or "person.cap" in [r["code"] for r in used.decision.reasons]


@pytest.mark.parametrize(
    "away", [timedelta(minutes=-6), timedelta(days=500)], ids=["six minutes ago", "500 days ahead"]
)
async def test_s24_nobody_reserves_in_the_past_or_beyond_the_horizon(away, mailing_tool, world):
    refused = await ask(mailing_tool, question(world, at=(now() + away).isoformat()))
    assert refused.status_code == 422
    assert await Decision.all().count() == 0
