"""Reserving, committing, reporting: against withdrawals, rivals and repeats."""

import asyncio
from datetime import timedelta

import pytest

from customer_space.gate.actions import (
    Happened,
    commit,
    commit_reservation,
    release,
    report,
    reserve,
    simulate,
)
from customer_space.gate.models import (
    Compliance,
    Decision,
    Permit,
    Reservation,
    ReservationState,
    Touch,
    TouchOutcome,
)
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish, pause, remove_wish, switch_off
from customer_space.preferences.models import Statement, SuppressionReason
from customer_space.preferences.suppressions import suppress
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from portal.clock import now, shifted
from portal.errors import Conflict, NotFound
from portal.live import Event
from tests.customer_space.gate_kept.conftest import next_weekday

ONCE_A_WEEK = Wish(topics=frozenset({"advice"}), at_most=1, per=Per.WEEK)
NO_MAIL = Wish(may=False, channels=frozenset({Way.EMAIL}))


async def test_of_a_hundred_that_ask_at_once_one_gets_the_place(world, rob, lea, about_ana, keys):
    await make_wish(ONCE_A_WEEK, by=world.ana)

    asks = [
        reserve(about_ana(), by=(rob, lea)[n % 2], keys=keys, accept_defer=False)
        for n in range(100)
    ]
    answers = await asyncio.gather(*asks)

    held = await Reservation.filter(state=ReservationState.HELD)
    allowed_to = {a.weighed.by.id for a in answers if a.allowed}
    assert len(held) == 1
    assert len(allowed_to) == 1
    waiting = [a.weighed.verdict for a in answers if a.weighed.by.id not in allowed_to]
    assert len(waiting) == 50
    assert {v.outcome for v in waiting} == {Outcome.DEFER}
    assert {v.headline.code for v in waiting} == {"person.cap"}
    assert all(v.may_open_earlier_at is not None for v in waiting)


async def test_of_a_hundred_commits_one_contact_happens(world, rob, lea, about_ana, keys):
    await make_wish(ONCE_A_WEEK, by=world.ana)

    answers = await asyncio.gather(
        *(commit(about_ana(), by=(rob, lea)[n % 2], keys=keys) for n in range(100))
    )

    assert sum(answer.allowed for answer in answers) == 1
    assert await Touch.all().count() == 1
    assert await Permit.all().count() == 1
    assert await Decision.all().count() == 100


async def test_no_contact_follows_a_withdrawal_that_came_first(world, rob, about_ana, keys):
    """Safety F12: twenty rounds, the withdrawal and the commit started together."""
    late = 0
    for _ in range(20):
        wish, answer = await asyncio.gather(
            make_wish(NO_MAIL, by=world.ana), commit(about_ana(), by=rob, keys=keys)
        )
        said = await said_at(wish)
        late += answer.allowed and answer.weighed.at > said
        again = await commit(about_ana(), by=rob, keys=keys)
        assert again.weighed.verdict.outcome is not Outcome.ALLOW
        await remove_wish(wish, by=world.ana)
    assert late == 0


async def said_at(wish_id):
    return (await Statement.filter(wish_id=wish_id).order_by("set_at").first()).set_at


@pytest.mark.parametrize("change", ["pause", "off", "no mail"])
async def test_what_ana_changes_after_a_hold_ends_the_hold(change, world, rob, about_ana, keys):
    kept = await reserve(about_ana(), by=rob, keys=keys)
    fine = await commit_reservation(kept.reservation.id, by=rob, keys=keys)
    assert fine.allowed
    assert fine.reservation.state is ReservationState.COMMITTED

    held = await reserve(about_ana(), by=rob, keys=keys)
    await {
        "pause": lambda: pause(None, by=world.ana),
        "off": lambda: switch_off(by=world.ana),
        "no mail": lambda: make_wish(NO_MAIL, by=world.ana),
    }[change]()
    refused = await commit_reservation(held.reservation.id, by=rob, keys=keys)

    assert not refused.allowed
    assert refused.permit is None
    assert refused.reservation.state is ReservationState.VOID
    assert await Touch.all().count() == 1


