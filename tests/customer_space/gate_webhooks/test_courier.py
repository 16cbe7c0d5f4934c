"""Messages reach a real HTTP server: signed, at least once, in order for each person."""

from datetime import timedelta

from auth.access import Scope
from auth.actions import make_client
from auth.models import Person, PersonState
from customer_space.gate.changes.actions import number_changes
from customer_space.gate.webhooks import queue
from customer_space.gate.webhooks.actions import (
    change_secret,
    make_endpoint,
    pause_endpoint,
    resume_endpoint,
    send_test,
    tell_again,
)
from customer_space.gate.webhooks.models import Delivery, DeliveryState, Endpoint
from customer_space.gate.webhooks.rules import PAUSES_S
from customer_space.preferences.actions import switch_off
from portal.clock import now, shifted
from tests.customer_space.gate_webhooks.conftest import (
    delivery_id,
    ids_of,
    is_signed,
    listening,
    until,
)


async def states_of(person, *states):
    for state in states:
        await Person.filter(id=person.person_id).update(state=state)


def told_of(said, person):
    return [
        each["data"]["state"] for each in said if each["data"]["person_id"] == str(person.person_id)
    ]


async def delivered(delivery):
    await until(lambda: Delivery.exists(id=delivery, state=DeliveryState.DELIVERED))


async def nobody_carries():
    """A clock that jumps over a lease would make two carriers."""
    await until(lambda: Endpoint.exists(leased_until=None))


async def test_a_mailing_tool_hears_at_once_that_ana_switched_everything_off(
    told, receiver, world, seal
):
    await switch_off(by=world.ana)

    [said] = await receiver.heard(1)
    headers, body = receiver.got[0]
    assert said["type"] == "preference.changed"
    assert said["data"]["said"] == "deny"
    assert said["data"]["person_id"] == str(world.ana.person_id)
    assert is_signed(headers, body, told.secret)
    assert not is_signed(headers, body + b" ", told.secret)
    assert told.secret not in told.endpoint.secret_sealed
    await delivered(delivery_id(headers["webhook-id"]))


async def test_both_secrets_are_valid_for_a_day_while_one_replaces_the_other(told, receiver, seal):
    fresh = await change_secret(told.endpoint.id, seal=seal)
    await send_test(told.endpoint.id)
    await receiver.heard(1)
    await delivered(delivery_id(ids_of(receiver)[0]))
    await nobody_carries()
    with shifted(timedelta(hours=25)):
        await send_test(told.endpoint.id)
        await receiver.heard(2)

    (first, body), (later, later_body) = receiver.got
    assert is_signed(first, body, told.secret)
    assert is_signed(first, body, fresh.secret)
    assert is_signed(later, later_body, fresh.secret)
    assert not is_signed(later, later_body, told.secret)


async def test_what_fails_is_tried_again_and_holds_back_only_the_same_person(told, receiver, world):
    ana = str(world.ana.person_id)
    receiver.answer = lambda said: (
        "500 Oh"
        if said["data"]["person_id"] == ana and len(told_of(receiver.said, world.ana)) == 1
        else "200 OK"
    )
    await states_of(world.ana, PersonState.RESTRICTED, PersonState.ACTIVE)
    await states_of(world.eve, PersonState.RESTRICTED, PersonState.ACTIVE)
    assert "active" not in told_of(await receiver.heard(3), world.ana)

    with shifted(timedelta(seconds=PAUSES_S[0] * 2)):
        said = await receiver.heard(5)

    assert told_of(said, world.ana) == ["restricted", "restricted", "active"]
    assert told_of(said, world.eve) == ["restricted", "active"]
    again = [
        id_ for id_, each in zip(ids_of(receiver), said, strict=True)
        if each["data"]["person_id"] == ana
    ]  # fmt: skip
    assert again[0] == again[1] != again[2]


