"""Queueing for a place with Ana, and the offer when one is given back: S04 and S26."""

from datetime import timedelta

import pytest

from customer_space.gate.actions import commit, commit_reservation, release, reserve
from customer_space.gate.changes.models import Change
from customer_space.gate.models import Reservation, ReservationState
from customer_space.gate.rules.channels import Channel
from customer_space.gate.waiting.actions import OFFER, offer_next
from customer_space.gate.waiting.models import Claim, ClaimState
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from portal.clock import shifted
from portal.errors import Conflict
from portal.outbox import Job

ONCE_A_WEEK = Wish(topics=frozenset({"advice"}), at_most=1, per=Per.WEEK)
FOUR_A_MONTH = Wish(topics=frozenset({"advice"}), at_most=4, per=Per.MONTH)


async def offer(world, keys):
    """The place that is held once it was offered, by us or by the worker that was faster."""
    await offer_next(world.ana.person_id, keys)
    return await Reservation.get(state=ReservationState.HELD)


async def test_s04_when_a_hold_lapses_the_waiter_is_offered_the_place(
    world, rob, lea, about_ana, keys
):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    first = await reserve(about_ana(), by=rob, keys=keys)
    waiting = await reserve(about_ana(), by=lea, keys=keys, wait=0)
    assert waiting.claim is not None
    assert await offer_next(world.ana.person_id, keys) is None
    assert await Job.filter(kind=OFFER).exists()

    with shifted(timedelta(minutes=31)):
        offered = await offer(world, keys)
        assert (offered.owner_sender, offered.state) == (lea.id, ReservationState.HELD)
        assert offered.expires_at - offered.held_at == timedelta(minutes=15)
        with pytest.raises(Conflict):
            await commit_reservation(first.reservation.id, by=rob, keys=keys)
        assert (await Reservation.get(id=offered.id)).state is ReservationState.HELD
        told = await Change.get(kind="offer.made")
        assert (told.sender, told.data["reservation"]) == (lea.id, str(offered.id))
        taken = await reserve(about_ana(), by=lea, keys=keys)
        assert taken.allowed
        assert (await Claim.get(id=waiting.claim.id)).state is ClaimState.TAKEN
        assert not (await reserve(about_ana(), by=rob, keys=keys)).allowed


async def test_s26_a_yields_to_b_who_waits_and_may_have_what_b_lets_lapse(
    world, rob, lea, about_ana, keys
):
    await make_wish(FOUR_A_MONTH, by=world.ana)
    for _ in range(2):
        assert (await commit(about_ana(), by=rob, keys=keys)).allowed
    await Claim.create(
        person_id=world.ana.person_id,
        account_id=world.acme.id,
        sender=lea.id,
        sender_kind=lea.kind,
        sender_name=lea.name,
        channel=Channel.EMAIL,
        topic="advice",
        message_class="relationship",
        weight=1,
        since=about_ana().at,
        until=about_ana().at + timedelta(days=5),
    )

    yielding = await reserve(about_ana(), by=rob, keys=keys)
    assert yielding.weighed.verdict.headline.code == "share.yield"
    assert yielding.weighed.words["short"].startswith("Others are waiting for this place")
    assert (await offer(world, keys)).owner_sender == lea.id

    with shifted(timedelta(minutes=16)):
        assert await offer_next(world.ana.person_id, keys) is None
        assert (await Claim.all().get()).state is ClaimState.EXPIRED
        assert (await reserve(about_ana(), by=rob, keys=keys)).allowed


async def test_a_place_given_back_goes_to_the_first_in_the_queue(world, rob, lea, about_ana, keys):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    held = await reserve(about_ana(), by=rob, keys=keys)
    pia = type(rob)(str(world.pia.person_id), "rep", "Pia")
    await reserve(about_ana(), by=lea, keys=keys, wait=0)
    urgent = await reserve(about_ana(), by=pia, keys=keys, wait=5)
    again = await reserve(about_ana(), by=pia, keys=keys, wait=5)
    assert again.claim.id == urgent.claim.id

    await release(held.reservation.id, by=rob)

    assert (await offer(world, keys)).owner_sender == pia.id
    assert await offer_next(world.ana.person_id, keys) is None


async def test_waiting_helps_only_against_limits(world, rob, about_ana, keys):
    refused = await reserve(about_ana(topic="offers"), by=rob, keys=keys, wait=0)
    assert not refused.allowed
    assert refused.claim is None
    free = await reserve(about_ana(), by=rob, keys=keys, wait=0)
    assert free.allowed
    assert await Claim.all().count() == 0
