"""The socket of a space, as its members use it."""

import asyncio
import uuid

from auth.models import Session
from auth.sessions import end_session
from collaboration import standing
from collaboration.chat import actions
from collaboration.chat.models import Message
from customer_space.accounts.actions import remove_member
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Role
from portal.database import rows
from portal.live import number_of


async def test_ana_writes_and_rob_reads_it_with_her_name_and_side(sit, world):
    ana, rob = await sit("ana"), await sit("rob")
    number = rob.greeting["number"]

    id_ = await ana.write("Could we start at seven?")

    ack = await ana.next("ack")
    [event] = await rob.events(1)
    assert ack == {"type": "ack", "id": id_, "number": number + 1}
    assert event["number"] == number + 1
    assert event["kind"] == "chat.message_posted"
    assert event["subject"]["id"] == id_
    assert event["subject"]["text"] == "Could we start at seven?"
    assert event["subject"]["author"] == {
        "id": str(world.ana.id), "name": "Ana Silva", "side": "customer",
    }  # fmt: skip


async def test_hello_says_who_you_are(sit, world):
    assert (await sit("pia")).greeting["you"] == {
        "id": str(world.pia.id),
        "name": "Pia Holm",
        "side": "partner",
    }


async def test_an_acknowledged_message_is_committed(sit, world):
    ana = await sit("ana")
    id_ = await ana.write("Kept?")
    ack = await ana.next("ack")
    kept = await Message.get(id=id_)
    assert (kept.text, kept.number) == ("Kept?", ack["number"])


async def test_rob_in_a_browser_gets_markup_to_swap_in(sit, world):
    rob, ana = await sit("rob", form="html"), await sit("ana")
    id_ = await ana.write("a <b>bold</b> word")
    [event] = await rob.events(1)
    assert "subject" not in event
    assert event["content"].startswith('<div hx-swap-oob="beforeend:#chat_messages"><li ')
    assert f'id="message_{id_}"' in event["content"]
    assert "a &lt;b&gt;bold&lt;/b&gt; word" in event["content"]


async def test_carl_comes_back_and_hears_what_came_since_once_and_in_order(sit, world):
    start = await number_of(world.acme.topic)
    for n in range(130):  # more than a page of the log
        await actions.post(f"word {n}", id=uuid.uuid4(), by=world.rob)

    carl = await sit("carl", since=start)

    assert carl.greeting["number"] == start
    events = await carl.events(130)
    assert [event["number"] for event in events] == list(range(start + 1, start + 131))
    assert [event["subject"]["text"] for event in events] == [f"word {n}" for n in range(130)]
    await carl.hears_nothing("event")


async def test_nothing_is_lost_or_doubled_between_the_log_and_the_live_news(sit, world):
    start = await number_of(world.acme.topic)

    async def write_all() -> None:
        for n in range(120):
            await actions.post(f"word {n}", id=uuid.uuid4(), by=world.rob)

    writing = asyncio.create_task(write_all())
    seats = []
    for _ in range(8):
        await asyncio.sleep(0.02)
        seats.append(await sit("carl", since=start))
    await writing
    for seat in seats:
        numbers = [event["number"] for event in await seat.events(120)]
        assert numbers == list(range(start + 1, start + 121))


async def test_who_gives_no_number_hears_only_what_is_new(sit, world):
    await actions.post("before", id=uuid.uuid4(), by=world.rob)
    carl = await sit("carl")
    await actions.post("after", id=uuid.uuid4(), by=world.rob)
    assert (await carl.next("event"))["subject"]["text"] == "after"


async def test_a_message_sent_twice_is_one_message(sit, world):
    ana = await sit("ana")
    id_ = uuid.uuid4()
    await ana.write("once", id_=id_)
    await ana.write("once", id_=id_)
    first, second = await ana.next("ack"), await ana.next("ack")
    assert first == second
    assert await Message.filter(id=id_).count() == 1


async def test_signing_out_closes_the_socket_within_a_second(sit, world):
    ana = await sit("ana")
    await end_session(await Session.get(person_id=world.ana.person_id))
    assert await ana.close_code(within_s=1) == 4401


async def test_signing_out_elsewhere_closes_the_socket_even_if_the_wake_up_is_lost(sit, world):
    ana = await sit("ana")
    session = await Session.get(person_id=world.ana.person_id)
    session_topic = f"session:{session.id}"
    await Session.filter(id=session.id).update(ended_at=session.started_at)
    await rows("insert into topic (name, number) values ($1, 1)", session_topic)
    await rows(
        "insert into event (topic, number, kind, subject, at) "
        "values ($1, 1, 'auth.session_ended', $2, now())", session_topic, session.id,
    )  # fmt: skip
    assert await ana.close_code(within_s=2.5) == 4401


async def test_a_seat_that_ends_closes_its_socket_and_no_other(sit, world):
    carl, ana = await sit("carl"), await sit("ana")
    await remove_member(world.carl, by=world.ana)
    assert await carl.close_code(within_s=1) == 1008
    assert (await ana.next("event"))["kind"] == "accounts.member_left"
    await ana.write("Still here")
    await ana.next("ack")


async def test_a_role_that_changed_is_noticed(sit, world, live):
    carl = await sit("carl")
    await Member.filter(id=world.carl.id).update(role=Role.PARTNER)
    await standing.check(live.hub.everybody())
    assert await carl.close_code(within_s=1) == 1008


async def test_rob_sees_that_ana_is_writing_and_she_does_not(sit, world):
    ana, rob = await sit("ana"), await sit("rob")
    await ana.next("presence")
    await rob.next("presence")
    await asyncio.sleep(0.3)
    await ana.say("typing")
    assert (await rob.next("typing"))["who"]["name"] == "Ana Silva"
    await ana.hears_nothing("typing")


async def test_it_is_seen_who_comes_and_who_goes(sit, world):
    ana = await sit("ana")
    assert [who["name"] for who in (await ana.next("presence"))["here"]] == ["Ana Silva"]
    rob = await sit("rob")
    here = (await ana.next("presence"))["here"]
    assert [(who["name"], who["side"]) for who in here] == [
        ("Ana Silva", "customer"), ("Rob Keller", "company"),
    ]  # fmt: skip
    await rob.connection.close()
    assert [who["name"] for who in (await ana.next("presence"))["here"]] == ["Ana Silva"]