async def test_a_lapsed_hold_cannot_be_used_and_a_used_one_not_twice(world, rob, about_ana, keys):
    held = await reserve(about_ana(), by=rob, keys=keys)
    used = await reserve(about_ana(channel=Channel.PORTAL), by=rob, keys=keys)
    await commit_reservation(used.reservation.id, by=rob, keys=keys)

    with pytest.raises(Conflict):
        await commit_reservation(used.reservation.id, by=rob, keys=keys)
    with pytest.raises(Conflict):
        await commit_reservation(held.reservation.id, by=rob, keys=keys)
    with shifted(timedelta(hours=1)), pytest.raises(Conflict):
        await release(held.reservation.id, by=rob)


async def test_a_mail_does_not_use_up_the_call_that_rob_has_booked(world, rob, about_ana, keys):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    later = next_weekday(1, 10)
    call = await reserve(
        about_ana(channel=Channel.VOICE_LIVE, topic="visits", at=later), by=rob, keys=keys
    )
    other = await commit(about_ana(), by=rob, keys=keys)

    assert other.allowed
    assert (await Reservation.get(id=call.reservation.id)).state is ReservationState.HELD
    again = await reserve(about_ana(topic="visits"), by=rob, keys=keys)
    assert (await Reservation.get(id=call.reservation.id)).state is ReservationState.RELEASED
    used = await commit(about_ana(topic="visits"), by=rob, keys=keys)
    assert used.touch.reservation_id == again.reservation.id


async def test_only_who_holds_a_place_can_use_or_release_it(world, rob, lea, about_ana, keys):
    held = await reserve(about_ana(), by=rob, keys=keys)

    with pytest.raises(NotFound):
        await commit_reservation(held.reservation.id, by=lea, keys=keys)
    with pytest.raises(NotFound):
        await release(held.reservation.id, by=lea)
    given_back = await release(held.reservation.id, by=rob, reason="not needed")
    assert given_back.state is ReservationState.RELEASED


async def test_looking_writes_nothing(world, rob, about_ana, keys):
    before = [await model.all().count() for model in (Decision, Touch, Reservation, Permit, Event)]

    for _ in range(20):
        assert (await simulate(about_ana(), by=rob, keys=keys)).allowed
    looked = await simulate(about_ana(topic="news"), by=rob, keys=keys)

    after = [await model.all().count() for model in (Decision, Touch, Reservation, Permit, Event)]
    assert before == after
    held = await reserve(about_ana(topic="news"), by=rob, keys=keys)
    assert held.weighed.verdict.reasons == looked.weighed.verdict.reasons


async def test_a_call_is_booked_for_the_hours_ana_gave(world, rob, about_ana, keys):
    hours = Wish(channels=frozenset({Way.VOICE_LIVE}), hours=("09:00", "12:00"))
    await make_wish(hours, by=world.ana)
    evening = next_weekday(1, 19)

    booked = await reserve(
        about_ana(channel=Channel.VOICE_LIVE, at=evening), by=rob, keys=keys, accept_defer=True
    )

    assert booked.weighed.verdict.headline.code == "person.window"
    assert booked.reservation.slot_at == next_weekday(1, 9) + timedelta(days=1)


async def test_a_contact_nobody_asked_about_is_kept_and_counts(world, rob, about_ana, keys):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    await commit(about_ana(), by=rob, keys=keys)

    visit = about_ana(channel=Channel.VISIT)
    happened = Happened(TouchOutcome.REACHED, now(), external_id="calendar:1")
    first = await report(visit, by=rob, keys=keys, happened=happened)
    second = await report(visit, by=rob, keys=keys, happened=happened)

    assert first.touch.compliance is Compliance.UNASKED
    assert second.touch.id == first.touch.id
    assert await Touch.all().count() == 2
    assert not (await commit(about_ana(), by=rob, keys=keys)).allowed


async def test_an_erased_address_stays_out_of_reach(world, rob, about_ana, keys):
    asked = about_ana(person_id=None, account_id=None, address=" Lost+News@Example.COM ")
    unknown = await simulate(asked, by=rob, keys=keys)
    assert unknown.weighed.verdict.headline.code == "recipient.unknown"

    await suppress("lost@example.com", SuppressionReason.ERASURE, keys=keys)
    gone = await simulate(asked, by=rob, keys=keys)

    assert gone.weighed.verdict.headline.code == "suppressed.erasure"
    ana = about_ana(person_id=None, address="ana@acme.example")
    assert (await simulate(ana, by=rob, keys=keys)).allowed