async def test_after_the_last_try_it_is_given_up_and_an_admin_can_send_it_again(
    told, receiver, world
):
    receiver.answer = lambda _said: "500 Oh"
    await states_of(world.ana, PersonState.RESTRICTED)
    await receiver.heard(1)
    id_ = delivery_id(ids_of(receiver)[0])
    await until(lambda: Delivery.exists(id=id_, tries=1))
    await nobody_carries()
    await Delivery.filter(id=id_).update(tries=len(PAUSES_S))
    with shifted(timedelta(hours=1)):
        await receiver.heard(2)
        dead = await until(lambda: Delivery.get_or_none(id=id_, state=DeliveryState.DEAD))
        assert (dead.status, dead.answer) == (500, "noted")

        receiver.answer = lambda _said: "204 Fine"
        await tell_again(told.endpoint.id, id_)
        await receiver.heard(3)
    await delivered(id_)
    assert len(set(ids_of(receiver))) == 1


async def test_what_changed_before_an_endpoint_was_made_is_not_told_to_it(receiver, world, seal):
    await states_of(world.ana, PersonState.RESTRICTED)
    client, _ = await make_client("Mailing tool", [Scope.GATE_ASK])
    await make_endpoint(client.id, receiver.url, seal=seal)
    await states_of(world.eve, PersonState.RESTRICTED)

    [said] = await receiver.heard(1)
    assert said["data"]["person_id"] == str(world.eve.person_id)


async def test_one_slow_endpoint_delays_no_other(told, receiver, world, seal):
    receiver.slow = lambda _said: True
    client, _ = await make_client("Dialler", [Scope.GATE_ASK])
    async with listening() as quick:
        await make_endpoint(client.id, quick.url, seal=seal)
        await states_of(world.ana, PersonState.RESTRICTED)
        await receiver.heard(1)
        await states_of(world.eve, PersonState.RESTRICTED)
        await quick.heard(2)

    assert len(receiver.got) == 1


async def test_a_message_whose_carrier_died_on_the_way_is_told_again(told, receiver, world):
    """The lease ends by itself; the id is the same, so the receiver can drop what it has."""
    receiver.slow = lambda _said: len(receiver.got) == 1
    await states_of(world.ana, PersonState.RESTRICTED)
    await receiver.heard(1)

    with shifted(queue.LEASE + timedelta(seconds=1)):
        await receiver.heard(2)

    assert len(set(ids_of(receiver))) == 1


async def test_who_answers_gone_is_told_nothing_until_somebody_resumes_it(told, receiver, world):
    receiver.answer = lambda _said: "410 Gone"
    await states_of(world.ana, PersonState.RESTRICTED)
    await receiver.heard(1)
    await until(lambda: Endpoint.exists(paused_at__not_isnull=True))
    receiver.answer = lambda _said: "200 OK"
    await resume_endpoint(told.endpoint.id)

    assert told_of(await receiver.heard(2), world.ana) == ["restricted", "restricted"]


async def test_a_full_queue_keeps_the_oldest_and_tells_the_rest_as_one_gap(
    told, receiver, world, monkeypatch
):
    monkeypatch.setattr(queue, "MOST", 3)
    monkeypatch.setattr(queue, "ROOM_AFTER_GAP", 2)
    await pause_endpoint(told.endpoint.id)
    states = [PersonState.RESTRICTED, PersonState.ACTIVE] * 4
    await states_of(world.ana, *states)
    await number_changes()
    start = told.endpoint.reached
    await resume_endpoint(told.endpoint.id)

    said = await receiver.heard(4)
    changes = [each for each in said if each["type"] == "person.changed"]
    [gap] = [each for each in said if each["type"] == "changes.missed"]
    assert [each["data"]["number"] - start for each in changes] == [1, 2, 3]
    assert gap["data"] == {"after": start + 3, "until": start + 8}
    await states_of(world.eve, PersonState.RESTRICTED)
    assert (await receiver.heard(5))[4]["data"]["number"] == start + 9


async def test_an_endpoint_that_fails_for_three_days_is_paused_in_words(told, receiver, world):
    receiver.answer = lambda _said: "302 Found"
    await Endpoint.filter(id=told.endpoint.id).update(
        failing_since=now() - timedelta(days=3, minutes=1)
    )
    await states_of(world.ana, PersonState.RESTRICTED)
    kept = await until(lambda: Endpoint.get_or_none(paused_at__not_isnull=True))
    assert kept.paused_why == "It has taken nothing for three days."
